import { expect, test } from "vitest";
import { discordConsumer } from "../../src/consumers/discord.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import {
  at,
  consumerOf,
  eventWith,
  HOSTILE,
  isWellFormed,
  listAt,
  RESOLVED,
  startReceiver,
  textAt,
} from "../helpers/receiver.ts";

const HOOK = "/api/webhooks/1/secret";

test("posts an embed and waits for the message", async () => {
  await using discord = await startReceiver();
  discord.reply({ body: { id: "99" } });
  await using consumer = consumerOf(discordConsumer, { url: `${discord.origin}${HOOK}?thread_id=5` });
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered", thread: "99" });
  expect(discord.received[0]).toMatchObject({
    method: "POST",
    path: `${HOOK}?thread_id=5&wait=true`,
    json: {
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: "🟠 OpenAI – Chat Completions: Investigating",
          url: "https://status.openai.com/incidents/inc-1",
          description: "**Elevated error rates**\n\nWe are investigating.\nMore soon.",
          color: 0xef6c00,
          timestamp: "2025-11-03T14:32:00.000Z",
        },
      ],
    },
  });
});

test("edits the message of an incident as it goes on", async () => {
  await using discord = await startReceiver();
  await using consumer = consumerOf(discordConsumer, {
    url: `${discord.origin}${HOOK}?thread_id=5&wait=true`,
  });
  expect(await consumer.deliver(eventWith(RESOLVED), "99")).toEqual({ outcome: "delivered", thread: "99" });
  expect(discord.received).toMatchObject([
    { method: "PATCH", path: `${HOOK}/messages/99?thread_id=5`, json: { allowed_mentions: { parse: [] } } },
  ]);
});

test("posts anew where the message was deleted, not where the webhook was", async () => {
  await using discord = await startReceiver();
  await using consumer = consumerOf(discordConsumer, { url: `${discord.origin}${HOOK}` });
  discord.reply({ status: 404, body: { code: 10008, message: "Unknown Message" } }, { body: { id: "100" } });
  expect(await consumer.deliver(eventWith(RESOLVED), "99")).toEqual({ outcome: "delivered", thread: "100" });
  discord.reply({ status: 404, body: { code: 10015, message: "Unknown Webhook" } });
  expect(await consumer.deliver(eventWith(RESOLVED), "99")).toMatchObject({
    outcome: "drop",
    reason: expect.stringContaining("make a new one"),
  });
  expect(discord.received).toHaveLength(3);
});

test("posts each update where that is wanted", async () => {
  await using discord = await startReceiver();
  discord.reply({ body: { id: "101" } });
  await using consumer = consumerOf(discordConsumer, { url: `${discord.origin}${HOOK}`, updates: "post" });
  expect(await consumer.deliver(eventWith(RESOLVED), "99")).toEqual({ outcome: "delivered", thread: "101" });
  expect(discord.received.map(({ method }) => method)).toEqual(["POST"]);
});

test("keeps to Discord's limits and shows markup as text", async () => {
  await using discord = await startReceiver();
  await using consumer = consumerOf(discordConsumer, { url: discord.origin });
  await consumer.deliver(eventWith(HOSTILE));
  const embed = at(discord.received[0]?.json, "embeds.0");
  const [title, description] = [textAt(embed, "title"), textAt(embed, "description")];
  const fields = listAt(embed, "fields").flatMap((field) => [textAt(field, "name"), textAt(field, "value")]);
  expect(title.length).toBeLessThanOrEqual(256);
  expect(description.length).toBeLessThanOrEqual(4096);
  expect([title, description, ...fields].join("").length).toBeLessThanOrEqual(6000);
  for (const text of [title, description, ...fields]) {
    expect(text).not.toMatch(/(?<!\\)[<>[\]`|]/);
    expect(isWellFormed(text)).toBe(true);
  }
});

test("pauses as long as Discord asks in its body", async () => {
  await using discord = await startReceiver();
  discord.reply({
    status: 429,
    body: { message: "You are being rate limited.", retry_after: 1.5, global: false },
  });
  await using consumer = consumerOf(discordConsumer, { url: discord.origin });
  for (const thread of [undefined, "99"]) {
    expect(await consumer.deliver(eventWith(), thread)).toMatchObject({ outcome: "retry", afterMs: 1500 });
  }
});

test("deals with what a server may answer", async () => {
  await using discord = await startReceiver();
  const options = { url: `${discord.origin}${HOOK}` };
  await using consumer = consumerOf(discordConsumer, options);
  await using hasty = consumerOf(discordConsumer, options, { deadlineMs: 60 });
  await expectUsualAnswers(discord, consumer, hasty);
});

test("begins anew where the thread is not one of its own", async () => {
  await using service = await startReceiver();
  await using consumer = consumerOf(discordConsumer, { url: service.origin });
  await consumer.deliver(eventWith(RESOLVED), "of-another-type");
  expect(service.received).toMatchObject([
    { method: "POST", path: expect.not.stringMatching(/edit|update/) },
  ]);
});
