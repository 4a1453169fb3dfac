import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { Fetcher } from "../../src/fetcher.ts";
import { startServer } from "../helpers/server.ts";

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
