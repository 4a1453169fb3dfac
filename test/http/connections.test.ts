import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { TLSSocket } from "node:tls";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/http/fetcher.ts";
import { collectGarbage } from "../helpers/heap.ts";
import { type Handler, startServer } from "../helpers/server.ts";
import { selfSigned, takesAnyCertificate } from "../helpers/tls.ts";

const certificate = selfSigned();
const POLLS = 6;

describe.skipIf(!certificate)("A connection over TLS (needs openssl)", () => {
  takesAnyCertificate();

  /** Of each request, whether its connection resumed a session; a closed one does not tell any more. */
  let resumed: boolean[];
  beforeEach(() => {
    resumed = [];
  });
  const keeping: Handler = ({ socket }, response) => {
    resumed.push((socket as TLSSocket).isSessionReused());
    response.end("{}");
  };
  const closing: Handler = (request, response) => {
    response.setHeader("connection", "close");
    keeping(request, response);
  };
  const start = (version: "TLSv1.2" | "TLSv1.3", handler: Handler, host?: string) =>
    startServer(handler, host, createServer({ ...certificate, minVersion: version, maxVersion: version }));

  it.each([
    ["TLSv1.2", "the server closes it after each answer", closing, false],
    ["TLSv1.3", "the server closes it after each answer", closing, false],
    ["TLSv1.2", "we do, to save memory", keeping, true],
    ["TLSv1.3", "we do, to save memory", keeping, true],
  ] as const)("with %s resumes the session of the one before where %s", async (...row) => {
    const [version, , handler, lowMemory] = row;
    await using first = await start(version, handler);
    await using second = await start(version, handler, "127.0.0.2");
    const fetcher = new Fetcher({ clock: systemClock, lowMemory });
    for (let poll = 0; poll < POLLS; poll++) {
      for (const { origin } of [first, second])
        expect(await fetcher.fetch(secure(origin))).not.toHaveProperty("failure");
      // What holds a session weakly only has lost it now.
      collectGarbage();
    }
    await fetcher.close();
    expect([first, second].map(({ requests }) => connectionsOf(requests))).toEqual([POLLS, POLLS]);
    expect(resumed).toEqual([false, false, ...Array<boolean>(2 * (POLLS - 1)).fill(true)]);
  });

  it("is made from nothing where the server has forgotten the session", async () => {
    await using before = await start("TLSv1.3", closing);
    const fetcher = new Fetcher({ clock: systemClock });
    await fetcher.fetch(secure(before.origin));
    await fetcher.fetch(secure(before.origin));
    await before[Symbol.asyncDispose]();
    // Another server at the same port has other keys for its tickets.
    const again = createServer({ ...certificate });
    again.on("request", closing);
    await new Promise<void>((resolve) => again.listen(before.port, "127.0.0.1", resolve));
    const result = await fetcher.fetch(secure(before.origin));
    await fetcher.close();
    await new Promise((resolve) => again.close(resolve));
    expect(result).not.toHaveProperty("failure");
    expect(resumed).toEqual([false, true, false]);
  });

  it("that carried a long body is replaced by a lean one once its page is quiet, and that one is kept", async () => {
    const answers: Handler = (request, response) => {
      if (request.headers["if-none-match"]) response.statusCode = 304;
      else response.setHeader("etag", '"1"');
      keeping(request, response);
    };
    const long: Handler = (request, response) => {
      const isKnown = request.headers["if-none-match"] !== undefined;
      resumed.push((request.socket as TLSSocket).isSessionReused());
      if (isKnown) response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end("x".repeat(50_000));
    };
    for (const [handler, connections] of [
      [answers, 1],
      [long, 2],
    ] as const) {
      resumed = [];
      await using server = await start("TLSv1.3", handler);
      const fetcher = new Fetcher({ clock: systemClock });
      for (let poll = 0; poll < 16; poll++)
        await fetcher.fetch(secure(server.origin), poll > 0 ? { validators: { etag: '"1"' } } : {});
      await fetcher.close();
      expect(connectionsOf(server.requests)).toBe(connections);
      // The first quiet answers still come on the connection of the body.
      expect(resumed.slice(0, 4)).toEqual([false, false, false, false]);
      expect(resumed.at(-1)).toBe(connections > 1);
    }
  });

  it("that carries a long body each time is kept", async () => {
    await using server = await start("TLSv1.3", (_, response) => response.end("x".repeat(50_000)));
    const fetcher = new Fetcher({ clock: systemClock });
    for (let poll = 0; poll < 5; poll++) await fetcher.fetch(secure(server.origin));
    await fetcher.close();
    expect(connectionsOf(server.requests)).toBe(1);
  });

  it("of a page of several documents is kept where one of them is long each time", async () => {
    await using server = await start("TLSv1.3", ({ url }, response) =>
      response.end(url === "/long" ? "x".repeat(50_000) : "{}"),
    );
    const fetcher = new Fetcher({ clock: systemClock });
    for (let poll = 0; poll < 5; poll++)
      for (const path of ["/long", "/short", "/shorter"])
        await fetcher.fetch(new URL(path, secure(server.origin)));
    await fetcher.close();
    expect(connectionsOf(server.requests)).toBe(1);
  });

  it("is kept from poll to poll where memory need not be saved", async () => {
    await using server = await start("TLSv1.3", keeping);
    const fetcher = new Fetcher({ clock: systemClock });
    for (let poll = 0; poll < 3; poll++) await fetcher.fetch(secure(server.origin));
    await fetcher.close();
    expect(connectionsOf(server.requests)).toBe(1);
  });

  it("has a second one beside it while it is in use", async () => {
    const waiting: (() => void)[] = [];
    await using server = await start("TLSv1.3", (_, response) => {
      waiting.push(() => response.end("{}"));
      // Neither gets its answer before both are there.
      if (waiting.length === 2) for (const answer of waiting) answer();
    });
    const fetcher = new Fetcher({ clock: systemClock });
    const results = await Promise.all([1, 2].map(() => fetcher.fetch(secure(server.origin))));
    await fetcher.close();
    expect(results.map(({ outcome }) => outcome)).toEqual(["modified", "modified"]);
    expect(connectionsOf(server.requests)).toBe(2);
  });
});

function secure(origin: string): URL {
  return new URL(origin.replace("http:", "https:"));
}

function connectionsOf(requests: readonly IncomingMessage[]): number {
  return new Set(requests.map(({ socket }) => socket)).size;
}
