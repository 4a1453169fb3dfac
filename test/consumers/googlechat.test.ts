import { expect, test } from "vitest";
import { googlechatConsumer } from "../../src/consumers/googlechat.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import {
  at,
  consumerOf,
  eventWith,
  HOSTILE,
  listAt,
  RESOLVED,
  startReceiver,
  textAt,
} from "../helpers/receiver.ts";

const HOOK = "/v1/spaces/A/messages?key=k&token=secret";

test("posts a card into the thread of its incident", async () => {
  await using chat = await startReceiver();
  await using consumer = consumerOf(googlechatConsumer, { url: `${chat.origin}${HOOK}` });
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
  await consumer.deliver(eventWith(RESOLVED));
  await consumer.deliver(eventWith({ incidentId: "inc-2" }));
  const [first, second, other] = chat.received;
  expect(first?.path).toBe(`${HOOK}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD`);
  expect(textAt(first?.json, "thread.threadKey")).toBe(at(second?.json, "thread.threadKey"));
  expect(textAt(first?.json, "thread.threadKey")).not.toBe(at(other?.json, "thread.threadKey"));
  const card = at(first?.json, "cardsV2.0.card");
  expect(card).toMatchObject({
    header: { title: "🟠 OpenAI – Chat Completions: Investigating", subtitle: "Elevated error rates" },
  });
  const widgets = listAt(card, "sections.0.widgets");
  expect(widgets[0]).toEqual({ textParagraph: { text: "We are investigating.\nMore soon." } });
  expect(widgets.at(-1)).toMatchObject({
    buttonList: {
      buttons: [{ onClick: { openLink: { url: "https://status.openai.com/incidents/inc-1" } } }],
    },
  });
});

test("leaves alone what belongs to no incident", async () => {
  await using chat = await startReceiver();
  await using consumer = consumerOf(googlechatConsumer, { url: chat.origin });
  const { incidentId, updateId, url, ...rest } = eventWith({ kind: "component", change: "changed" });
  await consumer.deliver(rest);
  expect(chat.received[0]?.json).not.toHaveProperty("thread");
  expect(JSON.stringify(chat.received[0]?.json)).not.toContain("buttonList");
});

test("shows markup as text and stays within a message's size", async () => {
  await using chat = await startReceiver();
  await using consumer = consumerOf(googlechatConsumer, { url: chat.origin });
  await consumer.deliver(eventWith(HOSTILE));
  const { text = "", json } = chat.received[0] ?? {};
  expect(Buffer.byteLength(text)).toBeLessThan(32_000);
  for (const widget of listAt(json, "cardsV2.0.card.sections.0.widgets")) {
    const said = at(widget, "textParagraph.text") ?? at(widget, "decoratedText.text") ?? "";
    expect(said).not.toMatch(/[<>]/);
  }
});

test("deals with what a server may answer", async () => {
  await using chat = await startReceiver();
  await using consumer = consumerOf(googlechatConsumer, { url: `${chat.origin}${HOOK}` });
  await using hasty = consumerOf(googlechatConsumer, { url: chat.origin }, { deadlineMs: 60 });
  await expectUsualAnswers(chat, consumer, hasty);
});
