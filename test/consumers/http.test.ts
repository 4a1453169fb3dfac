import { afterAll, expect, test } from "vitest";
import { afterSeconds, deliveryOf, httpConsumer } from "../../src/consumers/http.ts";
import { createAgent, isOk, postJson, valueIn } from "../../src/http/send.ts";
import { RawServer } from "../helpers/raw-server.ts";
import { eventWith, startReceiver } from "../helpers/receiver.ts";

const agent = createAgent();
afterAll(() => agent.destroy());

test("posts JSON and says who we are", async () => {
  await using service = await startReceiver();
  service.reply({ status: 201, body: { a: { b: 1 } } });
  const answer = await postJson(agent, `${service.origin}/x?y=1`, {
    body: { ü: 1 },
    headers: { "x-a": "b" },
  });
  expect(isOk(answer)).toBe(true);
  expect(deliveryOf(answer)).toEqual({ outcome: "delivered" });
  expect([valueIn(answer, "a", "b"), valueIn(answer, "a", "b", "c"), valueIn(answer, "toString")]).toEqual([
    1,
    undefined,
    undefined,
  ]);
  expect(service.received[0]).toMatchObject({
    method: "POST",
    path: "/x?y=1",
    text: '{"ü":1}',
    headers: { "x-a": "b", "user-agent": expect.stringMatching(/^status-watch\//), "content-length": "8" },
  });
});

test.each([301, 302, 307, 308])(
  "does not follow a %i, which might lead a secret elsewhere",
  async (status) => {
    await using service = await startReceiver();
    service.reply({ status, headers: { location: "/elsewhere" } });
    expect(deliveryOf(await postJson(agent, service.origin, { body: {} }))).toEqual({
      outcome: "drop",
      reason: `${service.host} answered ${status}; it redirects: give the final address`,
    });
    expect(service.received).toHaveLength(1);
  },
);

test("a hint of the service's own goes first", async () => {
  await using service = await startReceiver();
  service.reply({ status: 404 });
  const answer = await postJson(agent, service.origin, { body: {} });
  expect(deliveryOf(answer, { 404: "make a new one" })).toMatchObject({
    reason: `${service.host} answered 404; make a new one`,
  });
});

test("pauses at least a second and at most an hour", async () => {
  await using service = await startReceiver();
  for (const [header, afterMs] of [
    ["0", 1000],
    ["0.2", 1000],
    ["90", 90_000],
    ["999999", 3_600_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 1000],
  ] as const) {
    service.reply({ status: 503, headers: { "retry-after": header } });
    const delivery = deliveryOf(await postJson(agent, service.origin, { body: {} }));
    expect(delivery, header).toMatchObject({ outcome: "retry", afterMs });
    expect(afterSeconds(delivery, 2.5)).toMatchObject({ afterMs: 2500 });
    expect(afterSeconds(delivery, "2.5")).toBe(delivery);
  }
  expect(afterSeconds({ outcome: "delivered" }, 3)).toEqual({ outcome: "delivered" });
});

test("an answer without end is none, and the message is not sent again for it", async () => {
  await using service = await startReceiver();
  service.reply({ body: "x".repeat(2 * 1024 * 1024) });
  expect(deliveryOf(await postJson(agent, service.origin, { body: {} }))).toMatchObject({ outcome: "drop" });
});

test.each([
  [502, "retry"],
  [404, "drop"],
])("a %i is one, however much comes with it", async (status, outcome) => {
  await using service = await startReceiver();
  service.reply({ status, body: "x".repeat(2 * 1024 * 1024) });
  expect(deliveryOf(await postJson(agent, service.origin, { body: {} }))).toMatchObject({
    outcome,
    reason: expect.stringContaining(`answered ${status}`),
  });
});

test("an answer that is no HTTP is tried again", async () => {
  await using server = await RawServer.start({
    socket: (socket) => socket.once("data", () => socket.end("HTTP/1.1 000 Nothing\r\n\r\n")),
  });
  expect(deliveryOf(await postJson(agent, server.origin, { body: {} }))).toMatchObject({
    outcome: "retry",
    reason: expect.stringContaining("did not answer in valid HTTP"),
  });
});

test("where nobody listens, or the name is none, it is tried again", async () => {
  for (const address of ["http://127.0.0.1:1/secret", "http://name.invalid/secret"]) {
    const delivery = deliveryOf(await postJson(agent, address, { body: {} }));
    expect(delivery).toMatchObject({ outcome: "retry" });
    expect(JSON.stringify(delivery)).not.toContain("secret");
  }
});

test("a header that cannot be sent is not tried again, nor told", async () => {
  await using service = await startReceiver();
  const headers = { authorization: "Bearer secret\nx" };
  const delivery = deliveryOf(await postJson(agent, service.origin, { body: {}, headers }));
  expect(delivery).toMatchObject({ outcome: "drop" });
  expect(JSON.stringify(delivery)).not.toContain("secret");
});

test("all requests of one delivery share its deadline", async () => {
  await using service = await startReceiver();
  service.reply({}, "hang");
  const consumer = httpConsumer("it", { deadlineMs: 80 }, async (_, post) => {
    await post(service.origin, { body: {} });
    return deliveryOf(await post(service.origin, { body: {} }));
  });
  expect(await consumer.deliver(eventWith())).toMatchObject({
    outcome: "retry",
    reason: expect.stringContaining("no answer in time"),
  });
  await consumer.close?.();
});
