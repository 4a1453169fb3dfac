import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FormatName } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { observe } from "../../src/state/observe.ts";
import { memoryAt, type ProviderMemory } from "../../src/state/types.ts";
import type { Snapshot, StatusEvent } from "../../src/types.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { PAGE, Site, siteOfFolder } from "../helpers/site.ts";

/** A provider that is read in one format, and then, its configuration changed, in another. */
class Switching {
  #memory: ProviderMemory | undefined;

  see(format: FormatName, snapshot: Snapshot): readonly StatusEvent[] {
    const occasion = { provider: "Acme", detectedAtMs: Date.UTC(2026, 0), source: "poll" } as const;
    const memory = memoryAt(`https://status.example.com/${format}`, this.#memory);
    const observation = observe(memory, snapshot, occasion, { edits: false, ongoing: true });
    this.#memory = observation.memory;
    return observation.events;
  }
}

async function snapshotOf(site: Site, format: FormatName): Promise<Snapshot> {
  const reading = await site.read(format);
  if (reading.outcome !== "read") throw new Error(JSON.stringify(reading));
  return tidySnapshot(reading.snapshot);
}

function captured(format: FormatName, ...path: string[]): Promise<Snapshot> {
  const url = new URL(path.at(-1) ?? "", PAGE).href;
  return snapshotOf(new Site(url, new Map([[url, readCorpus(...path)]])), format);
}

const ids = ({ incidents }: Snapshot) => incidents.map(({ id }) => id);

describe.skipIf(!hasCorpus)("GitHub's incidents of May 2023", () => {
  const FEED = ["sequences", "github-atom-2023-05", "010__2023-05-11T042138Z.atom"];

  it.each(["derived-github-c2jg911dtkjb", "derived-github-f0mhbz9xn497"])(
    "%s: have the same ids in the feed and in the API, and are not told again when one follows the other",
    async (sequence) => {
      const last = corpusFiles(`sequences/${sequence}`).at(-1) ?? "";
      const api = await captured("statuspage", "sequences", sequence, last);
      const feed = await captured("atom", ...FEED);
      expect(ids(feed)).toEqual(expect.arrayContaining(ids(api)));
      for (const order of [
        [api, feed],
        [feed, api],
      ] as const) {
        const provider = new Switching();
        const [first, second] = order;
        provider.see(first === api ? "statuspage" : "atom", first);
        const events = provider.see(second === api ? "statuspage" : "atom", second);
        expect(events.filter(({ incidentId = "" }) => ids(api).includes(incidentId))).toEqual([]);
      }
    },
  );
});

describe("an incident.io page", () => {
  const site = siteOfFolder(join(import.meta.dirname, "..", "fixtures", "incidentio", "all-sources"));
  const feedUrl = new URL("feed.atom", site.page).href;

  it("has the same ids in its feed and in its API, and tells nothing again when one follows the other", async () => {
    const page = await snapshotOf(site, "incidentio");
    const answer = await site.fetch(new URL(feedUrl));
    if (answer.outcome !== "modified") throw new Error("the fixture has no feed");
    const feed = await snapshotOf(new Site(feedUrl, new Map([[feedUrl, answer.document.body]])), "atom");
    expect(ids(page)).toEqual(expect.arrayContaining(ids(feed)));
    for (const formats of [
      ["atom", "incidentio"],
      ["incidentio", "atom"],
    ] as const) {
      const provider = new Switching();
      const [first, second] = formats;
      provider.see(first, first === "atom" ? feed : page);
      const events = provider.see(second, second === "atom" ? feed : page);
      expect(events.filter(({ incidentId = "" }) => ids(feed).includes(incidentId))).toEqual([]);
    }
  });
});
