import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { describe, expect, it } from "vitest";
import type { Behaviour } from "../helpers/raw-server.ts";
import { answering, sending } from "./answers.ts";
import { documentOf, OUTAGE, PAST } from "./page.ts";
import { retell } from "./retell.ts";

const JSON_TYPE = "application/json";
const DATE = "Mon, 05 Jan 2026 08:00:00 GMT";
const BEFORE = documentOf("statuspage", [PAST]);
const AFTER = documentOf("statuspage", [OUTAGE, PAST]);

type Version = { readonly etag: string } | { readonly "last-modified": string };

/** A server that takes its version for all there is to know: 304 to whoever names it, whatever he got under it. */
function versioned(body: string, version: Version): Behaviour {
  return {
    http: (request, response) => {
      if (names(request, version)) response.writeHead(304, version).end();
      else response.writeHead(200, { "content-type": JSON_TYPE, ...version }).end(body);
    },
  };
}

function names({ headers }: IncomingMessage, version: Version): boolean {
  return "etag" in version
    ? headers["if-none-match"] === version.etag
    : headers["if-modified-since"] === version["last-modified"];
}

const VERSIONS: readonly Version[] = [{ etag: '"one"' }, { etag: 'W/"weak"' }, { "last-modified": DATE }];

describe("What a server says of a document's version", () => {
  it("is given back to it from the second request on", async () => {
    const version: OutgoingHttpHeaders = { etag: '"one"', "last-modified": DATE };
    const { server, events, logLines } = await retell("statuspage", [sending(JSON_TYPE, AFTER, version)]);
    const [first, ...others] = server.requests.map(({ headers }) => headers);
    expect(first).not.toHaveProperty("if-none-match");
    expect(first).not.toHaveProperty("if-modified-since");
    expect(others.length).toBeGreaterThan(0);
    for (const headers of others) {
      expect(headers).toMatchObject({ "if-none-match": '"one"', "if-modified-since": DATE });
    }
    expect([events.length, logLines]).toEqual([1, []]);
  });

  it.each(VERSIONS)("is not kept of a body that could not be read: %o", async (version) => {
    const bad = sending(JSON_TYPE, AFTER.slice(0, -9), { ...version });
    const { events, failures } = await retell("statuspage", [bad, versioned(AFTER, version)]);
    expect(failures).toBeGreaterThan(0);
    expect(events.filter(({ kind }) => kind === "incident")).toMatchObject([
      { change: "ongoing", title: "Outage" },
    ]);
  });

  it.each(VERSIONS)("is not kept of a bad body that followed a good one: %o", async (version) => {
    const good = versioned(BEFORE, { etag: '"zero"' });
    const bad = sending(JSON_TYPE, "<html>Just a moment…</html>", { ...version });
    const { events } = await retell("statuspage", [good, bad, versioned(AFTER, version)]);
    expect(events.filter(({ kind }) => kind === "incident")).toMatchObject([
      { change: "opened", title: "Outage" },
    ]);
  });

  it("is believed: 304 for ever is no news and no failure, until there is something new", async () => {
    const good = sending(JSON_TYPE, BEFORE, { etag: '"one"' });
    const same = answering(304, { etag: '"one"' });
    const { events, logLines, server } = await retell("statuspage", [
      good,
      same,
      same,
      same,
      versioned(AFTER, { etag: '"two"' }),
    ]);
    expect(events).toMatchObject([{ change: "opened", title: "Outage" }]);
    expect(logLines).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(12);
  });

  it("is no answer to who named none: a page that was never read does not count as read", async () => {
    const { events, logLines } = await retell("statuspage", [answering(304), answering(304), answering(304)]);
    expect(events).toMatchObject([{ change: "unreachable" }]);
    expect(logLines).toEqual([expect.stringMatching(/^warn: Acme: .*304/)]);
  });

  it("makes no news of the same bytes under another name", async () => {
    let count = 0;
    const renamed: Behaviour = {
      http: (_, response) => {
        response.writeHead(200, { "content-type": JSON_TYPE, etag: `"${count++}"` }).end(AFTER);
      },
    };
    const { events, logLines } = await retell("statuspage", [renamed, renamed]);
    expect(events).toMatchObject([{ change: "ongoing" }]);
    expect(logLines).toEqual([]);
  });

  it.each(['"é"', '"\u0093quoted\u0094"', "no quotes", '"日本"', ""])(
    "may be written oddly: %o",
    async (written) => {
      const etag = Buffer.from(written).toString("latin1");
      const { events, logLines } = await retell("statuspage", [
        versioned(BEFORE, { etag }),
        versioned(AFTER, { etag: '"two"' }),
      ]);
      expect(logLines).toEqual([]);
      expect(events).toMatchObject([{ change: "opened", title: "Outage" }]);
    },
  );
});
