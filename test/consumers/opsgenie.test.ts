import { describe, expect, test } from "vitest";
import { secretOptions } from "../../src/config/option-fields.ts";
import { opsgenieConsumer } from "../../src/consumers/opsgenie.ts";
import type { Impact } from "../../src/types.ts";
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

const KEY = "eb243592-faa2-4ba2-a551-1afdf565c889";
const ACCEPTED = { status: 202, body: { result: "Request will be processed", took: 0.3, requestId: "r" } };
const UPDATE = { change: "updated", status: "identified", message: "We know why." } as const;

const optionsFor = (origin: string) => ({ api_key: KEY, api_base: `${origin}/jsm/ops/integration` });

async function startOpsgenie() {
  const receiver = await startReceiver();
  receiver.reply(ACCEPTED);
  return receiver;
}

describe("Opsgenie is told", () => {
  test("of a problem, with what there is to say", async () => {
    await using opsgenie = await startOpsgenie();
    await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "delivered",
      thread: "open openai:inc-1",
    });
    const [request] = opsgenie.received;
    expect(request).toMatchObject({ method: "POST", path: "/jsm/ops/integration/v2/alerts" });
    expect(request?.headers).toMatchObject({ authorization: `GenieKey ${KEY}` });
    expect(request?.json).toEqual({
      message: "OpenAI – Chat Completions: Investigating – Elevated error rates",
      alias: "openai:inc-1",
      description:
        "Elevated error rates\n\nWe are investigating.\nMore soon.\n\nhttps://status.openai.com/incidents/inc-1",
      priority: "P2",
      source: "status-watch",
      entity: "OpenAI",
      tags: ["status-watch", "incident", "OpenAI"],
      details: expect.objectContaining({ Impact: "Major", Started: "2025-11-03 14:30 UTC" }),
    });
  });

  test("of updates as notes, unless they are not wanted", async () => {
    await using opsgenie = await startOpsgenie();
    await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
    expect(await consumer.deliver(eventWith(UPDATE), "open")).toEqual({
      outcome: "delivered",
      thread: "open openai:inc-1",
    });
    expect(opsgenie.received[0]).toMatchObject({
      path: "/jsm/ops/integration/v2/alerts/openai%3Ainc-1/notes?identifierType=alias",
      json: { source: "status-watch", note: "OpenAI – Chat Completions: Identified\nWe know why." },
    });
    await using quiet = consumerOf(opsgenieConsumer, { ...optionsFor(opsgenie.origin), updates: false });
    expect(await quiet.deliver(eventWith(UPDATE), "open")).toEqual({ outcome: "delivered", thread: "open" });
    expect(opsgenie.received.length).toBe(1);
  });

  test("of its end", async () => {
    await using opsgenie = await startOpsgenie();
    await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
    expect(await consumer.deliver(eventWith(RESOLVED), "open")).toEqual({
      outcome: "delivered",
      thread: "closed openai:inc-1",
    });
    expect(opsgenie.received[0]).toMatchObject({
      path: "/jsm/ops/integration/v2/alerts/openai%3Ainc-1/close?identifierType=alias",
      json: { source: "status-watch", note: expect.stringContaining("All is well again.") },
    });
  });

  test.each<[Impact, string]>([
    ["critical", "P1"],
    ["major", "P2"],
    ["minor", "P3"],
    ["unknown", "P3"],
    ["maintenance", "P5"],
    ["none", "P5"],
  ])("that %s impact is %s", async (impact, priority) => {
    await using opsgenie = await startOpsgenie();
    await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
    await consumer.deliver(eventWith({ impact }));
    expect(at(opsgenie.received[0]?.json, "priority")).toBe(priority);
  });

  test("no more than it takes, and the link always", async () => {
    await using opsgenie = await startOpsgenie();
    await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
    const event = eventWith({ ...HOSTILE, incidentId: "i/?#😀".repeat(1000) });
    await consumer.deliver(event);
    await consumer.deliver({ ...event, ...UPDATE, message: event.message }, "open");
    const [{ json } = {}, note] = opsgenie.received;
    expect(textAt(json, "message").length).toBeLessThanOrEqual(130);
    expect(textAt(json, "alias").length).toBeLessThanOrEqual(512);
    expect(textAt(json, "alias")).not.toContain("/");
    expect(textAt(json, "entity").length).toBeLessThanOrEqual(512);
    const description = textAt(json, "description");
    expect(description.length).toBeLessThanOrEqual(15_000);
    expect(description.endsWith("\n\nhttps://status.openai.com/incidents/inc-1")).toBe(true);
    expect(isWellFormed(JSON.stringify(json))).toBe(true);
    for (const tag of listAt(json, "tags")) expect(String(tag).length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(at(json, "details")).length).toBeLessThanOrEqual(8000);
    expect(textAt(note?.json, "note").length).toBeLessThanOrEqual(15_000);
    const alias = encodeURIComponent(textAt(json, "alias"));
    expect(note?.path).toBe(`/jsm/ops/integration/v2/alerts/${alias}/notes?identifierType=alias`);
  });
});

test("it deals with what the service may answer", async () => {
  await using opsgenie = await startReceiver();
  await using consumer = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin));
  await using hasty = consumerOf(opsgenieConsumer, optionsFor(opsgenie.origin), { deadlineMs: 60 });
  await expectUsualAnswers(opsgenie, consumer, hasty);
  opsgenie.reply({ status: 401 });
  const delivery = await consumer.deliver(eventWith());
  expect(delivery).toHaveProperty("reason", expect.stringContaining("check api_key"));
  expect(JSON.stringify(delivery)).not.toContain(KEY);
});

test("its key is a secret", () => {
  expect(secretOptions(opsgenieConsumer.options)).toEqual(["api_key"]);
});
