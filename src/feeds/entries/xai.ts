import { present } from "../../present.ts";
import type { Impact, Incident, IncidentStatus, IncidentUpdate } from "../../types.ts";
import { DerivedIds } from "../wire/derived-ids.ts";
import { parseDate } from "../wire/displayed-time.ts";
import { childrenOf, elementName, type HtmlNode, htmlToText, parseHtml, textOf } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { wordIn } from "../wire/words.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * xAI (status.x.ai/feed.xml): the item is an incident as it touches one component, `[Component] Title`; one that touches
 * several stands there several times under the same guid. The content begins with `<h3>Status: ACTIVE</h3><p>Severity:
 * outage</p>`, which the categories repeat; then the updates, each with its full date, a heading and a text.
 */
export const xai: Dialect = {
  name: "xAI",
  signs: { hosts: ["status.x.ai"], title: /^(?:Space)?xAI System Status$/i },
  isKnownByContent: false,
  read: readEntry,
};

const WORDS: Readonly<Record<string, IncidentStatus>> = {
  active: "investigating",
  investigating: "investigating",
  identified: "identified",
  mitigating: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  completed: "completed",
  scheduled: "scheduled",
  in_progress: "in_progress",
};
const SEVERITIES: Readonly<Record<string, Impact>> = {
  maintenance: "maintenance",
  degraded: "minor",
  disruption: "major",
  outage: "critical",
  major_outage: "critical",
  unavailable: "critical",
};

function readEntry(entry: FeedEntry): Incident | undefined {
  const text = htmlToText(entry.html);
  const label = /^status:[ \t]*([a-z][a-z _-]*)$/im.exec(text)?.[1]?.trim();
  const word = label ?? entry.categories?.[1];
  if (!word) return undefined;
  const [, component, title = entry.title] = /^\[([^\]]{1,200})\]\s+(.+)$/.exec(entry.title) ?? [];
  const severity = /^severity:[ \t]*([a-z][a-z _-]*)$/im.exec(text)?.[1]?.trim() ?? entry.categories?.[0];
  const read = wordIn(WORDS, word);
  const whole = singleUpdateIncident(entry, {
    id: entry.id,
    title,
    word: word.toLowerCase(),
    ...read,
    ...(/^active$/i.test(word) && { rawStatus: word }),
    message: text.replace(/^(?:status|severity):.*$/gim, "").trim(),
    // Of one that is over it says "available", which is how things are and not how grave it was.
    impact: impactOf(severity),
    components: component ? [{ name: component }] : [],
    ...present({ startedAtMs: entry.publishedMs }),
  });
  const posts = inOrder(readPosts(parseHtml(entry.html)));
  return posts.length === 0 ? whole : withUpdates(whole, withStatuses(posts), text);
}

/** The end has a date of its own and may have no post. */
function withUpdates(whole: Incident, updates: readonly IncidentUpdate[], text: string): Incident {
  const newest = updates.at(-1);
  const endedMs = parseDate(/^resolved:[ \t]*(\S.{10,60})$/im.exec(text)?.[1]);
  if (whole.status !== "resolved" || newest?.status === "resolved")
    return { ...whole, updates, ...present({ updatedAtMs: newest?.postedAtMs }) };
  const atEnd = present({ postedAtMs: endedMs ?? newest?.postedAtMs });
  return {
    ...whole,
    updates: [...updates, { id: "resolved", idFrom: "derived", status: "resolved", message: "", ...atEnd }],
    ...present({ updatedAtMs: atEnd.postedAtMs }),
  };
}

function impactOf(severity: string | undefined): Impact {
  const { status } = wordIn<Impact>(SEVERITIES, severity);
  return status;
}

interface Post {
  readonly heading: string;
  readonly message: string;
  readonly postedAtMs: number;
}

/** A post is an element of its own that begins with its date. */
function readPosts(nodes: readonly HtmlNode[]): Post[] {
  return nodes.flatMap((node) => {
    const children = childrenOf(node).filter((child) => elementName(child) !== "");
    const [first, ...rest] = children;
    const postedAtMs = first && elementName(node) === "div" ? parseDate(textOf([first])) : undefined;
    if (postedAtMs === undefined) return [];
    const heading = rest[0] && /^h\d$/.test(elementName(rest[0])) ? textOf([rest[0]]) : "";
    return [{ heading, message: textOf(rest), postedAtMs }];
  });
}

/** The status of a post is the first word of its heading, where that is one; else what held before still does. */
function withStatuses(posts: readonly Post[]): IncidentUpdate[] {
  const ids = new DerivedIds();
  let held: IncidentStatus = "unknown";
  return posts.map(({ heading, message, postedAtMs }) => {
    const { status } = wordIn(WORDS, /^[a-z]+/i.exec(heading)?.[0]);
    held = status === "unknown" ? held : status;
    return {
      id: ids.next(postedAtMs, heading || "update"),
      idFrom: "derived",
      status: held,
      ...(status === "unknown" && { rawStatus: heading || "update" }),
      message,
      postedAtMs,
    };
  });
}
