import { describe, expect, it } from "vitest";
import { serving } from "../faults/page.ts";
import { Reader } from "../feeds/reader.ts";
import { heldMb } from "../fuzz/heap.ts";
import { startServer } from "../helpers/server.ts";

const POLLS = 30;
const BODY_BYTES = 500_000;
/** A third of what the bodies would take. */
const MOST_GROWTH_MB = 5;

/** Each poll shows another incident; ids are long enough that V8 cuts them from a text without copying it. */
const DOCUMENTS: Readonly<Record<string, (poll: number, at: string) => string>> = {
  atom: (poll, at) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title>
<entry><id>an-incident-with-a-long-id-${poll}</id><updated>${at}</updated><title>Outage ${poll}</title>
<link href="https://status.acme.example/posts"/><content>${filling(poll)}</content></entry></feed>`,
  statuspage: (poll, at) => {
    const times = { created_at: at, updated_at: at, display_at: at };
    const id = `an-incident-with-a-long-id-${poll}`;
    const update = { id: `${id}-update`, status: "resolved", body: filling(poll), ...times };
    const incident = { id, name: `Outage ${poll}`, status: "resolved", impact: "minor", ...times };
    return JSON.stringify({
      page: { id: "kctbh9vrtdwd", name: "Acme" },
      incidents: [{ ...incident, incident_updates: [update] }],
    });
  },
};

function filling(poll: number): string {
  return `All is well again. ${poll} `.repeat(BODY_BYTES / 20);
}

describe.each(Object.entries(DOCUMENTS))("what is remembered of a page of format %s", (format, write) => {
  it("holds on to none of the bodies that it was read from", async () => {
    let document = "";
    await using server = await startServer(serving(() => document));
    const paths: Readonly<Record<string, string>> = { statuspage: "/api/v2/incidents.json" };
    await using reader = new Reader({
      url: `${server.origin}${paths[format] ?? `/history.${format}`}`,
      format,
    });
    let beforeMb = 0;
    for (let poll = 0; poll <= POLLS; poll++) {
      document = write(poll, new Date(reader.nowMs - (2 * POLLS - poll) * 60_000).toISOString());
      await reader.poll();
      expect(reader.outcome).toEqual(poll === 0 ? { failures: 0 } : { failures: 0, hasNews: true });
      if (poll === 0) beforeMb = heldMb();
    }
    expect(heldMb() - beforeMb).toBeLessThan(MOST_GROWTH_MB);
  });
});
