import { describe, expect, test } from "vitest";
import { secretOptions } from "../../src/config/option-fields.ts";
import { pagerdutyConsumer } from "../../src/consumers/pagerduty.ts";
import type { Impact } from "../../src/types.ts";
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

const KEY = "e93facc04764012d7bfb002500d5d1a6";
const ACCEPTED = { status: 202, body: { status: "success", message: "Event processed", dedup_key: "k" } };

const optionsFor = (origin: string) => ({ routing_key: KEY, api_base: `${origin}/` });

async function startPagerDuty() {
  const receiver = await startReceiver();
  receiver.reply(ACCEPTED);
  return receiver;
}

describe("PagerDuty is told", () => {
  test("of a problem, with what there is to say", async () => {
    await using pagerduty = await startPagerDuty();
    await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "delivered",
      thread: "open openai/inc-1",
    });
    const [request] = pagerduty.received;
    expect(request).toMatchObject({ method: "POST", path: "/v2/enqueue" });
    expect(request?.headers["content-type"]).toMatch("application/json");
    expect(request?.json).toEqual({
      routing_key: KEY,
      event_action: "trigger",
      dedup_key: "openai/inc-1",
      client: "status-watch",
      payload: {
        summary: "OpenAI – Chat Completions: Investigating – We are investigating. More soon.",
        source: "OpenAI",
        severity: "error",
        timestamp: "2025-11-03T14:32:00.000Z",
        component: "Chat Completions",
        group: "OpenAI",
        class: "incident",
        custom_details: expect.objectContaining({
          Title: "Elevated error rates",
          Message: "We are investigating.\nMore soon.",
          Started: "2025-11-03 14:30 UTC",
        }),
      },
      links: [{ href: "https://status.openai.com/incidents/inc-1", text: "Status page" }],
    });
  });

  test("of its end, under the same key", async () => {
    await using pagerduty = await startPagerDuty();
    await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    expect(await consumer.deliver(eventWith(RESOLVED), "open")).toEqual({
      outcome: "delivered",
      thread: "closed openai/inc-1",
    });
    expect(pagerduty.received[0]?.json).toEqual({
      routing_key: KEY,
      event_action: "resolve",
      dedup_key: "openai/inc-1",
    });
  });

  test("of what happens in between only where asked for", async () => {
    await using pagerduty = await startPagerDuty();
    await using quiet = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    const update = eventWith({ change: "updated", status: "identified" });
    expect(await quiet.deliver(update, "open")).toEqual({ outcome: "delivered", thread: "open" });
    expect(pagerduty.received).toEqual([]);
    await using chatty = consumerOf(pagerdutyConsumer, { ...optionsFor(pagerduty.origin), updates: true });
    await chatty.deliver(update, "open");
    expect(pagerduty.received[0]?.json).toMatchObject({ event_action: "trigger", dedup_key: "openai/inc-1" });
  });

  test("nothing of planned work, and no digest, which is said", async () => {
    await using pagerduty = await startPagerDuty();
    await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    const planned = eventWith({ kind: "maintenance", status: "in_progress" });
    expect(await consumer.deliver(planned)).toEqual({ outcome: "delivered" });
    expect(await consumer.deliver(eventWith({ kind: "provider", change: "digest" }))).toMatchObject({
      outcome: "drop",
      reason: expect.stringContaining("do without digest"),
    });
    expect(pagerduty.received).toEqual([]);
  });

  test.each<[Impact, string]>([
    ["critical", "critical"],
    ["major", "error"],
    ["minor", "warning"],
    ["unknown", "warning"],
    ["maintenance", "info"],
    ["none", "info"],
  ])("that %s impact is %s", async (impact, severity) => {
    await using pagerduty = await startPagerDuty();
    await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    await consumer.deliver(eventWith({ impact }));
    expect(at(pagerduty.received[0]?.json, "payload.severity")).toBe(severity);
  });

  test("no more than it takes", async () => {
    await using pagerduty = await startPagerDuty();
    await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
    await consumer.deliver(
      eventWith({ ...HOSTILE, incidentId: "i".repeat(1000), url: "javascript:alert(1)" }),
    );
    const [request] = pagerduty.received;
    const summary = textAt(request?.json, "payload.summary");
    expect(summary.length).toBeLessThanOrEqual(1024);
    expect(isWellFormed(summary)).toBe(true);
    expect(textAt(request?.json, "dedup_key").length).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(request?.text ?? "")).toBeLessThan(512_000);
    expect(request?.json).not.toHaveProperty("links");
  });
});

test("it deals with what the service may answer", async () => {
  await using pagerduty = await startReceiver();
  await using consumer = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin));
  await using hasty = consumerOf(pagerdutyConsumer, optionsFor(pagerduty.origin), { deadlineMs: 60 });
  await expectUsualAnswers(pagerduty, consumer, hasty);
  pagerduty.reply({ status: 400, body: { status: "invalid event" } });
  const delivery = await consumer.deliver(eventWith());
  expect(delivery).toHaveProperty("reason", expect.stringContaining("check routing_key"));
  expect(JSON.stringify(delivery)).not.toContain(KEY);
});

test("its key is a secret", () => {
  expect(secretOptions(pagerdutyConsumer.options)).toEqual(["routing_key"]);
});
