import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { FormatError } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import { whatIsGone } from "../../src/state/emptied.ts";
import { observe } from "../../src/state/observe.ts";
import { observeFailure, observeSuccess } from "../../src/state/reach.ts";
import { EMPTY_MEMORY, memoryAt, type ProviderMemory } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { casesOf } from "../helpers/fixtures.ts";
import { seedOf, shortened } from "../helpers/mutate.ts";
import { startServer, type TestServer } from "../helpers/server.ts";
import { changed, type FeedChange, feedChange, feedText } from "./feed-changes.ts";
import { Reader } from "./reader.ts";

const PARSERS = { atom: parseAtom, rss: parseRss };
type FeedFormat = keyof typeof PARSERS;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CONTENT_TYPE = "application/xml";

/** The same page, every version of it parsed wholly and observed. */
class Whole {
  #memory: ProviderMemory;
  readonly #url: URL;
  readonly #format: FeedFormat;
  /** The version that was dealt with last: the same bytes are not read again, by no way. */
  #dealtWith: Buffer | undefined;

  constructor(url: URL, format: FeedFormat) {
    this.#url = url;
    this.#format = format;
    this.#memory = memoryAt(url.href, EMPTY_MEMORY);
  }

  get memory(): ProviderMemory {
    return this.#memory;
  }

