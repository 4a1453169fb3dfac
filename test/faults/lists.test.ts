import { describe, expect, it } from "vitest";
import type { Behaviour } from "../helpers/raw-server.ts";
import { type Handler, routes } from "../helpers/server.ts";
import { OUTAGE } from "./page.ts";
import { retell } from "./retell.ts";

const SUMMARY = "/api/v2/summary.json";
const INCIDENTS = "/api/v2/incidents.json";
const MAINTENANCES = "/api/v2/scheduled-maintenances.json";
/** Two readings of all three documents, and a request more that shows that they are over. */
const REQUESTS_EACH = 2 * 4 + 1;
const page = { id: "kctbh9vrtdwd", name: "Acme", url: "https://status.acme.example" };

const posted = { id: "u1", status: "investigating", body: "We are looking.", display_at: OUTAGE.at };
const closing = {
  id: "u2",
  status: "resolved",
  body: "It was the disk.",
  display_at: "2026-03-01T11:00:00Z",
};
const open = {
  id: "i1",
  name: "Outage",
  status: "investigating",
  updated_at: posted.display_at,
  incident_updates: [posted],
};
const closed = {
  ...open,
  status: "resolved",
  updated_at: closing.display_at,
  incident_updates: [closing, posted],
};

function summary(...incidents: object[]): string {
  const components = [{ id: "c1", name: "API", status: "operational" }];
  return JSON.stringify({
    page,
    status: { indicator: "none" },
    components,
    incidents,
    scheduled_maintenances: [],
  });
}

function list(...incidents: object[]): Handler {
  return versioned(JSON.stringify({ page, incidents }));
}

/** Served under one version, as a cache does that takes a bad answer of its origin for the new version. */
function versioned(body: string, etag = `"${body.length}"`): Handler {
  return (request, response) => {
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { "content-type": "application/json", etag }).end(body);
  };
}

/** A page of a summary and its lists. */
function pageOf(summaryText: string, incidents: Handler): Behaviour {
  const maintenances = JSON.stringify({ page, scheduled_maintenances: [] });
  return {
    http: routes({
      [SUMMARY]: versioned(summaryText),
      [INCIDENTS]: incidents,
      [MAINTENANCES]: versioned(maintenances),
    }),
  };
}

const READS: readonly (readonly [string, Handler])[] = [
  ["answers 500", (_, response) => response.writeHead(500).end()],
  [
    "breaks off",
    (_, response) => response.writeHead(200, { "content-length": 999 }).write("{", () => response.destroy()),
  ],
  [
    "answers 429 with a Retry-After of no time",
    (_, response) => response.writeHead(429, { "retry-after": "0" }).end(),
  ],
  ["is broken JSON", versioned(`{"page":`, '"same"')],
  ["is a bot check", versioned("<!DOCTYPE html><html>Just a moment...</html>", '"same"')],
  ["is empty", versioned("", '"same"')],
  ["is null", versioned("null", '"same"')],
  ["has null for its incidents", versioned(JSON.stringify({ page, incidents: null }), '"same"')],
  [
    "is truncated gzip",
    (_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(Buffer.from([0x1f, 0x8b, 8])),
  ],
];

/** What is told of incidents of a page whose list of incidents fails as it says for a while. */
async function toldOf(behaviours: readonly Behaviour[]) {
  const { events } = await retell("statuspage", behaviours, "/", REQUESTS_EACH);
  return events
    .filter(({ kind }) => kind === "incident")
    .map(({ change, message }) => `${change}: ${message}`);
}

describe.each(READS)("A page whose list of incidents %s for a while", (_, broken) => {
  it("has the closing words of an incident told once the list can be had, and its end only once", async () => {
    const after = versioned(JSON.stringify({ page, incidents: [closed] }), '"same"');
    const told = await toldOf([
      pageOf(summary(open), list(open)),
      pageOf(summary(), broken),
      pageOf(summary(), after),
    ]);
    expect(told).toEqual(["ongoing: We are looking.", "resolved: It was the disk."]);
  });

  it("has an incident told that began and ended meanwhile", async () => {
    const after = versioned(JSON.stringify({ page, incidents: [closed] }), '"same"');
    const touched = summary().replace('"Acme"', '"Acme "');
    const told = await toldOf([pageOf(summary(), list()), pageOf(touched, broken), pageOf(touched, after)]);
    expect(told).toEqual(["opened: We are looking.", "resolved: It was the disk."]);
  });
});

describe("A page that has no lists", () => {
  const page = (incidents: Handler, ...open: object[]): Behaviour => pageOf(summary(...open), incidents);

  it.each<[string, Handler]>([
    ["answers 404 for them", (_, response) => response.writeHead(404).end()],
    ["answers with a web page for them, as for anything", versioned("<!DOCTYPE html><html>Acme</html>")],
  ])("and %s has an end told all the same", async (_, answer) => {
    const told = await toldOf([page(answer, open), page(answer)]);
    expect(told).toEqual(["ongoing: We are looking.", "resolved: "]);
  });
});
