import { expect, test } from "vitest";
import { msteamsConsumer } from "../../src/consumers/msteams.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import { at, consumerOf, eventWith, HOSTILE, listAt, startReceiver } from "../helpers/receiver.ts";

test("posts an Adaptive Card in an envelope", async () => {
  await using teams = await startReceiver();
  teams.reply({ status: 202, body: "" });
  await using consumer = consumerOf(msteamsConsumer, { url: `${teams.origin}/workflows/1?sig=secret` });
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
  const { json, path } = teams.received[0] ?? {};
  expect(path).toBe("/workflows/1?sig=secret");
  expect(json).toMatchObject({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.4",
          actions: [{ type: "Action.OpenUrl", url: "https://status.openai.com/incidents/inc-1" }],
        },
      },
    ],
  });
  const body = at(json, "attachments.0.content.body");
  expect(at(body, "0")).toMatchObject({
    type: "Container",
    style: "attention",
    items: [{ type: "RichTextBlock", inlines: [{ text: "🟠 OpenAI – Chat Completions: Investigating" }] }],
  });
  const lines = listAt({ body }, "body").map((block) => at(block, "inlines.0.text"));
  expect(lines.slice(1, 4)).toEqual(["Elevated error rates", "We are investigating.", "More soon."]);
});

test("has no text in which Markdown is read, nor more bytes than Teams takes", async () => {
  await using teams = await startReceiver();
  await using consumer = consumerOf(msteamsConsumer, { url: teams.origin });
  for (const changes of [HOSTILE, { message: "\n\nx".repeat(10_000) }, { message: "語".repeat(30_000) }]) {
    await consumer.deliver(eventWith(changes));
    const { text = "", json } = teams.received.at(-1) ?? {};
    expect(Buffer.byteLength(text)).toBeLessThan(21_000);
    // Empty runs are refused by some clients.
    expect(text).not.toContain('"text":""');
    const [head, ...rest] = listAt(json, "attachments.0.content.body");
    for (const block of [...listAt(head, "items"), ...rest]) {
      expect(block).toMatchObject({ type: "RichTextBlock" });
      for (const run of listAt(block, "inlines")) expect(run).toMatchObject({ type: "TextRun" });
    }
  }
});

test("deals with what a server may answer", async () => {
  await using teams = await startReceiver();
  await using consumer = consumerOf(msteamsConsumer, { url: teams.origin });
  await using hasty = consumerOf(msteamsConsumer, { url: teams.origin }, { deadlineMs: 60 });
  await expectUsualAnswers(teams, consumer, hasty);
});
