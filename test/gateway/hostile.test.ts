import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { toGateway } from "../../src/config/gateway.ts";
import { Gateway, type GatewayOptions } from "../../src/gateway/gateway.ts";
import { Door, pushed, SECRET, statuspageWebhook } from "./door.ts";

const HOOK = `/hooks/acme/${SECRET}`;

/** What a server answers to these bytes on a connection of their own, until it closes it. */
async function answerTo(url: string, ...parts: readonly string[]): Promise<string> {
  const socket = dial(url);
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
  });
  for (const part of parts) socket.write(part);
  // Not by `once`, which takes a reset for a failure of the test.
  await new Promise((resolve) => socket.on("close", resolve));
  return answer;
}

function dial(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on("error", () => {});
}

describe("A request that is refused", () => {
  it("learns nothing: no such provider, a wrong secret and a wrong signature are answered alike", async () => {
    const providers = [pushed(), pushed({ name: "Signs" }, { signingSecrets: ["key"] })];
    await using door = await Door.open({ providers });
    const paths = [
      `/hooks/nobody/${SECRET}`,
      "/hooks/acme/wrong",
      `/hooks/signs/${SECRET}`,
      "/webhook/x",
      "/webhooks/nobody",
    ];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const response = await door.post(path, statuspageWebhook("u1"), { "x-signature": "0".repeat(64) });
        return `${response.status} ${await response.text()} ${response.headers.get("content-type")}`;
      }),
    );
    expect(new Set(answers)).toEqual(
      new Set(['401 {"error":"unauthorized"} application/json; charset=utf-8']),
    );
  });

  it.each([
    "/hooks/../../etc/passwd/x",
    "/hooks/%2e%2e%2f%2e%2e/x",
    "/hooks/acme/%00",
    "/hooks/acme/%ff%fe",
    `/hooks/acme%2f${SECRET}`,
    `//hooks/acme/${SECRET}`,
    "/<script>alert(1)</script>",
    `/hooks/${"a".repeat(300)}/b`,
    `/hooks/__proto__/constructor`,
  ])("says nothing of itself back: %s", async (path) => {
    await using door = await Door.open();
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`;
    const answer = await answerTo(door.gateway.url, head);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain(path);
    expect(answer.split("\r\n\r\n")[1]).toMatch(/^\{"error":"[a-z ]+"\}$|^$/);
    expect(door.daemon.app.waitingPushes).toBe(0);
  });

  it.each([
    ["two lengths", "content-length: 2\r\ncontent-length: 3\r\n"],
    ["two equal lengths", "content-length: 2\r\ncontent-length: 2\r\n"],
    ["a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked\r\n"],
    ["a length that is none", "content-length: +2\r\n"],
    ["a bare line feed in a header", "x-a: b\nx-b: c\r\ncontent-length: 2\r\n"],
    ["64 KiB of headers", `x-a: ${"b".repeat(65_536)}\r\ncontent-length: 2\r\n`],
  ])("has %s", async (_, headers) => {
    await using door = await Door.open();
    const smuggled = `{}POST ${HOOK} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}`;
    const head = `POST ${HOOK} HTTP/1.1\r\nhost: x\r\n${headers}\r\n${smuggled}`;
    const answer = await answerTo(door.gateway.url, head);
    // Who goes on sending to a closed connection may be reset before the answer has come.
    expect(answer).toMatch(/^$|^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain("202");
    expect(door.daemon.app.waitingPushes).toBe(0);
  });

  it.each([
    ["is malformed in its body", "transfer-encoding: chunked", "zz\r\n{}"],
    ["is in a transfer encoding that is not known", "transfer-encoding: gzip", "{}"],
  ])("%s, and is no fault of ours", async (_, header, body) => {
    await using door = await Door.open();
    const head = `POST ${HOOK} HTTP/1.1\r\nhost: x\r\n${header}\r\n\r\n`;
    expect(await answerTo(door.gateway.url, head + body)).toMatch(/^$|^HTTP\/1\.1 400 /);
    expect((await door.get("/healthz")).status).toBe(200);
    expect(door.daemon.logLines.filter((line) => line.startsWith("error:"))).toEqual([]);
    expect(door.daemon.app.waitingPushes).toBe(0);
  });

  it("is larger than 1 MiB, whether it says so or not", async () => {
    await using door = await Door.open();
    const head = `POST ${HOOK} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`;
    const sized = `${head}content-length: ${1024 * 1024 + 1}\r\n\r\n`;
    expect(await answerTo(door.gateway.url, sized)).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n`;
    const answer = await answerTo(door.gateway.url, chunked, ...Array<string>(17).fill(chunk), "0\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect((await door.post(HOOK, "x".repeat(1024 * 1024))).status).toBe(202);
  });

  it("is one too many from its address, wherever it goes", async () => {
    await using door = await Door.open({ config: { requestsPerMinute: 3 } });
    const statuses: number[] = [];
    for (const path of ["/healthz", "/nowhere", HOOK]) statuses.push((await door.post(path, "{}")).status);
    expect(statuses).toEqual([404, 404, 202]);
    const refused = await door.post(HOOK, "{}");
    expect([refused.status, await refused.json()]).toEqual([429, { error: "too many requests" }]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    // It is as alive as before, also to a probe with that address.
    for (const path of ["/healthz", "/health", "/wakeup"]) expect((await door.get(path)).status).toBe(200);
    expect((await door.get("/metrics")).status).toBe(429);
  });

  it.each([
    [false, 429],
    [["127.0.0.1"], 404],
    [["10.0.0.1"], 429],
  ] as const)(
    "claims to come from elsewhere, and is believed only through a trusted proxy: %j",
    async (trustedProxies, expected) => {
      await using door = await Door.open({ config: { requestsPerMinute: 1, trustedProxies } });
      await door.get("/nowhere", { "x-forwarded-for": "203.0.113.1" });
      expect((await door.get("/nowhere", { "x-forwarded-for": "203.0.113.2" })).status).toBe(expected);
    },
  );
});

