import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../../src/feeds/tidy.ts";
import type { Incident, IncidentUpdate, Snapshot } from "../../../src/types.ts";
import { FIXTURES } from "../../helpers/fixtures.ts";
import { PAGE, Site, siteOfFile } from "../../helpers/site.ts";
import { feed, inShort, Observer } from "../../helpers/snapshot.ts";
import { readCase, snapshotOf } from "./eml.ts";

const NOW_MS = Date.parse("2025-06-06T20:00:00Z");
const KELP_ID = "kh7d2m9x0q4w";

/** What the page's feed says, at the time when `posts` of its updates were there. */
async function kelpFeed(posts = Number.POSITIVE_INFINITY): Promise<Snapshot> {
  const reading = await siteOfFile(join(FIXTURES, "atom", "statuspage-history.atom"), "history.atom").read(
    "atom",
  );
  if (reading.outcome !== "read") throw new Error("the feed cannot be read");
  const [incident] = tidySnapshot(reading.snapshot).incidents;
  if (!incident) throw new Error("the feed is empty");
  return feed(until(incident, posts));
}

function until(incident: Incident, posts: number): Incident {
  const updates = incident.updates.slice(0, posts);
  const newest = updates.at(-1);
  return {
    ...incident,
    status: newest?.status ?? "unknown",
    ...(newest?.postedAtMs && { updatedAtMs: newest.postedAtMs }),
    updates,
  };
}

/** The same incident as the page's API writes it: times to the second, ids of its own, no status "Update". */
async function kelpApi(posts = Number.POSITIVE_INFINITY): Promise<Snapshot> {
  const wire = [
    ["investigating", "We are looking into slow deploys.", "16:48:12"],
    ["identified", "The build cache is lost.", "17:05:40"],
    ["identified", "We still work on the build cache.", "17:31:59"],
    [
      "monitoring",
      "The build cache is back &amp; warm.<br /><br />Errors are under &lt;1%. Compare what happened in May.",
      "18:02:03",
    ],
    ["resolved", "Deploys run as fast as before.", "19:13:40"],
  ].map(([status, body, time], index) => {
    const at = `2025-06-06T${time}.000Z`;
    return { id: `update${index}`, status, body, created_at: at, updated_at: at, display_at: at };
  });
  const shown = wire.slice(0, posts);
  const incident = {
    id: KELP_ID,
    name: "Deploys &amp; previews are slow",
    status: shown.at(-1)?.status,
    impact: "major",
    created_at: wire[0]?.created_at,
    updated_at: shown.at(-1)?.updated_at,
    incident_updates: shown.toReversed(),
  };
  const page = { id: "kctbh9vrtdwd", name: "Kelp Hosting", url: "https://www.kelpstatus.example" };
  return readJson("statuspage", "api/v2/incidents.json", { page, incidents: [incident] });
}

async function readJson(format: "statuspage" | "incidentio", path: string, value: unknown) {
  const url = new URL(path, PAGE).href;
  const site = new Site(
    format === "statuspage" ? url : PAGE,
    new Map([[url, Buffer.from(JSON.stringify(value))]]),
  );
  const reading = await site.read(format);
  if (reading.outcome !== "read") throw new Error(JSON.stringify(reading));
  return tidySnapshot(reading.snapshot);
}

async function told(name: string): Promise<Snapshot> {
  return tidySnapshot(snapshotOf(await readCase(name)));
}

/** What stays the same whoever tells it. */
function essence(snapshot: Snapshot, word: string) {
  const [incident] = snapshot.incidents;
  const update = incident?.updates.find(
    ({ status, rawStatus }) => (rawStatus ?? status).toLowerCase() === word,
  );
  const minute = update?.postedAtMs !== undefined && Math.floor(update.postedAtMs / 60_000);
  return {
    title: incident?.title,
    kind: incident?.kind,
    status: update?.status,
    message: update?.message,
    minute,
  };
}

const KELP_MAILS = [
  ["statuspage-new", "investigating"],
  ["statuspage-identified", "identified"],
  ["statuspage-text-only", "resolved"],
] as const;

describe("a mail of a Statuspage", () => {
  it.each(KELP_MAILS)("says in %s what the page says, when it says it", async (name, word) => {
    const mail = essence(await told(name), word);
    expect(mail).toEqual(essence(await kelpFeed(), word));
    expect(mail).toEqual(essence(await kelpApi(), word));
  });

  it("gives updates the ids that the feed has them under", async () => {
    const ids = ({ incidents }: Snapshot) => incidents.flatMap(({ updates }) => updates.map(({ id }) => id));
    const inFeed = ids(await kelpFeed());
    for (const name of [
      "statuspage-new",
      "statuspage-identified",
      "statuspage-update",
      "statuspage-html-only",
    ])
      expect(inFeed).toContain(ids(await told(name))[0]);
    expect(inFeed).toEqual(expect.arrayContaining(ids(await told("statuspage-previous"))));
  });

  it("gives the incident the page's id where it links to the page", async () => {
    for (const name of ["statuspage-new", "statuspage-html-only", "statuspage-text-only"]) {
      expect((await told(name)).incidents[0]).toMatchObject({ id: KELP_ID });
      expect((await told(name)).incidents[0]).not.toHaveProperty("idFrom");
    }
  });
});

const STORY = [
  "statuspage-new",
  "statuspage-identified",
  "statuspage-update",
  "statuspage-html-only",
  "statuspage-text-only",
];

