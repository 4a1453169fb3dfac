// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what these tests are about
import { describe, expect, test } from "vitest";
import { errorOf, parse, problemsOf } from "./fixture.ts";

const SECRET = "s3cr3t-value";
const one = (lines: string) => `providers:\n  - name: A\n    url: https://a.example\n${lines}`;

test("references are followed in addresses, headers and consumers' options", () => {
  const text = `defaults: { headers: { x-team: "\${TEAM}" } }
providers:
  - name: A
    url: https://\${HOST}/\${TEAM}
    headers: { authorization: "Basic \${USER}:\${PASS}" }
consumers:
  - { type: webhook, url: "https://\${HOST}", tags: ["\${TEAM}"] }
`;
  const config = parse(text, { TEAM: "ops", HOST: "a.example", USER: "u", PASS: "${USER}" });
  expect(config.providers[0]).toMatchObject({
    url: "https://a.example/ops",
    headers: { authorization: "Basic u:${USER}", "x-team": "ops" },
  });
  expect(config.consumers[0]?.options).toMatchObject({ url: "https://a.example", tags: ["ops"] });
});

test("elsewhere a reference is text like any other, and $${ is the text ${ itself", () => {
  const text = `providers:
  - name: "\${NAME}"
    url: https://a.example
    components: "\${NAME}"
    headers: { x: "$\${NAME} \${NAME}" }
`;
  const [provider] = parse(text, { NAME: "value" }).providers;
  expect(provider).toMatchObject({
    name: "${NAME}",
    filter: { components: ["${NAME}"] },
    headers: { x: "${NAME} value" },
  });
});

test("references that cannot be followed are reported where they stand, and only once", () => {
  const text = `providers:
  - name: A
    url: https://\${HOST}:\${PORT}/
    headers:
      a: "Bearer \${TOKEN}"
      b: "\${TOKEN:-none}"
      c: "\${TOKEN"
`;
  expect(problemsOf(text)).toEqual([
    "3:18 the environment variable HOST is not set",
    "3:26 the environment variable PORT is not set",
    "5:18 the environment variable TOKEN is not set",
    '6:11 "TOKEN:-none" is not the name of an environment variable; write $${ for the text ${ itself',
    '7:11 a reference to the environment without its closing "}"; write $${ for the text ${ itself',
  ]);
});

test("what every object inherits is no variable", () => {
  expect(problemsOf(one('    headers: { a: "${toString}" }\n'))).toEqual([
    "4:20 the environment variable toString is not set",
  ]);
});

describe("no error tells a value of the environment", () => {
  const environments = { SECRET, BREAK: `${SECRET}\n`, BLANK: `${SECRET} x` };
  test.each([
    ["an address that is none", "- name: A\n  url: ${SECRET}\n"],
    ["an address of another protocol", "- name: A\n  url: ftp://${SECRET}\n"],
    ["a password in the address", "- name: A\n  url: https://u:${SECRET}@a.example\n"],
    ["a header that cannot be sent", one('    headers: { a: "${BREAK}" }\n')],
    ["a line with another mistake", one('    headers: { a: "${SECRET}", b c: d }\n')],
    ["a consumer's address", one("consumers: [{ type: webhook, url: '${SECRET}' }]\n")],
    [
      "a consumer's option whose schema quotes what it was given",
      one('consumers: [{ type: webhook, url: https://h.example, token: "${BLANK}" }]\n'),
    ],
    ["a choice", one('consumers: [{ type: console, format: "${SECRET}" }]\n')],
    ["a duplicate name", `${one("")}  - name: A\n    url: https://\${SECRET}.example\n`],
  ])("%s", (_, text) => {
    const error = errorOf(text, environments);
    expect(`${error.message} ${JSON.stringify(error.problems)} ${error.stack}`).not.toContain(SECRET);
  });
});

test("secrets written in the file itself are starred out of the source that is quoted", () => {
  const text = `providers:
  - { name: A, url: https://a.example, headers: { authorization: Bearer ${SECRET} }, colour: red }
consumers:
  - { type: webhook, url: https://h.example/${SECRET}, token: ${SECRET}, colour: red }
  - { type: webhook, url: ${SECRET}, name: other }
`;
  const { message } = errorOf(text);
  expect(message).not.toContain(SECRET);
  expect(message).toContain(`headers: { authorization: ${"*".repeat(7 + SECRET.length)} }, colour: red }`);
  expect(message).toContain("url: expected an address such as https://example.com, got other text");
});

test("a syntax error beside a secret does not tell it either", () => {
  expect(errorOf(`- { name: A, headers: { authorization: ${SECRET} }, name }}\n`).message).not.toContain(
    SECRET,
  );
});