describe("A connection", () => {
  const deadlines = { headersMs: 200, requestMs: 400, lookEveryMs: 50 };

  it.each([
    ["never says anything", []],
    ["does not end its headers", [`POST ${HOOK} HTTP/1.1\r\nhost: x\r\nx-a:`]],
    ["does not end its body", [`POST ${HOOK} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`]],
  ])("that %s is closed", async (_, parts) => {
    await using door = await Door.open({ deadlines });
    const answer = await answerTo(door.gateway.url, ...parts);
    expect(answer === "" || answer.startsWith("HTTP/1.1 408 ")).toBe(true);
    expect(door.daemon.app.waitingPushes).toBe(0);
  });

  it("too many goes where nothing has been asked for longest, and keeps nobody out", async () => {
    await using door = await Door.open({ config: { mostConnections: 8 } });
    const idle = Array.from({ length: 8 }, () => dial(door.gateway.url));
    await Promise.all(idle.map((socket) => once(socket, "connect")));
    const closed: number[] = [];
    idle.forEach((socket, index) => {
      socket.resume().on("close", () => closed.push(index));
    });
    for (let index = 0; index < 20; index++) {
      const response = await door.post(HOOK, statuspageWebhook(`u${index}`), { connection: "close" });
      expect(response.status).toBe(202);
    }
    await door.daemon.until(() => door.daemon.events.length === 20);
    expect(closed[0]).toBe(0);
    expect(door.daemon.logLines.filter((line) => line.includes("connections"))).toEqual([
      "warn: the gateway has more than 8 connections: those that have asked for nothing longest are closed; see gateway.max_connections",
    ]);
    for (const socket of idle) socket.destroy();
  });
});

describe("A gateway that can be reached from elsewhere", () => {
  it("is not opened without a token, unless that is said out loud", async () => {
    const address = { host: "0.0.0.0", port: 0 };
    await expect(Gateway.open(address, { config: toGateway({}) } as GatewayOptions)).rejects.toThrow(
      /can be reached from elsewhere: set gateway\.token/,
    );
  });
});
