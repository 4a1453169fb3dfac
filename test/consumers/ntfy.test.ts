import { describe, expect, test } from "vitest";
import { ntfyConsumer } from "../../src/consumers/ntfy.ts";
import type { Impact } from "../../src/types.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import {
  consumerOf,
  eventWith,
  HOSTILE,
  isWellFormed,
  RESOLVED,
  startReceiver,
  textAt,
} from "../helpers/receiver.ts";

test("publishes JSON to the server of the topic", async () => {
  await using ntfy = await startReceiver();
  await using consumer = consumerOf(ntfyConsumer, {
    url: `${ntfy.origin}/base/my-topic`,
    token: "tk_secret",
  });
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
  expect(ntfy.received[0]).toMatchObject({
    method: "POST",
    path: "/base/",
    headers: { authorization: "Bearer tk_secret" },
  });
  expect(ntfy.received[0]?.json).toEqual({
    topic: "my-topic",
    title: "OpenAI – Chat Completions: Investigating",
    message: "Elevated error rates\n\nWe are investigating.\nMore soon.",
    priority: 4,
    tags: ["red_circle"],
    click: "https://status.openai.com/incidents/inc-1",
    actions: [
      { action: "view", label: "Open status page", url: "https://status.openai.com/incidents/inc-1" },
    ],
  });
});

test("takes server and topic apart, and a login within the address", async () => {
  await using ntfy = await startReceiver();
  await using apart = consumerOf(ntfyConsumer, { server: ntfy.origin, topic: "t" });
  await apart.deliver(eventWith());
  const address = ntfy.origin.replace("//", "//phil:p%40ss@");
  await using login = consumerOf(ntfyConsumer, { url: `${address}/t` });
  await login.deliver(eventWith());
  const basic = `Basic ${Buffer.from("phil:p@ss").toString("base64")}`;
  expect(ntfy.received).toMatchObject([
    { path: "/", json: { topic: "t" } },
    { path: "/", json: { topic: "t" }, headers: { authorization: basic } },
  ]);
  expect(ntfy.received[0]?.headers).not.toHaveProperty("authorization");
});

test.each<[Impact, number]>([
  ["critical", 5],
  ["major", 4],
  ["minor", 3],
  ["maintenance", 2],
  ["unknown", 3],
])("%s is of priority %i, and ordinary once resolved", async (impact, priority) => {
  await using ntfy = await startReceiver();
  await using consumer = consumerOf(ntfyConsumer, { server: ntfy.origin, topic: "t" });
  await consumer.deliver(eventWith({ impact }));
  await consumer.deliver(eventWith({ ...RESOLVED, impact }));
  expect(ntfy.received).toMatchObject([
    { json: { priority } },
    { json: { priority: 3, tags: ["white_check_mark"] } },
  ]);
});

test("is never longer than what ntfy takes as a message", async () => {
  await using ntfy = await startReceiver();
  await using consumer = consumerOf(ntfyConsumer, { server: ntfy.origin, topic: "t" });
  for (const changes of [HOSTILE, { message: "語".repeat(5000) }, { message: "", title: "" }]) {
    await consumer.deliver(eventWith(changes));
    const message = textAt(ntfy.received.at(-1)?.json, "message");
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(message).not.toBe("");
    expect(isWellFormed(message)).toBe(true);
  }
});

test("deals with what a server may answer", async () => {
  await using ntfy = await startReceiver();
  await using consumer = consumerOf(ntfyConsumer, { server: ntfy.origin, topic: "t" });
  await using hasty = consumerOf(ntfyConsumer, { server: ntfy.origin, topic: "t" }, { deadlineMs: 60 });
  await expectUsualAnswers(ntfy, consumer, hasty);
});

describe("is given one topic", () => {
  test.each([
    [{ url: "https://ntfy.sh/t" }, true],
    [{ topic: "t" }, true],
    [{}, false],
    [{ url: "https://ntfy.sh/t", topic: "t" }, false],
    [{ url: "https://ntfy.sh/" }, false],
  ])("%o: %s", (options, isFine) => {
    expect(ntfyConsumer.options.safeParse(options).success).toBe(isFine);
  });
});
