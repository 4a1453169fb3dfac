import { describe, expect, it } from "vitest";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { contentTypeOf, startServer } from "../helpers/server.ts";

/** Serves the captures of one page one after the other, one a poll, and gives what the daemon announced after each. */
async function replay(sequence: string, format: string) {
  const captures = corpusFiles(`sequences/${sequence}`).map((file) =>
    readCorpus("sequences", sequence, file),
  );
  let served = 0;
  let passedEnd: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    passedEnd = resolve;
  });
  await using server = await startServer((request, response) => {
    const body = captures[served];
    served++;
    // A request after the last capture: whatever the last one had to say has been observed.
    if (!body) {
      passedEnd();
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { "content-type": contentTypeOf(request.url ?? "") }).end(body);
  });
  await using daemon = new TestDaemon();
  const path = format === "statuspage" ? "/api/v2/incidents.json" : `/history.${format}`;
  daemon.watch(provider({ url: server.origin + path, format, intervalMs: 1 }));
  await ended;
  await daemon.app.stop();
  return daemon.events;
}

describe.skipIf(!hasCorpus)("a page's captures replayed through the daemon", () => {
  it.each([
    ["github-atom-2022-09", 111],
    ["github-atom-2023-05", 98],
    ["github-atom-2026-02", 307],
    ["github-atom-2026-05", 116],
  ])("%s owes %i events", async (sequence, owed) => {
    const events = (await replay(sequence, "atom")).filter(({ change }) => change !== "ongoing");
    const ids = new Set(events.map(({ id }) => id));
    expect(ids.size).toBe(events.length);
    expect(events.length).toBe(owed);
  });
});
