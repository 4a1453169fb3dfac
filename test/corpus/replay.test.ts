import { describe, expect, it } from "vitest";
import type { StatusEvent } from "../../src/types.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { contentTypeOf, startServer } from "../helpers/server.ts";

/** Serves the captures of a page one after the other, one a poll, and gives all that the daemon announced. */
async function replay(sequence: string, path: string, format: string): Promise<StatusEvent[]> {
  const captures = capturesOf(sequence);
  let served = 0;
  let passedEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    passedEnd = resolve;
  });
  await using server = await startServer((request, response) => {
    if (request.url !== path) return void response.writeHead(404).end();
    const body = captures[served++];
    if (body) return void response.writeHead(200, { "content-type": contentTypeOf(path) }).end(body);
    // A poll after the last capture: whatever that one had to say has been observed.
    response.writeHead(304).end();
    passedEnd();
  });
  await using daemon = new TestDaemon();
  daemon.watch(provider({ url: server.origin + path, format, intervalMs: 1 }));
  await ended;
  await daemon.app.stop();
  return daemon.events;
}

function capturesOf(sequence: string): Buffer[] {
  return corpusFiles(`sequences/${sequence}`).map((file) => readCorpus("sequences", sequence, file));
}

/** The blocks (incident, displayed time, status word) that no earlier capture showed, found without our parsers. */
function blocksOwed(sequence: string): string[] {
  const shown = new Set<string>();
  const owed: string[] = [];
  for (const [index, capture] of capturesOf(sequence).entries()) {
    for (const block of blocksIn(capture.toString())) {
      if (index > 0 && !shown.has(block)) owed.push(block);
      shown.add(block);
    }
  }
  return owed;
}

function* blocksIn(feed: string): Generator<string> {
  for (const [, entry = ""] of feed.matchAll(/<entry>(.*?)<\/entry>/gs)) {
    const code = /\/incidents\/(\w+)"/.exec(entry)?.[1];
    const html = entry.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    for (const [, time = "", word] of html.matchAll(
      /<small>(.*?)<\/small>\s*<br>\s*<strong>(.*?)<\/strong>/gs,
    )) {
      yield `${code} ${time.replace(/<.*?>/g, "").replace(/\s+/g, " ")} ${word}`;
    }
  }
}

/** An event as the block it announces. */
function blockOf({ incidentId, updatedAt, status, rawStatus }: StatusEvent): string {
  const [, day, month, , time] = new Date(updatedAt).toUTCString().split(" ");
  const word = rawStatus ?? status.replaceAll("_", " ");
  return `${incidentId} ${month} ${Number(day)}, ${time?.slice(0, 5)} UTC ${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** Ids of all updates that no earlier capture showed. */
function updatesOwed(sequence: string): string[] {
  const shown = new Set<string>();
  const owed: string[] = [];
  for (const [index, capture] of capturesOf(sequence).entries()) {
    const { incidents = [], scheduled_maintenances = [] } = JSON.parse(capture.toString()) as Record<
      string,
      Listed[]
    >;
    for (const { id, incident_updates } of [...incidents, ...scheduled_maintenances]) {
      for (const update of incident_updates) {
        const key = `${id}/${update.id}`;
        if (index > 0 && !shown.has(key)) owed.push(key);
        shown.add(key);
      }
    }
  }
  return owed;
}

interface Listed {
  readonly id: string;
  readonly incident_updates: readonly { readonly id: string }[];
}

const isNews = ({ change }: StatusEvent) => change !== "ongoing";

describe.skipIf(!hasCorpus)("a page's captures, replayed one a poll through the daemon", () => {
  it.each([
    ["github-atom-2022-09", 111],
    ["github-atom-2023-05", 98],
    ["github-atom-2026-02", 307],
    ["github-atom-2026-05", 116],
  ])("%s: each of %i new blocks is announced once, no history and no edit", async (sequence, owed) => {
    const events = (await replay(sequence, "/history.atom", "atom")).filter(isNews);
    expect(events.map(blockOf).sort()).toEqual(blocksOwed(sequence).sort());
    expect(events.length).toBe(owed);
  });

  // Each update that a later capture adds is one event: ids are the page's own, and nothing else counts as new.
  it.each([
    ["anthropic-incidents-2026-08", 12],
    ["cloudflare-incidents-2026-08", 51],
    ["derived-anthropic-fsh2zzzl2c4l", 8],
    ["derived-cloudflare-9fzfjzc5ms0h", 6],
    ["derived-digitalocean-2wql4f4sb13r", 6],
    ["derived-github-c2jg911dtkjb", 20],
    ["derived-github-f0mhbz9xn497", 30],
    ["derived-openai-01KY7SX5MYJ2BP51X5MXAPYX71", 13],
    ["digitalocean-incidents-2026-08", 8],
    ["openai-incidents-2026-08", 18],
  ])("%s: each of %i new updates is announced once", async (sequence, owed) => {
    const events = (await replay(sequence, "/api/v2/incidents.json", "statuspage")).filter(isNews);
    expect(events.map(({ incidentId, updateId }) => `${incidentId}/${updateId}`).sort()).toEqual(
      updatesOwed(sequence).sort(),
    );
    expect(events.length).toBe(owed);
  });

  it.each([
    ["derived-openai-01KY7SX5MYJ2BP51X5MXAPYX71", 13],
    ["openai-incidents-2026-08", 18],
  ])("%s: the same %i, read as what the page is", async (sequence, owed) => {
    const events = (await replay(sequence, "/api/v2/incidents.json", "incidentio")).filter(isNews);
    expect(events.map(({ incidentId, updateId }) => `${incidentId}/${updateId}`).sort()).toEqual(
      updatesOwed(sequence).sort(),
    );
    expect(events.length).toBe(owed);
  });

  it("anthropic-summary-2026-09: an incident opens and ends, and its components are not told besides", async () => {
    const events = await replay("anthropic-summary-2026-09", "/api/v2/summary.json", "statuspage");
    expect(events.map(({ kind, change, title }) => [kind, change, title])).toEqual([
      ["incident", "opened", "Elevated errors for multiple models"],
      ["incident", "resolved", "Elevated errors for multiple models"],
    ]);
  });

  it("openai-summary-2026-09: incidents that name no components do not hide what happens to them", async () => {
    const events = await replay("openai-summary-2026-09", "/api/v2/summary.json", "statuspage");
    const incidents = events.filter(({ kind }) => kind === "incident");
    const components = events.filter(({ kind }) => kind === "component");
    expect(incidents.map(({ change, title }) => [change, title.slice(0, 24)])).toEqual([
      ["opened", "Elevated Error Rates for"],
      ["updated", "Elevated Error Rates for"],
      ["resolved", "Elevated Error Rates for"],
      ["opened", "Support chat unavailable"],
      ["opened", "Elevated errors across C"],
      ["updated", "Support chat unavailable"],
      ["updated", "Elevated errors across C"],
    ]);
    // Three of them the page had not listed before: how they were is unknown, not fine.
    expect(components.map(({ from }) => from).sort()).toEqual([
      ...Array(18).fill("operational"),
      ...Array(3).fill("unknown"),
    ]);
    expect(new Set(components.map(({ to }) => to))).toEqual(new Set(["degraded_performance"]));
  });
});
