import type { Incident } from "../../types.ts";
import { isOnHost } from "../wire/address.ts";
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
import type { Dialect, Feed, FeedContents, FeedEntry, FeedSigns } from "./types.ts";
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

/** What a feed tells: by the dialect its head shows it to be of, else by those that its content shows. */
export function readContents(feed: Feed): FeedContents {
  const isShown = (dialect: Dialect) => isSigned(feed, dialect.signs);
  const dialects = [
    ...DIALECTS.filter(isShown),
    ...DIALECTS.filter((dialect) => dialect.isKnownByContent && !isShown(dialect)),
  ];
  for (const dialect of dialects) {
    const contents = dialect.readFeed?.(feed);
    if (contents) return contents;
  }
  const product = PLAIN_PRODUCTS.find(({ signs }) => isSigned(feed, signs));
  const readEntry = (entry: FeedEntry): Incident => {
    for (const dialect of dialects) {
      const incident = dialect.read?.(entry, feed);
      if (incident) return incident;
    }
    return genericEntry(entry, product);
  };
  return { incidents: joinEntries(feed.entries.map(readEntry)) };
}

function isSigned(feed: Feed, { generator, hosts = [], title, description }: FeedSigns): boolean {
  const says = (pattern: RegExp | undefined, text: string | undefined) =>
    pattern !== undefined && text !== undefined && pattern.test(text);
  const isOn = (address: string | undefined) =>
    address !== undefined && URL.canParse(address) && isOnHost(new URL(address), ...hosts);
  return (
    says(generator, feed.generator) ||
    says(title, feed.title) ||
    says(description, feed.description) ||
    isOn(feed.link) ||
    isOn(feed.address)
  );
}
