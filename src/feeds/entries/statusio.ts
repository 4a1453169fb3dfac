import { present } from "../../present.ts";
import type { Incident, IncidentStatus } from "../../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { parseDate } from "../wire/displayed-time.ts";
import { elementName, type HtmlNode, parseHtml, textOf } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { isMaintenanceStatus, wordIn } from "../wire/words.ts";
import { messageOf } from "./block.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * Status.io: the entry is an incident or a maintenance, its content all updates in a row, oldest first, each
 * `<small>June 4, 2026 05:15 PDT</small><br /><b>Word</b> - text<br /><br />`. Seen so in feeds of two pages; the guid
 * is the id that the API gives, and whether it is a maintenance stands in the link. Neither components nor severity.
 */
export const statusio: Dialect = {
  name: "Status.io",
  signs: { generator: /\bstatus\.io\b/i, hosts: ["status.io", "hostedstatus.com"] },
  isKnownByContent: true,
  read: readEntry,
};

/** As the page and its webhooks write them; the API has codes. */
export const WORDS: Readonly<Record<string, IncidentStatus>> = {
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  post_mortem: "postmortem",
  scheduled: "scheduled",
  active: "in_progress",
  in_progress: "in_progress",
  verifying: "verifying",
  completed: "completed",
};
const ID_AT_END = /\/pages\/(?:incident|maintenance)\/[0-9a-f]{24}\/([0-9a-f]{24})\/?$/;

function readEntry(entry: FeedEntry): Incident | undefined {
  if (!/<small\b/i.test(entry.html)) return undefined;
  const posts = readPosts(parseHtml(entry.html));
  if (posts.length === 0) return undefined;
  const updates = withDerivedIds(
    inOrder(
      posts.map(({ shownAt, word, body }) => ({
        ...wordIn(WORDS, word),
        message: messageOf(textOf(body)),
        ...present({ postedAtMs: parseDate(shownAt) }),
      })),
    ),
  );
  const newest = updates.at(-1);
  const isMaintenance =
    /\/pages\/maintenance\//.test(entry.link ?? "") ||
    updates.some(({ status }) => isMaintenanceStatus(status));
  return {
    id: incidentIdIn(entry.link) ?? entry.id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: entry.title,
    status: newest?.status ?? "unknown",
    impact: isMaintenance ? "maintenance" : "unknown",
    components: [],
    updates,
    ...present({
      rawStatus: newest?.rawStatus,
      url: entry.link,
      startedAtMs: updates[0]?.postedAtMs ?? entry.publishedMs,
      updatedAtMs: entry.updatedMs ?? entry.publishedMs ?? newest?.postedAtMs,
    }),
  };
}

/** The id that the API gives, at the end of a link. */
export function incidentIdIn(link: string | undefined): string | undefined {
  return ID_AT_END.exec(link ?? "")?.[1];
}

interface Post {
  readonly shownAt: string;
  readonly word: string;
  readonly body: HtmlNode[];
}

/** A post begins with a date in `<small>` that the word in `<b>` follows; small print elsewhere is text. */
function readPosts(nodes: readonly HtmlNode[]): Post[] {
  const posts: Post[] = [];
  for (let at = 0; at < nodes.length; at++) {
    const head = headAt(nodes, at);
    const node = nodes[at];
    if (head) {
      posts.push({ shownAt: head.shownAt, word: head.word, body: [] });
      at = head.endsAt;
    } else if (node) posts.at(-1)?.body.push(node);
  }
  return posts;
}

const FURTHEST_WORD = 5;

function headAt(nodes: readonly HtmlNode[], at: number) {
  const small = nodes[at];
  if (!small || elementName(small) !== "small") return undefined;
  const shownAt = textOf([small]);
  if (parseDate(shownAt) === undefined) return undefined;
  for (let next = at + 1; next < at + FURTHEST_WORD; next++) {
    const node = nodes[next];
    if (!node) return undefined;
    if (elementName(node) === "b") return { shownAt, word: textOf([node]), endsAt: next };
    if (textOf([node]) !== "") return undefined;
  }
  return undefined;
}