describe("what a mail and a poll say of one incident of a Statuspage is told once", () => {
  const channels = [
    ["the feed", kelpFeed],
    ["the API", kelpApi],
  ] as const;

  it.each(channels)("when each mail comes before %s shows it", async (_, page) => {
    const observer = new Observer();
    observer.see(feed(), NOW_MS);
    for (const [index, name] of STORY.entries()) {
      expect(observer.see(await told(name), NOW_MS), name).toHaveLength(1);
      // The feed has two posts more between the last two mails.
      const posts = index + 1;
      if (page === kelpApi || posts < STORY.length)
        expect(observer.see(await page(posts), NOW_MS), name).toEqual([]);
    }
  });

  it.each(channels)("when each mail comes after %s has shown it", async (_, page) => {
    const observer = new Observer();
    observer.see(feed(), NOW_MS);
    for (const [index, name] of STORY.entries()) {
      observer.see(await page(index + 1), NOW_MS);
      if (page === kelpApi || index + 1 < STORY.length)
        expect(observer.see(await told(name), NOW_MS), name).toEqual([]);
    }
  });

  it("when only mails come, each once however often it is delivered", async () => {
    const observer = new Observer();
    observer.see(feed(), NOW_MS);
    const events = [];
    for (const name of STORY) {
      events.push(...observer.see(await told(name), NOW_MS));
      expect(observer.see(await told(name), NOW_MS), name).toEqual([]);
    }
    expect(events.map(({ change, status }) => `${change} ${status}`)).toEqual([
      "opened investigating",
      "updated identified",
      // The mail says only that there is an update: the incident stands as it did.
      "updated identified",
      "updated monitoring",
      "resolved resolved",
    ]);
    expect(new Set(events.map(({ incidentId }) => incidentId))).toEqual(new Set([KELP_ID]));
  });

  it("when the mail that opens it knows only its title", async () => {
    const observer = new Observer();
    observer.see(feed(), NOW_MS);
    expect(inShort(observer.see(await told("statuspage-identified"), NOW_MS))).toEqual([
      "opened title/deploys-previews-are-slow 2025-06-06T17:05Z/identified",
    ]);
    expect(inShort(observer.see(await kelpApi(2), NOW_MS))).toEqual([`updated ${KELP_ID} update0`]);
    expect(observer.see(await told("statuspage-identified"), NOW_MS)).toEqual([]);
  });

  it("when a mail repeats the updates before it", async () => {
    for (const page of [kelpFeed, kelpApi]) {
      const observer = new Observer();
      observer.see(feed(), NOW_MS);
      observer.see(await page(3), NOW_MS);
      expect(inShort(observer.see(await told("statuspage-previous"), NOW_MS))).toEqual([
        `resolved ${KELP_ID} 2025-06-06T19:13Z/resolved`,
      ]);
    }
  });
});

const SPEECH = "01KHYQ7D2MAAAAAAAAAAAAAAAA";
const SPEECH_TEXT = "We found the cause.\nA fix is on its way; expect news at 21:00.";

async function nimbusFeed(): Promise<Snapshot> {
  const reading = await siteOfFile(join(FIXTURES, "atom", "incidentio.atom"), "feed.atom").read("atom");
  if (reading.outcome !== "read") throw new Error("the feed cannot be read");
  const incidents = tidySnapshot(reading.snapshot).incidents.filter(({ id }) => id === SPEECH);
  return feed(...incidents);
}

/** The page's own state, with every update and its text. */
function nimbusState(): Promise<Snapshot> {
  const update = {
    id: "01KHYUPDATE000000000000001",
    to_status: "identified",
    published_at: "2026-02-20T20:15:00.120Z",
    message_string: SPEECH_TEXT,
    component_statuses: [],
  };
  const incident = {
    id: SPEECH,
    name: "Speech recognition is down",
    status: "identified",
    updates: [update],
  };
  return readJson("incidentio", "/proxy/status.example.com", {
    summary: {
      name: "Nimbus Voice",
      public_url: "https://status.nimbusvoice.example/",
      components: [],
      structure: { items: [] },
      ongoing_incidents: [incident],
    },
  });
}

describe("a mail of an incident.io page", () => {
  const at = Date.parse("2026-02-20T20:20:00Z");
  const channels = [
    ["the feed", nimbusFeed],
    ["the page's state", nimbusState],
  ] as const;

  it.each(channels)("says what %s says, of the same incident", async (_, page) => {
    const [mail, shown] = [(await told("incidentio-identified")).incidents[0], (await page()).incidents[0]];
    const same = (incident: Incident | undefined) => {
      const [update]: (IncidentUpdate | undefined)[] = [...(incident?.updates ?? [])];
      return [
        incident?.id,
        incident?.title,
        incident?.kind,
        update?.status,
        update?.message,
        incident?.url?.split("/").at(-1),
      ];
    };
    expect(same(mail)).toEqual(same(shown));
  });

  it.each(channels)("is told once with %s, whichever comes first", async (_, page) => {
    const mailFirst = new Observer();
    mailFirst.see(feed(), at);
    expect(mailFirst.see(await told("incidentio-identified"), at)).toHaveLength(1);
    expect(mailFirst.see(await page(), at)).toEqual([]);
    const pageFirst = new Observer();
    pageFirst.see(feed(), at);
    expect(pageFirst.see(await page(), at)).toHaveLength(1);
    expect(pageFirst.see(await told("incidentio-identified"), at)).toEqual([]);
  });
});

it("knows a mail again that its sender delivers twice", async () => {
  const observer = new Observer();
  observer.see(feed(), NOW_MS);
  for (const name of ["incidentio-identified", "generic-subject", "openstatus-monitoring"]) {
    expect(observer.see(await told(name), NOW_MS), name).toHaveLength(1);
    expect(observer.see(await told(name), NOW_MS), name).toEqual([]);
  }
});

it("has the words of the fixtures it is compared with", () => {
  expect(readFileSync(join(FIXTURES, "atom", "statuspage-history.atom"), "utf8")).toContain(KELP_ID);
});
