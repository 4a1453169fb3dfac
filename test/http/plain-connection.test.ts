import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/http/fetcher.ts";
import { type Handler, startServer, type TestServer } from "../helpers/server.ts";

/** Clients close idle connections after 4 s if nobody says otherwise: every poll would open one. */
const USUAL_IDLE_MS = 4_000;

describe("A connection", () => {
  it("is kept idle for longer than clients usually do", async () => {
    // One that neither closes it nor says when it would.
    const patient = createServer({ keepAliveTimeout: 0 });
    await using server = await startServer((_, response) => response.end("{}"), "127.0.0.1", patient);
    const fetcher = new Fetcher({ clock: systemClock });
    await fetcher.fetch(new URL(server.origin));
    const [request] = server.requests;
    if (!request) throw new Error("nothing was asked for");
    const closed = once(request.socket, "close").then(() => "closed");
    const first = await Promise.race([closed, after(USUAL_IDLE_MS + 1_500, "kept")]);
    await fetcher.close();
    expect(first).toBe("kept");
  });

  it("beyond those that may be kept is closed after its answer, until one of them has gone", async () => {
    let isLast = false;
    const handler: Handler = (_, response) => {
      if (isLast) response.setHeader("connection", "close");
      response.end("{}");
    };
    await using kept = await startServer(handler);
    await using beyond = await startServer((_, response) => response.end("{}"), "127.0.0.2");
    const fetcher = new Fetcher({ clock: systemClock, keptConnections: 1 });
    const poll = async (times: number, ...servers: readonly TestServer[]) => {
      for (let time = 0; time < times; time++)
        for (const { origin } of servers) await fetcher.fetch(new URL(origin));
    };
    await poll(3, kept, beyond);
    expect([kept, beyond].map(connectionsOf)).toEqual([1, 3]);
    isLast = true;
    await poll(1, kept);
    // That it has gone is known soon, not at once.
    await poll(50, beyond);
    await fetcher.close();
    expect(connectionsOf(kept)).toBe(1);
    expect(connectionsOf(beyond)).toBeLessThan(50);
  });

  it("is asked to carry bodies compressed, of each document and from the first", async () => {
    await using server = await startServer((_, response) => response.end("{}"));
    const fetcher = new Fetcher({ clock: systemClock });
    for (let poll = 0; poll < 2; poll++) await fetcher.fetch(new URL(server.origin), {}, { "x-own": "1" });
    await fetcher.close();
    expect(server.requests.map(({ headers }) => headers["accept-encoding"])).toEqual([
      "gzip, br",
      "gzip, br",
    ]);
  });
});

function connectionsOf({ requests }: { readonly requests: readonly IncomingMessage[] }): number {
  return new Set(requests.map(({ socket }) => socket)).size;
}
