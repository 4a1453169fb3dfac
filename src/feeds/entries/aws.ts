import { present } from "../../present.ts";
import {
  type ComponentRef,
  type Impact,
  type Incident,
  type IncidentUpdate,
  worseImpact,
} from "../../types.ts";
import { componentAt } from "../aws/places.ts";
import { impactAt, titleOf } from "../aws/words.ts";
import { htmlToText } from "../wire/html.ts";
import type { Dialect, Feed, FeedContents, FeedEntry } from "./types.ts";

/**
 * AWS (status.aws.amazon.com/rss/…): an item is a post, "<how grave>: <title>", and nothing in it says which event it
 * belongs to; its guid is made of the service with its region and of the second it was posted. So the posts of a
 * service make one event until one says that the service operates normally again, or until a day passes without any.
 *
 * Many events never get a closing post. One that another of the same service has followed, or whose newest post is
 * {@link STALE_AFTER_MS} older than the feed, is not counted as going on: its status is unknown, with AWS's word beside
 * it. It is not called over either, as nobody said so. The feed's age is that of its newest item or of its
 * `lastBuildDate`, never the clock, so that the same feed always reads the same.
 */
export const aws: Dialect = {
  name: "AWS",
  signs: { generator: /^AWS Service Health Dashboard\b/i, hosts: ["status.aws.amazon.com"] },
  isKnownByContent: false,
  readFeed: readAll,
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STALE_AFTER_MS = 7 * DAY_MS;
const GUID = /#([\w.-]{1,200})_(\w{1,50})$/;
/** Of the words before the colon, as a level of the dashboard's. */
const LEVELS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:disruption|outage)\b/i, "3"],
  [/\b(?:degradation|impact|issues?|performance)\b/i, "2"],
  [/\binformational\b/i, "1"],
];
const TITLE = /^((?:service|informational|performance|outage|resolved)\b[\w ]{0,40}):\s*(.*)$/is;

interface Post {
  readonly service: string;
  /** Part of the guid. */
  readonly id: string;
  readonly word: string;
  readonly title: string;
  readonly closes: boolean;
  /** Once an event is over, all its posts get the mark. */
  readonly isMarkedOver: boolean;
  readonly impact: Impact;
  readonly message: string;
  readonly link?: string;
  readonly atMs: number;
}

function readAll(feed: Feed): FeedContents | undefined {
  const byService = new Map<string, Post[]>();
  let newestMs = feed.updatedMs ?? 0;
  for (const entry of feed.entries) {
    const post = readPost(entry);
    // Not a feed of this kind after all.
    if (!post) return undefined;
    newestMs = Math.max(newestMs, post.atMs);
    const posts = byService.get(post.service);
    if (posts) posts.push(post);
    else byService.set(post.service, [post]);
  }
  const incidents = [...byService].flatMap(([service, posts]) => {
    const events = eventsOf(posts.toSorted((a, b) => a.atMs - b.atMs));
    const component = componentOf(service, feed.title);
    return events.map((event, index) => {
      const isFollowed = index < events.length - 1;
      return incidentOf(event, component, isFollowed, newestMs);
    });
  });
  return {
    incidents: incidents.toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
    pageName: (feed.title ?? "").replace(OF_ALL, "").replace(/ Service Status$/i, "") || "AWS",
  };
}

function readPost(entry: FeedEntry): Post | undefined {
  const [, service, id] = GUID.exec(entry.id) ?? [];
  if (!service || !id) return undefined;
  const [, word = "", rest = entry.title] = TITLE.exec(entry.title) ?? [];
  const level = LEVELS.find(([pattern]) => pattern.test(word))?.[1];
  return {
    service,
    id,
    word,
    title: titleOf(rest),
    closes: /\boperating normally\b|^resolved$/i.test(word),
    isMarkedOver: /^\s*\[RESOLVED\]/i.test(rest),
    impact: impactAt(level),
    message: htmlToText(htmlToText(entry.html)),
    atMs: entry.publishedMs ?? (/^\d{9,10}$/.test(id) ? Number(id) * 1000 : 0),
    ...present({ link: entry.link }),
  };
}

/** `posts` of one service, oldest first. */
function eventsOf(posts: readonly Post[]): Post[][] {
  const events: Post[][] = [];
  let before: Post | undefined;
  for (const post of posts) {
    const isNew = !before || before.closes || post.atMs - before.atMs > DAY_MS;
    if (isNew) events.push([post]);
    else events.at(-1)?.push(post);
    before = post;
  }
  return events;
}

function incidentOf(
  posts: readonly Post[],
  component: ComponentRef,
  isFollowed: boolean,
  feedMs: number,
): Incident {
  const first = posts[0] as Post;
  const newest = posts.at(-1) as Post;
  const isOver = newest.closes || newest.isMarkedOver;
  const isSilent = isFollowed || feedMs - newest.atMs > STALE_AFTER_MS;
  const open = isSilent ? "unknown" : "investigating";
  return {
    // Once the first has left the feed it is another's: by that one's id it is known to be the same.
    id: codeOf(first),
    kind: "incident",
    title: newest.title,
    status: isOver ? "resolved" : open,
    impact: posts.map(({ impact }) => impact).reduce(worseImpact, "unknown"),
    components: [component],
    ...present({
      rawStatus: isOver ? undefined : newest.word || "posted",
      url: newest.link,
      startedAtMs: first.atMs || undefined,
      updatedAtMs: newest.atMs || undefined,
    }),
    updates: posts.map((post) => updateOf(post, isOver && post === newest)),
  };
}

/** As in the guid. */
function codeOf({ service, id }: Post): string {
  return `${service}_${id}`;
}

function updateOf(post: Post, isEnd: boolean): IncidentUpdate {
  const { word, message, atMs } = post;
  return {
    id: codeOf(post),
    idFrom: "page",
    ...(isEnd ? { status: "resolved" } : { status: "investigating", rawStatus: word || "posted" }),
    message,
    ...present({ postedAtMs: atMs || undefined }),
  };
}

/** The feed of a single service has its names in the title: "Amazon Elastic Compute Cloud (N. Virginia) Service Status". */
function componentOf(service: string, feedTitle: string | undefined): ComponentRef {
  const [, serviceName, region] =
    /^(.{1,200}?)(?: \(([^()]{1,100})\))? Service Status$/i.exec(feedTitle ?? "") ?? [];
  if (!serviceName || OF_ALL.test(feedTitle ?? ""))
    return componentAt({ service, serviceName: service.replace(REGION_AT_END, "") });
  return componentAt({ service, serviceName, ...(region && { region: { name: region } }) });
}

const OF_ALL = /^Amazon Web Services Service Status$/i;
const REGION_AT_END = /-(?:[a-z]{2,4})(?:-[a-z]{2,12}){1,2}-\d{1,2}$/;
