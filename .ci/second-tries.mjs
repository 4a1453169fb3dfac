/**
 * Names the tests that passed only when they were tried again, and why they had not at first.
 * @implements {import("vitest/reporters").Reporter}
 */
export default class SecondTries {
  /** @param {import("vitest/node").TestCase} testCase */
  onTestCaseResult(testCase) {
    if (!testCase.diagnostic()?.flaky) return;
    const { errors = [] } = testCase.result();
    console.log(`second try: ${testCase.module.relativeModuleId}: ${testCase.fullName}`);
    for (const { message } of errors) console.log(`second try:   ${message}`);
  }
}
