import { describe, expect, it } from "vitest";
import type { Behaviour } from "../helpers/raw-server.ts";
import { routes } from "../helpers/server.ts";
import { sending } from "./answers.ts";
import { documentOf, OUTAGE, PAST, type Post } from "./page.ts";
import { retell } from "./retell.ts";

const NEWS: Post = { ...OUTAGE, id: "news0000", title: "News" };

function titlesOf(events: readonly { kind: string; title: string }[]): string[] {
  return events.filter(({ kind }) => kind === "incident").map(({ title }) => title);
}

describe("A message of elements nested beyond all measure", () => {
  const nested = { ...OUTAGE, text: `${"<b>".repeat(20_000)}We are looking.` };

  it.each(["statuspage", "atom", "rss"] as const)("costs no more than itself (%s)", async (format) => {
    const pages = [[PAST], [NEWS, nested, PAST]].map((posts) => sending("", documentOf(format, posts)));
    const { events, logLines } = await retell(format, pages);
    expect(titlesOf(events)).toContain("News");
    expect(logLines).toEqual([]);
  });
});

describe("A page that is unreadable at great length", () => {
  it.each([
    ["a tag", `<feed></${"t".repeat(100_000)}>`],
    ["an attribute", `<feed ${"a".repeat(100_000)}></feed>`],
    ["an entity", `<feed>&${"e".repeat(100_000)}</feed>`],
  ])("is reported in a line that can be read: %s", async (_, body) => {
    const { events, logLines } = await retell("atom", [sending("application/atom+xml", body)]);
    expect(logLines).toEqual([expect.stringMatching(/^warn: Acme: .*broken XML/)]);
    expect(logLines[0]?.length).toBeLessThan(1_000);
    for (const { message } of events) expect(message.length).toBeLessThan(1_000);
  });

  it("is reported in a line that can be read: a content-encoding", async () => {
    const odd = sending("application/json", "{}", { "content-encoding": "x".repeat(10_000) });
    const { logLines } = await retell("statuspage", [odd]);
    expect(logLines).toEqual([expect.stringMatching(/unknown content-encoding/)]);
    expect(logLines[0]?.length).toBeLessThan(1_000);
  });
});

/** That are asked for in a reading of it. */
const DOCUMENTS = 3;

/** A page whose lists are as long as a body may be. */
function longLists(): Behaviour {
  const page = { id: "kctbh9vrtdwd", name: "Acme" };
  const many = <T>(make: (n: number) => T) => Array.from({ length: 20_000 }, (_, n) => make(n));
  const components = many((n) => ({ id: `c${n}`, name: `Part ${n}`, status: "operational" }));
  const incidents = many((n) => ({
    id: `i${n}`,
    name: n === 0 ? "News" : `Long ago ${n}`,
    status: n === 0 ? "identified" : "resolved",
  }));
  return {
    http: routes({
      "/api/v2/summary.json": JSON.stringify({
        page,
        status: {},
        components,
        incidents: [],
        scheduled_maintenances: [],
      }),
      "/api/v2/incidents.json": JSON.stringify({ page, incidents }),
    }),
  };
}

// Not a question of speed: what is bounded takes milliseconds, and what is not would take hours at the largest size.
describe("A page that is laborious on purpose", () => {
  const blanks = `a${" ".repeat(120_000)}b`;

  it("is read without labour: a feed's title of blanks", async () => {
    const feed = documentOf("atom", [NEWS]).replace("<title>Acme Status", `<title>${blanks}`);
    const { events } = await retell("atom", [sending("application/atom+xml", feed)]);
    expect(titlesOf(events)).toEqual(["News"]);
  });

  it("is read without labour: an entry of blanks", async () => {
    const entry = { ...PAST, title: "Odd" };
    const feed = documentOf("atom", [NEWS, entry]).replace(/<p><small>Jan.*?<\/p>/, `[${blanks}`);
    const { events } = await retell("atom", [sending("application/atom+xml", feed)]);
    expect(titlesOf(events)).toEqual(["News"]);
  });

  it("is read without labour: lists without end", async () => {
    const { events } = await retell("statuspage", [longLists()], "/", 2 * DOCUMENTS + 1);
    expect(titlesOf(events)).toEqual(["News"]);
  });
});
