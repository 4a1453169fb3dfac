import fc from "fast-check";
import { changeMarkup, type MarkupChange, markupChange } from "../fuzz/markup-changes.ts";
import { mutate, randomFrom } from "../helpers/mutate.ts";

/** A feed, as text, whose entries can be moved about. */
export interface FeedText {
  readonly head: string;
  readonly entries: readonly string[];
  readonly tail: string;
}

/** What happens to a feed between two readings; the numbers choose where, whatever its size. */
export type FeedChange =
  | { readonly kind: "nothing" | "stamped" | "turned round" | "as at first" }
  | { readonly kind: "shuffled" | "list shuffled" | "dropped" | "doubled"; readonly at: number }
  | {
      readonly kind: "moved" | "said" | "edited" | "ahead" | "new" | "other gap";
      readonly at: number;
      readonly n: number;
    }
  | { readonly kind: "head"; readonly n: number }
  | { readonly kind: "hostile"; readonly change: MarkupChange }
  | { readonly kind: "bytes"; readonly n: number };

const number = fc.noBias(fc.nat(0x7fff_ffff));
const at = number;
const n = number;
const kind = fc.constantFrom;

/** The usual ones more often than those that no page makes. */
export const feedChange: fc.Arbitrary<FeedChange> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind("nothing" as const, "stamped" as const, "turned round" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("as at first" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind("shuffled" as const, "list shuffled" as const, "dropped" as const, "doubled" as const),
      at,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kind(
        "moved" as const,
        "said" as const,
        "edited" as const,
        "ahead" as const,
        "new" as const,
        "other gap" as const,
      ),
      at,
      n,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("head" as const), n }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("hostile" as const), change: markupChange }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("bytes" as const), n }) },
);

export function feedText(body: string): FeedText {
  const found = [...body.matchAll(/<(entry|item)\b[\s\S]*?<\/\1>/g)];
  const [first] = found;
  const last = found.at(-1);
  if (!first || !last) return { head: body, entries: [], tail: "" };
  return {
    head: body.slice(0, first.index),
    entries: found.map(([entry]) => entry),
    tail: body.slice(last.index + last[0].length),
  };
}

export function written({ head, entries, tail }: FeedText): string {
  return `${head}${entries.join("\n  ")}${tail}`;
}

/** The feed after a change, and what is sent of it this once where that is something broken. */
export function changed(
  feed: FeedText,
  first: FeedText,
  change: FeedChange,
): { readonly feed: FeedText; readonly body: Buffer } {
  if (change.kind === "hostile")
    return { feed, body: Buffer.from(changeMarkup(written(feed), [change.change])) };
  if (change.kind === "bytes")
    return { feed, body: mutate(Buffer.from(written(feed)), randomFrom(change.n)) };
  const next = change.kind === "as at first" ? first : applied(feed, change);
  return { feed: next, body: Buffer.from(written(next)) };
}

type Edit = Exclude<FeedChange, { readonly kind: "hostile" | "bytes" | "as at first" }>;

function applied(feed: FeedText, change: Edit): FeedText {
  const { head, entries } = feed;
  const on = (edit: (entry: string) => string): FeedText => {
    const index = "at" in change ? change.at % Math.max(entries.length, 1) : 0;
    return { ...feed, entries: entries.map((entry, i) => (i === index ? edit(entry) : entry)) };
  };
  const one = "at" in change ? (entries[change.at % Math.max(entries.length, 1)] ?? "") : "";
  switch (change.kind) {
    case "stamped":
      return { ...feed, head: restamped(head) };
    case "turned round":
      return { ...feed, head: restamped(head), entries: entries.toReversed() };
    case "shuffled":
      return { ...feed, entries: shuffled(entries, change.at) };
    case "list shuffled":
      return { ...feed, entries: entries.map((entry) => listShuffled(entry, change.at)) };
    case "dropped":
      return { ...feed, entries: entries.filter((entry) => entry !== one) };
    case "doubled":
      return { ...feed, entries: [...entries, one] };
    case "new":
      return { ...feed, entries: [renamed(one, change.n), ...entries].slice(0, 40) };
    case "moved":
      return on((entry) => redated(entry, change.n, -60));
    case "ahead":
      return on((entry) => redated(entry, change.n, 60));
    case "said":
      return on((entry) => said(redated(entry, change.n, 0), change.n));
    case "edited":
      return on((entry) => entry.replace(/(?<=[a-z] )[a-z]{2,}(?= [a-z])/, `word${change.n % 97}`));
    case "other gap":
      return { ...feed, head: `${head}${["\n", "", "\t ", "\u00a0", "<x/>", "<!-- a -->"][change.n % 6]}` };
    case "head":
      return { ...feed, head: otherHead(head, change.n) };
    default:
      return feed;
  }
}

