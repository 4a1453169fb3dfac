import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { secretOptions } from "../../src/config/option-fields.ts";
import { webhookConsumer } from "../../src/consumers/webhook.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import { consumerOf, eventWith, HOSTILE, startReceiver } from "../helpers/receiver.ts";

const SECRET = `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`;

describe("what is posted", () => {
  test("is the event as it is, with the user's headers", async () => {
    await using receiver = await startReceiver();
    await using consumer = consumerOf(webhookConsumer, {
      url: `${receiver.origin}/hook?key=secret`,
      headers: { Authorization: "Bearer abc", "Content-Type": "application/vnd.status+json" },
    });
    expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: "POST", path: "/hook?key=secret", json: eventWith() });
    expect(request?.headers).toMatchObject({
      authorization: "Bearer abc",
      "content-type": "application/vnd.status+json",
      "user-agent": expect.stringMatching(/^status-watch\//),
    });
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith("webhook-"))).toEqual([]);
  });

  test("or a CloudEvent around it", async () => {
    await using receiver = await startReceiver();
    await using consumer = consumerOf(webhookConsumer, { url: receiver.origin, cloudevents: true });
    const event = eventWith({ provider: "Müller & Söhne" });
    await consumer.deliver(event);
    const [request] = receiver.received;
    expect(request?.headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
    expect(request?.json).toEqual({
      specversion: "1.0",
      id: event.id,
      source: expect.stringMatching(/^\/status-watch\/[\w%-]+$/),
      type: "status-watch.incident.opened",
      time: "2025-11-03T14:32:00.000Z",
      subject: "inc-1",
      datacontenttype: "application/json",
      data: event,
    });
  });
});

describe("a signature", () => {
  test("is by Standard Webhooks, over what is sent, and made anew for every try", async () => {
    await using receiver = await startReceiver();
    const clock = { now: () => Date.now() - 60_000, random: Math.random };
    await using consumer = consumerOf(webhookConsumer, { url: receiver.origin, secret: SECRET }, { clock });
    await consumer.deliver(eventWith(HOSTILE));
    const [request] = receiver.received;
    const headers = request?.headers as Record<string, string>;
    expect(headers["webhook-id"]).toBe("openai/inc-1/upd-1");
    expect(Number(headers["webhook-timestamp"])).toBeCloseTo(Date.now() / 1000 - 60, -1);
    expect(headers["webhook-signature"]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(new Webhook(SECRET).verify(request?.text ?? "", headers)).toEqual(request?.json);
    const other = `whsec_${Buffer.from("another key altogether..").toString("base64")}`;
    expect(() => new Webhook(other).verify(request?.text ?? "", headers)).toThrow(/No matching signature/);
  });

  test("has an id that is fit for a header, without a dot", async () => {
    await using receiver = await startReceiver();
    await using consumer = consumerOf(webhookConsumer, { url: receiver.origin, secret: SECRET });
    const id = "мосэнерго/component/1.2 3\ud800/major_outage/2025-11-03T14:32:00.000Z";
    expect(await consumer.deliver(eventWith({ id }))).toEqual({ outcome: "delivered" });
    const [request] = receiver.received;
    const headers = request?.headers as Record<string, string>;
    expect(headers["webhook-id"]).toMatch(/^[!-~]+$/);
    expect(headers["webhook-id"]).not.toContain(".");
    expect(decodeURIComponent(headers["webhook-id"] ?? "")).toBe(id.replace("\ud800", "\ufffd"));
    new Webhook(SECRET).verify(request?.text ?? "", headers);
  });

  test("needs a key", () => {
    const check = (secret: string) =>
      webhookConsumer.options.safeParse({ url: "https://example.com", secret }).success;
    expect(check(SECRET)).toBe(true);
    for (const wrong of ["", "whsec_", "whsec_not base64!", "hunter2"])
      expect(check(wrong), wrong).toBe(false);
  });

  test("is made with a secret", () => {
    expect(secretOptions(webhookConsumer.options)).toEqual(["secret"]);
  });
});

test("it deals with what a server may answer, and tells nothing of the address but its host", async () => {
  await using receiver = await startReceiver();
  const options = { url: `${receiver.origin}/hook/secret?key=secret`, secret: SECRET };
  await using consumer = consumerOf(webhookConsumer, options);
  await using hasty = consumerOf(webhookConsumer, options, { deadlineMs: 60 });
  await expectUsualAnswers(receiver, consumer, hasty);
  receiver.reply({ status: 404 });
  expect(JSON.stringify(await consumer.deliver(eventWith()))).not.toContain("secret");
});

test.each([
  [{ url: "ftp://example.com" }],
  [{ url: "https://example.com", headers: { "bad header": "x" } }],
  [{ url: "https://example.com", headers: { "x-a": "line\nbreak" } }],
  [{ url: "https://example.com", method: "PUT" }],
])("refuses %j", (options) => {
  expect(webhookConsumer.options.safeParse(options).success).toBe(false);
});
