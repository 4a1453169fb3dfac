import { describe, expect, it } from "vitest";
import { readNotice } from "../../src/notices/index.ts";
import { pageAddress } from "../../src/notices/page-address.ts";
import { ABOUT, allNoticeCases } from "../helpers/notices.ts";

const UPDATE = { id: "u", status: "investigating", body: "b", created_at: "2026-03-04T10:00:00Z" };

describe("what is no notice", () => {
  it.each([
    ["nothing", null],
    ["a text", "resolved"],
    ["a number", 4],
    ["a list", [{ incident: { id: "i", name: "n", incident_updates: [UPDATE] } }]],
    ["an empty record", {}],
    ["a title without a text", { title: "Down" }],
    ["a handshake", { type: "url_verification", challenge: "c", token: "t" }],
    ["a push to a repository", { ref: "refs/heads/main", commits: [], repository: { name: "r" } }],
    [
      "a page's summary",
      { page: { id: "p", url: "https://a.example" }, status: {}, components: [], incidents: [] },
    ],
    ["an event type of nobody's", { event_type: "incident", data: {} }],
    ["an event of nobody's", { event: "push", data: { id: 1 } }],
    [
      "keys of JavaScript's own",
      JSON.parse('{"__proto__": {"incident": {"incident_updates": []}}, "constructor": 1}'),
    ],
  ])("%s is not taken for one", (_, payload) => {
    expect(readNotice(payload, ABOUT)).toBeUndefined();
  });
});

describe("what is plainly one, and broken", () => {
  const page = { id: "p" };
  it.each([
    ["a Statuspage webhook lacks the id of its incident", { page, incident: { incident_updates: [] } }],
    [
      "a Statuspage webhook lacks the id or the name of its component",
      { page, component_update: { new_status: "operational" }, component: { id: "c" } },
    ],
    [
      "an Instatus webhook lacks the id of its incident",
      { page, incident: { id: "", url: "", incident_updates: [] } },
    ],
    [
      "an Instatus webhook lacks the id of its maintenance",
      { page, maintenance: { maintenance_updates: [] } },
    ],
    [
      "a Better Stack webhook lacks the id of its incident",
      { event_type: "incident", incident: { incident_updates: [] } },
    ],
    [
      "a Better Stack webhook lacks the id or the name of its component",
      { event_type: "component_update", component: {} },
    ],
    [
      "an incident.io webhook lacks the event that it names",
      { event_type: "public_incident.incident_created_v2" },
    ],
    [
      "an incident.io webhook lacks the event that it names",
      { event_type: "schedule.__proto__", "schedule.x": {} },
    ],
    [
      "an incident.io webhook lacks the id of its incident",
      { event_type: "status_page_incident.update_shared_v1", "status_page_incident.update_shared_v1": {} },
    ],
    [
      "an incident.io webhook lacks the id or the name of its incident",
      {
        event_type: "public_incident.incident_created_v2",
        "public_incident.incident_created_v2": { name: "n" },
      },
    ],
    ["a Status.io webhook lacks both an id and a title", { current_status: "", incident_url: "" }],
    ["a StatusCast webhook lacks the id of its incident", { Id: null, Title: "t", Posts: [] }],
    ["a Cachet webhook lacks the id of its record", { event: "incident_created", body: { name: "n" } }],
    [
      "an incident without its page lacks the id of its incident",
      { incident: { incident_updates: [UPDATE] } },
    ],
    ["a message for Slack has nothing written in it", { attachments: [{ color: "good" }] }],
  ])("%s", (reason, payload) => {
    expect(() => readNotice(payload, ABOUT)).toThrow(
      expect.objectContaining({ code: "malformed", message: reason }),
    );
  });
});

describe("whatever the notice", () => {
  it.each([{}, { id: "1" }])(
    "tells of a component in Statuspage's words, with the page's address beside it",
    (ids) => {
      const payload = {
        meta: {},
        page: { url: "https://status.heron.example" },
        component_update: {
          ...ids,
          old_status: "operational",
          new_status: "partial_outage",
          component_id: "c",
        },
        component: { id: "c", name: "API", status: "partial_outage" },
      };
      expect(readNotice(payload, ABOUT)?.snapshot.components).toEqual([
        { id: "c", name: "API", status: "partial_outage", before: "operational" },
      ]);
    },
  );

  it.each(allNoticeCases())("$format/$name speaks of nothing but what it names", ({ body }) => {
    expect(readNotice(JSON.parse(body.toString()), ABOUT)?.snapshot).toMatchObject({
      isNotice: true,
      listsAllOpen: { incident: false, maintenance: false },
      listsClosed: false,
    });
  });

  it("has ids of words that tell it from another with the same title and other words", () => {
    const ids = ["a", "b", "a"].map((body, hour) => {
      const about = { ...ABOUT, receivedAtMs: ABOUT.receivedAtMs + hour * 3_600_000 };
      const incident = readNotice({ title: "Down", body, status: "identified" }, about)?.snapshot
        .incidents[0];
      return { incident: incident?.id, update: incident?.updates[0]?.id };
    });
    expect(new Set(ids.map(({ incident }) => incident)).size).toBe(1);
    expect(new Set(ids.map(({ update }) => update)).size).toBe(3);
  });

  it.each([
    "Searches time out",
    "🔴 Searches time out",
    ":white_check_mark: Searches  time out",
    "[Resolved] Searches time out",
    "Monitoring: searches time out",
    "In progress - Searches time out",
    "[ identified ] : Searches <b>time</b> out",
  ])("is known by its title alone, whatever stands before it: %s", (title) => {
    const read = (one: string) => readNotice({ title: one, body: "b" }, ABOUT)?.snapshot.incidents[0];
    expect(read(title)?.id).toBe(read("searches time out")?.id);
  });

  it.each([
    [1_772_622_000, "2026-03-04T11:00:00.000Z"],
    ["1772622000.25", "2026-03-04T11:00:00.250Z"],
    [1_772_622_000_000, "2026-03-04T11:00:00.000Z"],
    ["2026-03-04", "2026-03-04T00:00:00.000Z"],
    [2026, undefined],
    ["soon", undefined],
    [-1, undefined],
    [1e300, undefined],
  ])("is dated by the time that it gives: %s", (timestamp, expected) => {
    const notice = readNotice({ title: "Down", body: "b", timestamp }, ABOUT);
    const ms = notice?.snapshot.incidents[0]?.updates[0]?.postedAtMs;
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(expected);
  });

  it.each(["Outage: searches time out", "API - searches time out", "✅", "Resolved:", "Resolved - "])(
    "is not robbed of its title: %s",
    (title) => {
      const incident = readNotice({ title, body: "b" }, ABOUT)?.snapshot.incidents[0];
      expect(incident?.title).toBe(title.trim());
    },
  );
});

describe("the page that an address belongs to", () => {
  it.each([
    ["https://status.example.com", "https://status.example.com/"],
    ["https://status.example.com/history.atom", "https://status.example.com/"],
    ["https://status.example.com/api/v2/summary.json?x=1#y", "https://status.example.com/"],
    ["https://status.example.com/api/v2/incidents/unresolved.json", "https://status.example.com/"],
    ["https://example.com/acme/v3/summary.json", "https://example.com/acme/"],
    ["https://example.com/acme", "https://example.com/acme/"],
    ["https://example.com/acme/feed/", "https://example.com/acme/"],
    ["https://example.com/feedback", "https://example.com/feedback/"],
  ])("%s: %s", (address, page) => {
    expect(pageAddress(new URL(address)).href).toBe(page);
  });
});
