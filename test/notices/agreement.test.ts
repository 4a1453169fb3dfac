import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FormatName } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { readNotice } from "../../src/notices/index.ts";
import type { Incident, IncidentUpdate, Snapshot } from "../../src/types.ts";
import { FIXTURES } from "../helpers/fixtures.ts";
import { ABOUT } from "../helpers/notices.ts";
import { PAGE, Site } from "../helpers/site.ts";
import { feed, Observer } from "../helpers/snapshot.ts";

interface Pair {
  /** What is pushed in: `<shape>/<case>`. */
  readonly notice: string;
  /** What the page has of the same incident at the same time, and how it is read. */
  readonly polled: string;
  readonly format: FormatName;
  readonly at?: string;
}

/** Formats that have the page's own ids for updates, or ids made in the same way. */
const WITH_THE_SAME_IDS: readonly Pair[] = [
  {
    notice: "statuspage/incident",
    polled: "statuspage.json",
    format: "statuspage",
    at: "api/v2/incidents.json",
  },
  { notice: "instatus/incident", polled: "instatus.html", format: "instatus", at: "" },
  { notice: "betterstack/incident", polled: "betterstack.json", format: "betterstack", at: "index.json" },
  {
    notice: "betterstack/incident-over",
    polled: "betterstack-over.json",
    format: "betterstack",
    at: "index.json",
  },
  { notice: "betterstack/incident-over", polled: "betterstack.rss", format: "rss" },
  { notice: "incidentio/status-page-update", polled: "incidentio-state.json", format: "incidentio" },
  { notice: "statusio/incident", polled: "statusio.json", format: "statusio" },
  { notice: "statusio/incident", polled: "statusio.rss", format: "rss" },
  { notice: "cachet/incident-created", polled: "cachet-incidents.json", format: "cachet" },
];
/** Feeds that have an update's minute and status, and no id of its own. */
const WITH_THE_SAME_PLACES: readonly Pair[] = [
  { notice: "statuspage/incident", polled: "statuspage.atom", format: "atom" },
  { notice: "statuspage/incident", polled: "statuspage.rss", format: "rss" },
  { notice: "instatus/incident", polled: "instatus.atom", format: "atom" },
];

function noticed(pair: Pair): Snapshot {
  const payload = JSON.parse(readFileSync(join(FIXTURES, "notices", `${pair.notice}.json`), "utf8"));
  return tidySnapshot(readNotice(payload, ABOUT)?.snapshot ?? expect.fail(`${pair.notice} is no notice`));
}

async function polled({ polled: file, format, at = file }: Pair): Promise<Snapshot> {
  const url = new URL(at, PAGE).href;
  const site = new Site(url, new Map([[url, readFileSync(join(FIXTURES, "notices-polled", file))]]));
  const reading = await site.read(format);
  return tidySnapshot(reading.outcome === "read" ? reading.snapshot : expect.fail(JSON.stringify(reading)));
}

function only({ incidents }: Snapshot): Incident {
  expect(incidents).toHaveLength(1);
  return incidents[0] ?? expect.fail();
}

function head({ id, kind, title, status }: Incident) {
  return { id, kind, title, status };
}

function post({ id, idFrom, status, message, postedAtMs }: IncidentUpdate) {
  return { id, idFrom, status, message, posted: new Date(postedAtMs ?? 0).toISOString() };
}

function place({ status, message, postedAtMs }: IncidentUpdate) {
  return { status, message, minute: new Date(postedAtMs ?? 0).toISOString().slice(0, 16) };
}

describe("what is pushed in and what is read of the page agree", () => {
  it.each(WITH_THE_SAME_IDS)("$notice with $polled: ids, statuses, words and times", async (pair) => {
    const [notice, page] = [only(noticed(pair)), only(await polled(pair))];
    expect(head(notice)).toEqual(head(page));
    const toPost = pair.polled.endsWith(".rss") ? withoutSeconds : post;
    expect(notice.updates.map(toPost)).toEqual(page.updates.map(toPost));
  });

  it.each(WITH_THE_SAME_PLACES)("$notice with $polled: id, statuses, words and minutes", async (pair) => {
    const [notice, page] = [only(noticed(pair)), only(await polled(pair))];
    expect(head(notice)).toEqual(head(page));
    expect(notice.updates.map(place)).toEqual(page.updates.map(place));
  });

  it("StatusCast's ids of posts are those of its feed", async () => {
    const pair: Pair = { notice: "statuscast/incident", polled: "statuscast.rss", format: "rss" };
    const ids = ({ id, updates }: Incident) => [id, ...updates.map((one) => `${one.idFrom} ${one.id}`)];
    expect(ids(only(noticed(pair)))).toEqual(ids(only(await polled(pair))));
  });

  it("Statuspage's components have the ids and the names that the page has for them, groups and all", async () => {
    const page: Pair = { notice: "", polled: "statuspage-components.json", format: "statuspage" };
    const [known] = (await polled(page)).components ?? [];
    const notice = noticed({ notice: "statuspage/incident", polled: "", format: "statuspage" });
    const ref = { id: known?.id, name: known?.name };
    expect(known?.name).toBe("Storage – Uploads");
    expect(only(notice).components).toEqual([ref]);
    expect(only(notice).updates.map(({ components }) => components)).toEqual([[ref], [ref]]);
    expect(notice.components).toEqual([{ ...known, before: "partial_outage" }]);
  });

  it("Statuspage's incident has the address that the page's API gives it", async () => {
    const [pair] = WITH_THE_SAME_IDS;
    if (!pair) expect.fail();
    expect(only(noticed(pair)).url).toBe(only(await polled(pair)).url);
  });
});

describe("an update that comes by both ways is told once", () => {
  const pairs = [
    ...WITH_THE_SAME_IDS,
    ...WITH_THE_SAME_PLACES,
    { notice: "statuscast/incident", polled: "statuscast.rss", format: "rss" },
    { notice: "cachet/incident-updated", polled: "cachet-incidents-updated.json", format: "cachet" },
  ] satisfies readonly Pair[];

  it.each(pairs)("$notice, then $polled", async (pair) => {
    await expectOnce([noticed(pair), await polled(pair)]);
  });

  it.each(pairs)("$polled, then the notice $notice", async (pair) => {
    await expectOnce([await polled(pair), noticed(pair)]);
  });
});

/** Of a page that was watched before: everything said in either is told, and nothing twice. */
async function expectOnce(snapshots: readonly Snapshot[]): Promise<void> {
  const observer = new Observer();
  observer.see(feed(), Date.parse("2026-03-04T09:00:00Z"));
  const told = snapshots.flatMap((snapshot) => [
    ...observer.see(snapshot, ABOUT.receivedAtMs),
    ...observer.see(snapshot, ABOUT.receivedAtMs),
  ]);
  const said = new Set(snapshots.flatMap((snapshot) => only(snapshot).updates.map(({ message }) => message)));
  expect(told.filter(({ kind }) => kind === "incident").map(({ message }) => message)).toEqual([...said]);
}

function withoutSeconds(update: IncidentUpdate) {
  return { ...post(update), posted: place(update).minute };
}
