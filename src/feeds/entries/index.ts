import { firstOf } from "../../first-of.ts";
import type { Incident } from "../../types.ts";
import { isWithin } from "../wire/address.ts";
import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { betterstack } from "./betterstack.ts";
import { genericEntry } from "./generic.ts";
import { googlecloud } from "./googlecloud.ts";
import { hund } from "./hund.ts";
import { incidentio } from "./incidentio.ts";
import { instatus } from "./instatus.ts";
import { joinEntries } from "./join.ts";
import { PLAIN_PRODUCTS } from "./plain.ts";
import { slack } from "./slack.ts";
import { statuscast } from "./statuscast.ts";
import { statusio } from "./statusio.ts";
import { statusiq } from "./statusiq.ts";
import { statuspage } from "./statuspage.ts";
import type { Dialect, Feed, FeedContents, FeedEntry, FeedHead, FeedSigns } from "./types.ts";
import { xai } from "./xai.ts";

/** Tried in this order; the generic one takes what is left. Instatus writes as Statuspage does, with a head of its own. */
const DIALECTS: readonly Dialect[] = [
  instatus,
  statuspage,
  incidentio,
  statusio,
  slack,
  xai,
  googlecloud,
  aws,
  azure,
  statusiq,
  betterstack,
  statuscast,
  hund,
];

/** How feeds with the same head are read. */
export interface FeedWay {
  /** The feed as a whole, where its dialect wants that; undefined where it is read entry by entry. */
  readWhole(feed: Feed): FeedContents | undefined;
  readEntry(entry: FeedEntry): Incident;
  /** Whether no dialect that the head shows wants to see the feed as a whole. */
  readonly isByEntry: boolean;
  /** The dialect that the head shows; empty where it shows none. */
  readonly dialect: string;
}

/** By the dialect that its head shows it to be of, else by those that its content shows. */
export function wayOf(head: FeedHead): FeedWay {
  const addresses = [head.link, head.address].filter((address) => address !== undefined);
  const hosts = addresses
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address).hostname);
  const shown = DIALECTS.filter(({ signs }) => isSigned(head, hosts, signs));
  const dialects = [
    ...shown,
    ...DIALECTS.filter((dialect) => dialect.isKnownByContent && !shown.includes(dialect)),
  ];
  const product = PLAIN_PRODUCTS.find(({ signs }) => isSigned(head, hosts, signs));
  return {
    readWhole: (feed) => firstOf(dialects, (dialect) => dialect.readFeed?.(feed)),
    readEntry: (entry) =>
      firstOf(dialects, (dialect) => dialect.read?.(entry, head)) ?? genericEntry(entry, product),
    isByEntry: shown.every(({ readFeed }) => readFeed === undefined),
    dialect: shown[0]?.name ?? "",
  };
}

/** Of those in which something comes in another order each time. */
const RESTLESS = new Map(DIALECTS.filter((one) => one.withoutOrder).map((one) => [one.name, one]));

/** An entry of a feed whose head shows that dialect, with what comes in another order each time put in one. */
export function withoutOrder(dialect: string, entry: Buffer): Buffer | string {
  return RESTLESS.get(dialect)?.withoutOrder?.(entry.toString("latin1")) ?? entry;
}

/** What a feed tells. */
export function readContents(feed: Feed): FeedContents {
  const way = wayOf(feed);
  return way.readWhole(feed) ?? { incidents: joinEntries(feed.entries.map((entry) => way.readEntry(entry))) };
}

/** `on`: the hosts of the page and of the feed itself. */
function isSigned(
  head: FeedHead,
  on: readonly string[],
  { generator, hosts = [], title, description }: FeedSigns,
): boolean {
  const says = (pattern: RegExp | undefined, text: string | undefined) =>
    pattern !== undefined && text !== undefined && pattern.test(text);
  return (
    says(generator, head.generator) ||
    says(title, head.title) ||
    says(description, head.description) ||
    hosts.some((host) => on.some((one) => isWithin(one, host)))
  );
}