  read(body: Buffer, nowMs: number): readonly StatusEvent[] {
    const occasion = { provider: "Acme", detectedAtMs: nowMs, source: "poll" } as const;
    const isSame = this.#dealtWith?.equals(body);
    const snapshot = isSame ? undefined : this.#parse(body);
    if (!isSame && (!snapshot || whatIsGone(this.#memory, snapshot, nowMs) !== undefined)) {
      const { memory, events } = observeFailure(this.#memory, "", occasion);
      this.#memory = memory;
      return events;
    }
    const reached = observeSuccess(this.#memory, occasion);
    this.#memory = reached.memory;
    this.#dealtWith = body;
    if (!snapshot) return reached.events;
    const seen = observe(reached.memory, snapshot, occasion, { edits: false, ongoing: true });
    this.#memory = seen.memory;
    return [...reached.events, ...seen.events];
  }

  #parse(body: Buffer) {
    try {
      const document = createDocument(this.#url, { "content-type": CONTENT_TYPE }, body);
      return tidySnapshot(PARSERS[this.#format](document));
    } catch (error) {
      if (error instanceof FormatError) return undefined;
      throw error;
    }
  }
}

interface Step {
  readonly change: FeedChange;
  readonly hours: number;
}

/** Some of what is dated is yet to come, or nothing is. */
const MONTH = fc.constantFrom(2, 11);

const AT_FIRST: Step = { change: { kind: "nothing" }, hours: 0 };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ change: feedChange, hours: fc.constantFrom(0, 1, 1, 5, 30) }),
  { minLength: 1, maxLength: 10 },
);

interface Page {
  readonly format: FeedFormat;
  readonly first: Buffer;
  readonly month: number;
}

/** Reads a page, step by step, the one way and the other: what is told and remembered is the same. */
async function readBothWays(server: TestServer, page: Page, taken: readonly Step[]): Promise<void> {
  const { format, first, month } = page;
  let body = first;
  server.handle((request, response) => {
    if (request.url !== `/history.${format}`) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": CONTENT_TYPE }).end(body);
  });
  const url = new URL(`${server.origin}/history.${format}`);
  await using reader = new Reader({ url: url.href, format });
  reader.nowMs = Date.UTC(2026, month, 4, 12);
  const whole = new Whole(url, format);
  const original = feedText(first.toString());
  let feed = original;
  for (const { change, hours } of [AT_FIRST, ...taken]) {
    if (change !== AT_FIRST.change) ({ feed, body } = changed(feed, original, change));
    reader.nowMs += hours * HOUR_MS;
    const told = await reader.events();
    expect(told.map(withoutReason)).toEqual(whole.read(body, reader.nowMs).map(withoutReason));
    const memory = reader.store.get("Acme");
    expect(memory && comparable(memory, whole.memory)).toEqual(comparable(whole.memory));
  }
}

/** Why a page cannot be read is for other tests. */
function withoutReason(event: StatusEvent): StatusEvent {
  return event.kind === "provider" ? { ...event, message: "" } : event;
}

/** When an incident was last seen is kept to the day, or, where nothing is read for some hours, to two. */
function comparable(memory: ProviderMemory, other: ProviderMemory = memory) {
  const others = other.incidents.toMap();
  const incidents = [...memory.incidents].map(([id, one]) => {
    const otherMs = others.get(id)?.lastSeenMs ?? one.lastSeenMs;
    const isClose = Math.abs(otherMs - one.lastSeenMs) <= 2 * DAY_MS;
    return [id, isClose ? { ...one, lastSeenMs: otherMs } : one];
  });
  return { ...memory, incidents, components: [...memory.components] };
}

async function expectSame(name: string, format: FeedFormat, first: Buffer, runs = RUNS): Promise<void> {
  await using server = await startServer(() => {});
  await fc.assert(
    fc.asyncProperty(MONTH, steps, async (month, taken) => {
      await readBothWays(server, { format, first, month }, taken);
    }),
    { seed: seedOf(name), numRuns: runs },
  );
}

/** How many histories are made of each feed. */
const RUNS = Number(process.env["STATUS_WATCH_HISTORIES"] ?? 2);
const formats: readonly FeedFormat[] = ["atom", "rss"];

describe.each(formats)("a feed read by what has changed in it (%s)", (format) => {
  it.each(casesOf(format).map(({ entry, site }) => [entry, site] as const))(
    "tells and remembers just what it does when all of it is read: %s",
    async (name, site) => {
      const [body = Buffer.alloc(0)] = site.documents.values();
      await expectSame(name, format, body);
    },
    60_000 + RUNS * 1_000,
  );
});

const CHANNEL = `<?xml version="1.0"?><rss version="2.0"><channel><title>Acme</title><link>https://acme.example</link><lastBuildDate>Wed, 04 Mar 2026 12:00:00 GMT</lastBuildDate>`;
const item = (inner: string, day: number) =>
  `<item>${inner}<pubDate>Wed, 0${day} Mar 2026 10:00:00 GMT</pubDate></item>`;

/** Feeds whose entries mean something only together, in ways in which no page of the fixtures writes them. */
const TOGETHER: readonly (readonly [string, FeedFormat, string])[] = [
  [
    "items that are told apart by their titles, as all have the page for a link",
    "rss",
    CHANNEL +
      [1, 2, 3]
        .map((n) => item(`<title>Resolved: ${n}</title><link>https://acme.example</link>`, n))
        .join(""),
  ],
  [
    "components among the incidents of a feed that nothing else shows to be of StatusIQ",
    "rss",
    `${CHANNEL}${item("<guid>a</guid><title>Resolved: slow</title><description>It is over.</description>", 1)}${item("<guid>b</guid><title>Web - Operational</title><description>Web is Operational</description>", 2)}`,
  ],
  [
    "a post among those of AWS that is none",
    "rss",
    `${CHANNEL}<generator>AWS Service Health Dashboard RSS Generator</generator>${item("<guid>https://status.aws.amazon.com/#ec2-us-east-1_1772600000</guid><title>Service impact: slow</title><description>We look.</description>", 1)}${item("<guid>odd</guid><title>Resolved: odd</title><description>It is over.</description>", 2)}`,
  ],
  [
    "entries that are no more than text, or nothing",
    "atom",
    `<feed><title>Acme</title><updated>2026-03-04T12:00:00Z</updated><entry>text</entry><entry><id>a</id><title>Resolved: a</title><updated>2026-03-01T10:00:00Z</updated></entry><entry></entry><entry><id>b</id><title>Investigating: b</title><updated>2026-03-02T10:00:00Z</updated></entry>`,
  ],
];

describe("a feed of entries that cannot be read one by one", () => {
  it.each(TOGETHER)("is read as a whole: %s", async (name, format, body) => {
    const tail = format === "rss" ? "</channel></rss>" : "</feed>";
    await expectSame(name, format, Buffer.from(body + tail), 4 * RUNS);
  });
});

const CAPTURES: readonly (readonly [FeedFormat, string])[] = [
  ["atom", "statuspage-atom"],
  ["atom", "google"],
  ["atom", "incidentio"],
  ["rss", "statuspage-rss"],
  ["rss", "incidentio"],
  ["rss", "aws"],
  ["rss", "azure"],
];

describe.skipIf(!hasCorpus).each(CAPTURES)("captures read so (%s, %s)", (format, folder) => {
  it.each(corpusFiles(folder).filter((file) => file.endsWith(`.${format}`)))(
    "tell and are remembered the same: %s",
    async (file) => {
      await expectSame(file, format, shortened(readCorpus(folder, file), 12_000));
    },
    60_000 + RUNS * 1_000,
  );
});
