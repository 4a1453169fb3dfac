import { describe, expect, it } from "vitest";
import { sending } from "./answers.ts";
import { documentOf, OUTAGE, PAST } from "./page.ts";
import { retell } from "./retell.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const BEFORE = json({ incidents: [] });

type Fields = Readonly<Record<string, unknown>>;

function json(fields: Fields) {
  return sending(
    "application/json",
    JSON.stringify({ page: { id: "kctbh9vrtdwd", name: "Acme" }, ...fields }),
  );
}

/** A page with one incident of one update, of which some fields are otherwise. */
function withIncident(fields: Fields, update: Fields = {}) {
  const times = { created_at: OUTAGE.at, updated_at: OUTAGE.at };
  const posted = {
    id: "u1",
    status: "investigating",
    body: "We are looking.",
    display_at: OUTAGE.at,
    ...times,
    ...update,
  };
  return json({
    incidents: [
      {
        id: "i1",
        name: "Outage",
        status: "investigating",
        impact: "minor",
        ...times,
        incident_updates: [posted],
        ...fields,
      },
    ],
  });
}

/** The same with every time of it replaced. */
function dated(time: unknown) {
  const times = {
    created_at: time,
    updated_at: time,
    started_at: time,
    scheduled_for: time,
    scheduled_until: time,
  };
  return withIncident(times, { created_at: time, updated_at: time, display_at: time });
}

describe("Ids", () => {
  it("that are numbers are read as the text they are written as", async () => {
    const page = withIncident({ id: 42, components: [{ id: 7, name: "API" }] }, { id: 9007199254740991 });
    const { events, logLines } = await retell("statuspage", [BEFORE, page, page]);
    expect(events).toMatchObject([
      { id: "acme/42/9007199254740991", incidentId: "42", updateId: "9007199254740991", components: ["API"] },
    ]);
    expect(events).toHaveLength(1);
    expect(logLines).toEqual([]);
  });

  it.each([null, {}, [], true, ""])("that are none (%o) cost that incident, not the others", async (id) => {
    const broken = { id, name: "No id", status: "investigating", incident_updates: [] };
    const sound = { id: "i2", name: "Sound", status: "investigating", incident_updates: [] };
    const { events } = await retell("statuspage", [
      BEFORE,
      json({ incidents: [broken, null, 7, "x", sound] }),
    ]);
    expect(events).toMatchObject([{ change: "opened", title: "Sound", status: "investigating" }]);
    expect(events).toHaveLength(1);
  });

  it("that two incidents share are told of once", async () => {
    const one = { id: "i1", name: "Outage", status: "investigating", incident_updates: [] };
    const { events } = await retell("statuspage", [BEFORE, json({ incidents: [one, one] })]);
    expect(events).toHaveLength(1);
  });
});

describe("Times", () => {
  it.each([
    undefined,
    null,
    "",
    "soon",
    "2026-13-45T99:99:99Z",
    "0000-00-00",
    1_772_359_200_000,
    {},
    "-271821-04-20T00:00:00Z",
    "+275760-09-13T00:00:00Z",
  ])("that are none (%o) leave the time at which it was seen", async (time) => {
    const { events, failures } = await retell("statuspage", [BEFORE, dated(time), dated(time)]);
    expect(events).toMatchObject([{ change: "opened", title: "Outage", message: "We are looking." }]);
    expect(events).toHaveLength(1);
    expect(events[0]?.updatedAt).toBe(events[0]?.detectedAt);
    expect(events[0]?.updatedAt).toMatch(ISO);
    expect(failures).toBe(0);
  });

  it("yet to come are told as they are", async () => {
    const page = dated("2999-01-01T00:00:00Z");
    const { events } = await retell("statuspage", [BEFORE, page, page]);
    expect(events).toMatchObject([{ change: "opened", updatedAt: "2999-01-01T00:00:00.000Z" }]);
    expect(events).toHaveLength(1);
  });

  it.each(["statuspage", "atom", "rss"] as const)(
    "yet to come do not hide what is posted now (%s)",
    async (format) => {
      const future = { ...PAST, id: "future00", title: "Ahead of its time", at: "2999-01-01T00:00:00Z" };
      const now = `${new Date(Date.now() + 60_000).toISOString().slice(0, 16)}:00Z`;
      const over = { ...OUTAGE, word: "Resolved", at: now };
      const page = (posts: (typeof PAST)[]) => sending("", documentOf(format, posts));
      const { events } = await retell(format, [page([future, PAST]), page([over, future, PAST])]);
      expect(events).toMatchObject([{ change: "resolved", title: "Outage" }]);
      expect(events).toHaveLength(1);
    },
  );

  it("that an Atom feed lacks keep none of its entries from being told", async () => {
    const feed = documentOf("atom", [OUTAGE, PAST]).replace(/<(published|updated)>.*?<\/\1>/g, "");
    const pages = [documentOf("atom", [PAST]), feed, feed].map((text) =>
      sending("application/atom+xml", text),
    );
    const { events } = await retell("atom", pages);
    expect(events).toMatchObject([{ change: "opened", title: "Outage" }]);
    expect(events).toHaveLength(1);
  });

  it("that an RSS feed garbles keep none of its items from being told", async () => {
    const feed = documentOf("rss", [OUTAGE, PAST]).replace(/<pubDate>.*?</g, "<pubDate>Thirsday<");
    const pages = [documentOf("rss", [PAST]), feed, feed].map((text) => sending("application/rss+xml", text));
    const { events } = await retell("rss", pages);
    expect(events).toMatchObject([{ change: "opened", title: "Outage" }]);
    expect(events).toHaveLength(1);
  });
});

describe("Fields of the wrong kind", () => {
  it.each<[string, Fields, Fields]>([
    ["title", { name: 7 }, {}],
    ["status", { status: ["investigating"] }, {}],
    ["impact", { impact: {} }, {}],
    ["components", { components: "API" }, {}],
    ["affected components", {}, { affected_components: [null, 3, { name: {} }] }],
    ["message", {}, { body: null }],
    ["status of the update", {}, { status: 3 }],
    ["updates", { incident_updates: "none" }, {}],
    [
      "updates, of which one is sound",
      { incident_updates: [null, 3, { id: "u1", status: "identified" }] },
      {},
    ],
  ])("cost no more than themselves: %s", async (_, incident, update) => {
    const page = withIncident(incident, update);
    const { events, logLines } = await retell("statuspage", [BEFORE, page, page]);
    expect(events).toMatchObject([{ kind: "incident", change: "opened", incidentId: "i1" }]);
    expect(events).toHaveLength(1);
    expect(logLines).toEqual([]);
  });
});
