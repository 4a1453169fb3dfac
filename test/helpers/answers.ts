import { expect } from "vitest";
import type { Consumer } from "../../src/consumers/types.ts";
import { eventWith, type Receiver, type Reply } from "./receiver.ts";

/** Every consumer must deal alike with what HTTP answers everywhere. `host` is all that a reason says of the address. */
export async function expectUsualAnswers(
  receiver: Receiver,
  consumer: Consumer,
  hasty: Consumer,
): Promise<void> {
  const deliver = (reply: Reply | "hang", to = consumer) => {
    receiver.reply(reply);
    return to.deliver(eventWith());
  };
  for (const status of [400, 401, 403, 404, 410, 422]) {
    const delivery = await deliver({ status });
    expect(delivery, String(status)).toMatchObject({ outcome: "drop" });
    // What was answered, and what to do about it.
    expect(delivery).toHaveProperty(
      "reason",
      expect.stringMatching(`${receiver.host} answered ${status}; .+`),
    );
  }
  expect(await deliver({ status: 429, headers: { "retry-after": "7" } })).toMatchObject({
    outcome: "retry",
    afterMs: 7000,
  });
  expect(await deliver({ status: 429, headers: { "retry-after": "86400" } })).toMatchObject({
    afterMs: 3_600_000,
  });
  for (const status of [408, 425, 500, 502, 503]) {
    const delivery = await deliver({ status });
    expect(delivery, String(status)).toMatchObject({ outcome: "retry" });
    expect(delivery).not.toHaveProperty("afterMs");
  }
  expect(await deliver("hang", hasty)).toMatchObject({
    outcome: "retry",
    reason: expect.stringContaining("no answer in time"),
  });
}
