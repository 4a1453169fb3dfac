import { expect, test } from "vitest";
import { telegramConsumer } from "../../src/consumers/telegram.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import {
  at,
  consumerOf,
  eventWith,
  HOSTILE,
  isWellFormed,
  RESOLVED,
  startReceiver,
  textAt,
} from "../helpers/receiver.ts";

const TOKEN = "123456:secret";
const SENT = { body: { ok: true, result: { message_id: 77 } } };
const optionsFor = (origin: string, more: object = {}) => ({
  token: TOKEN,
  chat_id: -1001,
  api_base: origin,
  ...more,
});

test.each([1.5, [1], ""])("a chat is no %j", (chat_id) => {
  const { error } = telegramConsumer.options.safeParse({ token: TOKEN, chat_id });
  expect(error?.issues[0]?.message).toBe("expected a number, or the @name of a public channel");
});

test("sends a message", async () => {
  await using telegram = await startReceiver();
  telegram.reply(SENT);
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin, { message_thread_id: 4 }));
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered", thread: "77" });
  expect(telegram.received[0]).toMatchObject({
    method: "POST",
    path: "/bot123456:secret/sendMessage",
    json: {
      chat_id: -1001,
      message_thread_id: 4,
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
    },
  });
  expect(textAt(telegram.received[0]?.json, "text")).toBe(
    [
      "🟠 <b>OpenAI – Chat Completions: Investigating</b>",
      '<a href="https://status.openai.com/incidents/inc-1">Elevated error rates</a>',
      "We are investigating.\nMore soon.",
      "<i>Components:</i> Chat Completions\n<i>Impact:</i> Major\n<i>Started:</i> 2025-11-03 14:30 UTC",
    ].join("\n\n"),
  );
});

test("edits the message of an incident as it goes on", async () => {
  await using telegram = await startReceiver();
  telegram.reply(SENT, {
    status: 400,
    body: { ok: false, description: "Bad Request: message is not modified: …" },
  });
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin, { message_thread_id: 4 }));
  for (const _ of "12") {
    const delivery = await consumer.deliver(eventWith(RESOLVED), "77");
    expect(delivery).toEqual({ outcome: "delivered", thread: "77" });
  }
  expect(telegram.received[1]).toMatchObject({
    path: "/bot123456:secret/editMessageText",
    json: { chat_id: -1001, message_id: 77 },
  });
  // Not a parameter of editMessageText.
  expect(telegram.received[1]?.json).not.toHaveProperty("message_thread_id");
});

test("sends another where the message was deleted", async () => {
  await using telegram = await startReceiver();
  const gone = { ok: false, description: "Bad Request: message to edit not found" };
  telegram.reply({ status: 400, body: gone }, { body: { ok: true, result: { message_id: 78 } } });
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin));
  expect(await consumer.deliver(eventWith(RESOLVED), "77")).toEqual({ outcome: "delivered", thread: "78" });
});

test("replies to the first message where that is wanted", async () => {
  await using telegram = await startReceiver();
  telegram.reply({ body: { ok: true, result: { message_id: 78 } } });
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin, { updates: "post" }));
  expect(await consumer.deliver(eventWith(RESOLVED), "77")).toEqual({ outcome: "delivered", thread: "77" });
  expect(telegram.received).toMatchObject([
    {
      path: "/bot123456:secret/sendMessage",
      json: { reply_parameters: { message_id: 77, allow_sending_without_reply: true } },
    },
  ]);
});

test("keeps to 4096 characters of HTML in which nothing is a tag or a mention but ours", async () => {
  await using telegram = await startReceiver();
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin));
  const long = `https://x.example/?${"a=1&".repeat(240)}`;
  for (const changes of [HOSTILE, { ...HOSTILE, url: long }, { message: "&".repeat(9000) }]) {
    await consumer.deliver(eventWith(changes));
    const text = textAt(telegram.received.at(-1)?.json, "text");
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.replace(/<(\/?[bi]|\/a|a href="[^"<>]*")>/g, "")).not.toMatch(/[<>]/);
    expect(text).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)|@\w/);
    expect(isWellFormed(text)).toBe(true);
  }
});

test("pauses as long as Telegram asks, and says where a group has gone", async () => {
  await using telegram = await startReceiver();
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin));
  telegram.reply({ status: 429, body: { ok: false, parameters: { retry_after: 14 } } });
  expect(await consumer.deliver(eventWith())).toMatchObject({ outcome: "retry", afterMs: 14_000 });
  telegram.reply({ status: 400, body: { ok: false, parameters: { migrate_to_chat_id: -1002 } } });
  expect(await consumer.deliver(eventWith())).toMatchObject({
    outcome: "drop",
    reason: expect.stringContaining("chat_id: -1002"),
  });
  expect(at(telegram.received[0]?.json, "chat_id")).toBe(-1001);
});

test("deals with what a server may answer", async () => {
  await using telegram = await startReceiver();
  await using consumer = consumerOf(telegramConsumer, optionsFor(telegram.origin));
  await using hasty = consumerOf(telegramConsumer, optionsFor(telegram.origin), { deadlineMs: 60 });
  await expectUsualAnswers(telegram, consumer, hasty);
});

test("begins anew where the thread is not one of its own", async () => {
  await using service = await startReceiver();
  await using consumer = consumerOf(telegramConsumer, optionsFor(service.origin));
  await consumer.deliver(eventWith(RESOLVED), "of-another-type");
  expect(service.received).toMatchObject([
    { method: "POST", path: expect.not.stringMatching(/edit|update/) },
  ]);
});