const STAMP = /(?<=<(updated|lastBuildDate|pubDate)>)[^<]*(?=<\/\1>)/;
let stamps = 0;

/** The feed's own time, which is another one at each reading. */
function restamped(head: string): string {
  stamps = (stamps + 1) % 3_000;
  return head.replace(STAMP, (stamp) => like(stamp, Date.UTC(2026, 2, 1) + stamps * 1_000));
}

function like(stamp: string, ms: number): string {
  return /^\d/.test(stamp.trim()) ? new Date(ms).toISOString() : new Date(ms).toUTCString();
}

/** With another time of its last change: some minutes after, or so many days from now. */
function redated(entry: string, seed: number, days: number): string {
  const ms = Date.UTC(2026, 2, 4, 12) + days * 86_400_000 + (seed % 1_000) * 60_000;
  return entry.replaceAll(/(?<=<(updated|published|pubDate)>)[^<]*(?=<\/\1>)/g, (stamp) => like(stamp, ms));
}

function said(entry: string, seed: number): string {
  const word = ["Resolved", "Update", "Identified", "Monitoring"][seed % 4];
  const block = `<p><small>Mar <var data-var='date'> ${1 + (seed % 4)}</var>, <var data-var='time'>1${seed % 10}:0${seed % 7}</var> UTC</small><br><strong>${word}</strong> - Said ${seed % 100}.</p>`;
  const escaped = block.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (entry.includes("Status: ")) return entry.replaceAll(/(?<=Status: )[A-Z][a-z]+/g, `${word}`);
  return entry.replace(/(?<=<(content|description)\b[^>]*>)(?!<!)/, escaped);
}

/** Another incident, written as this one is. */
function renamed(entry: string, seed: number): string {
  const code = `n${(seed % 1_000).toString(36).padStart(3, "0")}`;
  return entry
    .replaceAll(/(?<=\/(?:incidents?|maintenances?)\/)[\w-]+/g, code)
    .replace(/(?<=<(id|guid)\b[^>]*>)[^<]*(?=<\/\1>)/, (id) => `${id.replace(/\w+$/, "")}${code}`);
}

function otherHead(head: string, seed: number): string {
  const edits = [
    head.replace(/(?<=<title[^>]*>)/, "New "),
    head.replace(/(?<=<title[^>]*>)[^<]*/, "<![CDATA[A <updated>b</updated> c]]>"),
    head.replace("?>", "?>\n<!-- a comment with <entry> in it -->"),
    head.replace("?>", '?><!DOCTYPE feed [<!ENTITY a "b">]>'),
    head.replace(/encoding="[^"]*"/, 'encoding="iso-8859-1"'),
    head.replace(STAMP, "<![CDATA[2026-03-01T00:00:00Z]]>"),
  ];
  return edits[seed % edits.length] ?? head;
}

/** The items of an incident.io entry's list, in another order, one of them twice. */
function listShuffled(entry: string, seed: number): string {
  return entry.replaceAll(
    /(<ul>\s*)((?:<li>[^<]*<\/li>\s*)+)(?=<\/ul>)/g,
    (_, start: string, list: string) => {
      const items = list.split("</li>").filter((item) => item.trim() !== "");
      const twice = seed % 2 ? items.slice(0, 1) : [];
      return (
        start +
        shuffled([...items, ...twice], seed)
          .map((item) => `${item}</li>`)
          .join("")
      );
    },
  );
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = randomFrom(seed);
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
