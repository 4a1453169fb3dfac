import { describe, expect, test } from "vitest";
import { slackConsumer } from "../../src/consumers/slack.ts";
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

const TS = "1503435956.000247";
const POSTED = { body: { ok: true, channel: "C024BE91L", ts: TS } };

describe("by webhook", () => {
  test("says what there is to say in blocks, under a bar of the severity's colour", async () => {
    await using slack = await startReceiver();
    await using consumer = consumerOf(slackConsumer, { webhook_url: `${slack.origin}/services/T/B/secret` });
    expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
    const [request] = slack.received;
    expect(request?.method).toBe("POST");
    expect(request?.headers["content-type"]).toMatch("application/json");
    const json = request?.json;
    expect(at(json, "text")).toBe(
      "OpenAI – Chat Completions: Investigating – We are investigating. More soon.",
    );
    const title = "🟠 OpenAI – Chat Completions: Investigating";
    expect(at(json, "blocks")).toEqual([
      { type: "header", text: { type: "plain_text", text: title, emoji: false } },
    ]);
    expect(at(json, "attachments.0.color")).toMatch(/^#[0-9a-f]{6}$/);
    expect(at(json, "attachments.0.blocks.0.text.text")).toBe(
      "*<https://status.openai.com/incidents/inc-1|Elevated error rates>*",
    );
    expect(at(json, "attachments.0.blocks.1.text.text")).toBe("We are investigating.\nMore soon.");
    expect(at(json, "attachments.0.blocks.2.fields")).toContainEqual({
      type: "mrkdwn",
      text: "*Started*\n2025-11-03 14:30 UTC",
      verbatim: true,
    });
  });

  test("keeps to Slack's limits, and lets a page ping nobody", async () => {
    await using slack = await startReceiver();
    await using consumer = consumerOf(slackConsumer, { webhook_url: slack.origin });
    await consumer.deliver(eventWith(HOSTILE));
    const json = slack.received[0]?.json;
    expect(textAt(json, "blocks.0.text.text").length).toBeLessThanOrEqual(150);
    expect(isWellFormed(textAt(json, "attachments.0.blocks.1.text.text"))).toBe(true);
    expect(textAt(json, "text")).not.toContain("<");
    for (const block of listAt(json, "attachments.0.blocks")) {
      const isFields = at(block, "fields") !== undefined;
      for (const said of isFields ? listAt(block, "fields") : [at(block, "text")]) {
        expect(said).toMatchObject({ type: "mrkdwn", verbatim: true });
        expect(textAt(said, "text").length).toBeLessThanOrEqual(isFields ? 2000 : 3000);
        expect(textAt(said, "text")).not.toMatch(/<(?!https:\/\/status)/);
        expect(textAt(said, "text")).not.toMatch(/&(?!(amp|lt|gt);)/);
      }
    }
  });

  test("deals with what a server may answer", async () => {
    await using slack = await startReceiver();
    const options = { webhook_url: `${slack.origin}/services/x` };
    await using consumer = consumerOf(slackConsumer, options);
    await using hasty = consumerOf(slackConsumer, options, { deadlineMs: 60 });
    await expectUsualAnswers(slack, consumer, hasty);
  });
});

describe("by bot", () => {
  const options = (origin: string) => ({
    token: "xoxb-secret",
    channel: "#status",
    api_base: `${origin}/api/`,
  });

  test("posts, then edits the first message and replies beneath it", async () => {
    await using slack = await startReceiver();
    slack.reply(POSTED);
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    const first = await consumer.deliver(eventWith());
    expect(first).toEqual({ outcome: "delivered", thread: `C024BE91L/${TS}` });
    expect(slack.received[0]).toMatchObject({
      path: "/api/chat.postMessage",
      headers: { authorization: "Bearer xoxb-secret" },
      json: { channel: "#status", parse: "none" },
    });
    const second = await consumer.deliver(eventWith(RESOLVED), `C024BE91L/${TS}`);
    expect(second).toEqual(first);
    expect(slack.received.slice(1)).toMatchObject([
      { path: "/api/chat.update", json: { channel: "C024BE91L", ts: TS, parse: "none" } },
      { path: "/api/chat.postMessage", json: { channel: "C024BE91L", thread_ts: TS } },
    ]);
    expect(at(slack.received[1]?.json, "blocks.0.text.text")).toBe("🟢 OpenAI – Chat Completions: Resolved");
  });

  test("begins anew where the first message was deleted", async () => {
    await using slack = await startReceiver();
    slack.reply(
      { body: { ok: false, error: "message_not_found" } },
      { body: { ok: true, channel: "C1", ts: "2.2" } },
    );
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    expect(await consumer.deliver(eventWith(RESOLVED), "C1/1.1")).toEqual({
      outcome: "delivered",
      thread: "C1/2.2",
    });
    expect(slack.received[1]?.json).not.toHaveProperty("thread_ts");
  });

  test("replies also where the first message may no longer be edited", async () => {
    await using slack = await startReceiver();
    slack.reply({ body: { ok: false, error: "edit_window_closed" } }, POSTED);
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    expect(await consumer.deliver(eventWith(RESOLVED), "C1/1.1")).toEqual({
      outcome: "delivered",
      thread: "C1/1.1",
    });
  });

  test("does not reply before the first message is up to date, so that another try repeats nothing", async () => {
    await using slack = await startReceiver();
    slack.reply({ status: 503 });
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    expect(await consumer.deliver(eventWith(RESOLVED), "C1/1.1")).toMatchObject({ outcome: "retry" });
    expect(slack.received.map(({ path }) => path)).toEqual(["/api/chat.update"]);
  });

  test.each([
    ["not_in_channel", "drop", /invite the bot/],
    ["invalid_auth", "drop", /check `token`/],
    ["a secret xoxb-secret", "drop", /^[^x]*$/],
    ["internal_error", "retry", /internal_error/],
    ["toString", "drop", /check `token` and `channel`/],
  ])("understands %s, answered with a 200", async (error, outcome, reason) => {
    await using slack = await startReceiver();
    slack.reply({ body: { ok: false, error } });
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    expect(await consumer.deliver(eventWith())).toMatchObject({
      outcome,
      reason: expect.stringMatching(reason),
    });
  });

  test("deals with what a server may answer", async () => {
    await using slack = await startReceiver();
    await using consumer = consumerOf(slackConsumer, options(slack.origin));
    await using hasty = consumerOf(slackConsumer, options(slack.origin), { deadlineMs: 60 });
    await expectUsualAnswers(slack, consumer, hasty);
  });
});

test("is given a webhook or a bot, and all of it", () => {
  const isFine = (options: object) => slackConsumer.options.safeParse(options).success;
  expect(isFine({ webhook_url: "https://hooks.slack.com/services/T/B/x" })).toBe(true);
  expect(isFine({ token: "xoxb-1", channel: "C1" })).toBe(true);
  for (const wrong of [
    {},
    { token: "xoxb-1" },
    { channel: "C1" },
    { webhook_url: "https://x", token: "x", channel: "C1" },
  ]) {
    expect(isFine(wrong), JSON.stringify(wrong)).toBe(false);
  }
});

test("begins anew where the thread is not one of its own", async () => {
  await using service = await startReceiver();
  await using consumer = consumerOf(slackConsumer, {
    token: "xoxb-1",
    channel: "C1",
    api_base: service.origin,
  });
  await consumer.deliver(eventWith(RESOLVED), "of-another-type");
  expect(service.received).toMatchObject([
    { method: "POST", path: expect.not.stringMatching(/edit|update/) },
  ]);
});
