import { Writable } from "node:stream";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { consoleConsumer } from "../../src/consumers/console.ts";
import type { OutputOptions } from "../../src/consumers/types.ts";
import { silentLogger } from "../../src/log.ts";
import type { StatusEvent } from "../../src/types.ts";
import type { Behaviour } from "../helpers/raw-server.ts";
import { sending } from "./answers.ts";
import { documentOf, OUTAGE, PAST, PATHS, type PageFormat } from "./page.ts";
import { retell, UNREADABLE_FOR } from "./retell.ts";

/** C0, DEL and C1 but newline; line and paragraph separators; what reorders or hides text. */
const STEERING =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** Hides what follows, clears the screen, sets the window's title, rings, deletes, turns the line about. */
const EVIL =
  "A\u001b[8mB\u001b[2JC\u001b]0;title\u0007D\u0000E\b\bF\u009b2JG\rH\u202eI\u2028J\u200bK\u007fL\u0085M\tN\ufeffO";

function statuspageOf(componentStatus: string, incidents: readonly object[]): Behaviour {
  const components = ["API", "Web"].map((name) => ({
    id: `${name}${EVIL}`,
    name: `${name}${EVIL}`,
    status: componentStatus,
  }));
  const page = { id: EVIL, name: EVIL, url: `https://status.acme.example/${EVIL}` };
  return sending("application/json", JSON.stringify({ page, components, incidents }));
}

const evilUpdate = {
  id: `u1${EVIL}`,
  status: EVIL,
  body: `<p>${EVIL}</p><p>second &#27;[8m &#x9b;2J line</p>`,
  display_at: EVIL,
  affected_components: [{ code: EVIL, name: `Queue${EVIL}` }],
};
const evilIncident = {
  id: `i1${EVIL}`,
  name: `Outage ${EVIL}`,
  status: "investigating",
  impact: EVIL,
  shortlink: `https://stspg.example/${EVIL}`,
  created_at: EVIL,
  components: [{ id: EVIL, name: `Queue${EVIL}` }],
  incident_updates: [evilUpdate],
};

/** The same marks as XML can carry them: as characters, and as numeric references. */
function evilFeed(format: "atom" | "rss"): string {
  const references = [...EVIL].map((letter) => `&#${letter.codePointAt(0)};`).join("");
  const post = { ...OUTAGE, word: `Oddly ${EVIL}`, text: `${EVIL} &#27;[8m`, id: "outage00" };
  return documentOf(format, [post, PAST])
    .replace("<title>Acme", `<title>${references}${EVIL} Acme`)
    .replace("<title>Outage", `<title>${references}${EVIL} Outage`)
    .replace(/incidents\/outage00/g, (path) => `odd/${path}?${references}${EVIL.replace("\u0000", "")}`)
    .replace("Incident/outage00", `Incident/outage00${references}`);
}

/** What is told of a page that cannot be read: that it cannot. */
async function unreadable(format: PageFormat, page: Behaviour): Promise<readonly StatusEvent[]> {
  return (await retell(format, [page], PATHS[format], UNREADABLE_FOR)).events;
}

const PAGES: readonly (readonly [string, () => Promise<readonly StatusEvent[]>])[] = [
  [
    "a Statuspage",
    async () => {
      const pages = [statuspageOf("operational", []), statuspageOf(EVIL, [evilIncident])];
      return (await retell("statuspage", pages)).events;
    },
  ],
  ...(["atom", "rss"] as const).map(
    (format) =>
      [
        `a feed (${format})`,
        async () => {
          const pages = [documentOf(format, [PAST]), evilFeed(format)];
          return (
            await retell(
              format,
              pages.map((text) => sending("", text)),
            )
          ).events;
        },
      ] as const,
  ),
  [
    "a page that is unreadable for them",
    () => unreadable("statuspage", sending("application/json", `{"page": ${EVIL}}`)),
  ],
  [
    "a feed that is unreadable for them",
    () => unreadable("atom", sending("", `<feed><${EVIL.slice(0, 5)}></feed>`)),
  ],
  [
    "headers that are unreadable for them",
    () => unreadable("atom", sending("", "", { "content-encoding": "odd\u009b2J" })),
  ],
];

/** What the console shows of the events. */
async function shown(
  events: readonly StatusEvent[],
  format: OutputOptions["format"],
  colors: 0 | 1,
): Promise<string> {
  let text = "";
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      text += chunk;
      done();
    },
  });
  const output: OutputOptions = { format, timeZone: "utc", chalk: new Chalk({ level: colors }) };
  const context = { log: silentLogger, clock: systemClock, stdout, output };
  const consumer = consoleConsumer.create("console", {}, context);
  for (const event of events) await consumer.deliver(event);
  return text;
}

/** The colours that pretty output is made of; none of the hostile ones is among them. */
const COLORS = /\u001b\[(?:1|2|4|22|24|3[0-4]|39|90)m/g;

describe.each(PAGES)("Control characters from %s", (_, read) => {
  it("reach no event", async () => {
    const events = await read();
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      for (const [key, value] of Object.entries(event)) {
        for (const text of [value].flat()) {
          expect(text, key).not.toMatch(STEERING);
          if (key !== "message") expect(text, key).not.toMatch(/\n/);
        }
      }
    }
  });

  it("reach no line of output", async () => {
    const events = await read();
    const [text, json, plain, colored] = await Promise.all([
      shown(events, "text", 0),
      shown(events, "json", 0),
      shown(events, "pretty", 0),
      shown(events, "pretty", 1),
    ]);
    expect(text).not.toMatch(STEERING);
    expect(text.split("\n")).toHaveLength(2 * events.length + 1);
    expect(json).not.toMatch(STEERING);
    expect(
      json
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(events);
    expect(plain).not.toMatch(STEERING);
    expect(plain.split("\n")).toHaveLength(3 * events.length + 1);
    expect(colored).toContain("\u001b[");
    expect(colored.replace(COLORS, "")).toBe(plain);
  });
});

describe("Hostile text", () => {
  it("still says what it has to say", async () => {
    const events = await PAGES[0]?.[1]();
    expect(events).toMatchObject([
      { kind: "incident", change: "opened", status: "unknown" },
      { kind: "component", change: "changed", status: "unknown", from: "operational" },
      { kind: "component", change: "changed", status: "unknown", from: "operational" },
    ]);
    expect(events?.[0]?.title).toMatch(/^Outage A ?B ?C/);
    expect(events?.[0]?.message.split("\n").at(-1)).toMatch(/^second .*line$/);
    expect(events?.[1]?.rawStatus).toMatch(/^A ?B ?C/);
  });
});
