import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withDerivedIds } from "../../src/feeds/wire/derived-ids.ts";
import { fromStored, type StoredMemory, toStored } from "../../src/state/codec.ts";
import {
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  isClosed,
  type Snapshot,
  type StatusEvent,
} from "../../src/types.ts";
import { at, feed, incident, notice, Observer, update } from "../helpers/snapshot.ts";

interface Post {
  readonly incident: number;
  readonly status: IncidentStatus;
  readonly text: string;
  readonly postedAtMs: number;
}

const STATUSES = ["investigating", "identified", "monitoring", "resolved", "postmortem"] as const;
/** Few, so that pages repeat themselves. */
const TEXTS = ["We are looking into it.", "We continue to monitor.", "All is well again."];

/** What a page posts, oldest first; of several incidents at a time, in any order of words, reopened ones among them. */
const histories = fc
  .array(
    fc.record({
      incident: fc.nat({ max: 3 }),
      status: fc.constantFrom(...STATUSES),
      text: fc.constantFrom(...TEXTS),
      afterMinutes: fc.integer({ min: 1, max: 20 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((posts): Post[] => {
    let postedAtMs = at("12:00");
    return posts.map(({ afterMinutes, ...post }) => {
      postedAtMs += afterMinutes * 60_000;
      return { ...post, postedAtMs };
    });
  });

/** One way in which a part of a history comes to us; numbers are counted from what came before, or wrapped round. */
type Step =
  /** The page, so many posts later. */
  | { readonly by: "pageIds" | "derivedIds"; readonly more: number }
  /** A notice for each of so many posts, as it is posted: the post, or all that is posted of its incident by then. */
  | { readonly by: "mail" | "webhook"; readonly more: number }
  /** A notice of a post that was told long ago. */
  | { readonly by: "lateMail" | "lateWebhook"; readonly post: number }
  | { readonly by: "restart" };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      by: fc.constantFrom("pageIds", "derivedIds", "mail", "webhook"),
      more: fc.nat({ max: 4 }),
    }),
    fc.record({ by: fc.constantFrom("lateMail", "lateWebhook"), post: fc.nat({ max: 20 }) }),
    fc.constant({ by: "restart" } as const),
  ),
  { maxLength: 20 },
);

/** What is posted of an incident, with the ids that a channel gives. */
function incidentOf(index: number, posts: readonly Post[], ids: "page" | "derived"): Incident {
  const own = posts.filter((post) => post.incident === index);
  const plain = own.map(({ status, text, postedAtMs }) => ({ status, message: text, postedAtMs }));
  const updates: IncidentUpdate[] =
    ids === "derived"
      ? withDerivedIds(plain)
      : plain.map((one) => update(`${index}-${one.postedAtMs}`, { ...one, idFrom: "page" }));
  const updatedAtMs = own.at(-1)?.postedAtMs;
  return incident(`incident${index}`, {
    ...{ title: `Trouble ${index}`, updates },
    ...(updatedAtMs !== undefined && { updatedAtMs }),
  });
}

function pageOf(posts: readonly Post[], ids: "page" | "derived"): Snapshot {
  const indexes = [...new Set(posts.map((post) => post.incident))];
  const past = incident("past", { updates: [update("p", { status: "resolved", postedAtMs: at("08:00") })] });
  return feed(...indexes.map((index) => incidentOf(index, posts, ids)), past);
}

/** A mail has the post alone, a webhook all that is posted of its incident by then. */
function noticeOf(posts: readonly Post[], by: "mail" | "webhook"): Snapshot {
  const last = posts.at(-1);
  if (!last) return notice();
  return by === "webhook"
    ? notice(incidentOf(last.incident, posts, "page"))
    : notice(incidentOf(last.incident, [last], "derived"));
}

/** All that is told on the way through a history, whose end is always read. */
function told(history: readonly Post[], way: readonly Step[]): StatusEvent[] {
  const observer = new Observer();
  observer.see(pageOf([], "page"));
  const events: StatusEvent[] = [];
  let known = 0;
  for (const step of [...way, { by: "pageIds", more: history.length } as const]) {
    if (step.by === "restart") {
      observer.memory = fromStored(JSON.parse(JSON.stringify(toStored(observer.memory))) as StoredMemory);
    } else if ("post" in step) {
      const by = step.by === "lateMail" ? "mail" : "webhook";
      if (known > 0) events.push(...observer.see(noticeOf(history.slice(0, (step.post % known) + 1), by)));
    } else {
      const before = known;
      known = Math.min(history.length, known + step.more);
      if (step.by === "pageIds" || step.by === "derivedIds") {
        const ids = step.by === "pageIds" ? "page" : "derived";
        events.push(...observer.see(pageOf(history.slice(0, known), ids)));
      } else {
        for (let upTo = before + 1; upTo <= known; upTo++)
          events.push(...observer.see(noticeOf(history.slice(0, upTo), step.by)));
      }
    }
  }
  return events;
}

/** What is to be told of a history, whichever way it comes; by incident, in order. */
function expected(history: readonly Post[]): string[][] {
  return [0, 1, 2, 3].map((index) => {
    const posts = history.filter((post) => post.incident === index);
    return posts.map(({ status, text, postedAtMs }, nth) => {
      const before = posts[nth - 1];
      const ends = isClosed(status) && !(before && isClosed(before.status));
      const change = ends ? "resolved" : before ? "updated" : "opened";
      return inWords(change, status, text, new Date(postedAtMs).toISOString());
    });
  });
}

function byIncident(events: readonly StatusEvent[]): string[][] {
  return [0, 1, 2, 3].map((index) =>
    events
      .filter(({ incidentId }) => incidentId === `incident${index}`)
      .map(({ change, status, message, updatedAt }) => inWords(change, status, message, updatedAt)),
  );
}

function inWords(...words: readonly string[]): string {
  return words.join(" | ");
}

describe("Whatever a page posts", () => {
  it("is told once and in order, whichever way it comes", () => {
    fc.assert(
      fc.property(histories, steps, (history, way) => {
        const events = told(history, way);
        expect(byIncident(events)).toEqual(expected(history));
        expect(events).toHaveLength(history.length);
      }),
      { seed: 20_260_301, numRuns: 2_000 },
    );
  });

  // Found by the above.
  it.each<[string, readonly Omit<Post, "incident">[], readonly Step[]]>([
    [
      "a mail says the same words again",
      [post("investigating", "12:01"), post("investigating", "12:02")],
      [{ by: "mail", more: 2 }],
    ],
    [
      "a mail of an end comes after it was taken up again",
      [post("resolved", "12:01"), post("investigating", "12:02")],
      [
        { by: "pageIds", more: 2 },
        { by: "lateMail", post: 0 },
      ],
    ],
    [
      "the same words are said again where both kinds of ids were seen",
      [post("monitoring", "12:01"), post("monitoring", "12:02")],
      [
        { by: "derivedIds", more: 1 },
        { by: "lateWebhook", post: 0 },
        { by: "derivedIds", more: 1 },
      ],
    ],
  ])("is told once and in order where %s", (_, posts, way) => {
    const history = posts.map((one) => ({ ...one, incident: 0 }));
    expect(byIncident(told(history, way))).toEqual(expected(history));
  });
});

function post(status: IncidentStatus, time: string): Omit<Post, "incident"> {
  return { status, text: "We are looking into it.", postedAtMs: at(time) };
}
