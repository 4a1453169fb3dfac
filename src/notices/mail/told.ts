import type { Block } from "../../feeds/entries/block.ts";
import { readUpdates } from "../../feeds/entries/blocks.ts";
import { incidentCode } from "../../feeds/entries/incident-code.ts";
import { isOnHost } from "../../feeds/wire/address.ts";
import { wordsDigest } from "../../feeds/wire/derived-ids.ts";
import { parseDisplayedTime, resolveDisplayedTimes } from "../../feeds/wire/displayed-time.ts";
import { present } from "../../present.ts";
import { slug } from "../../text.ts";
import {
  type ComponentRef,
  type Impact,
  type IncidentKind,
  type IncidentUpdate,
  impactOfComponent,
  type Snapshot,
  worseImpact,
} from "../../types.ts";
import type { AboutNotice } from "../types.ts";
import type { Affected } from "./components.ts";
import type { Mail } from "./types.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A mail is sent in the minute its update is posted, or some minutes later; zones are apart by quarters of an hour. */
const QUARTER_MIN = 15;
const LONGEST_TITLE_ID = 120;

/** What a mail tells of an incident, before ids are made of it. */
export interface Told {
  readonly title: string;
  readonly kind: IncidentKind;
  /** Newest first: `shownAt` as the mail displays it, or empty. */
  readonly blocks: readonly Block[];
  readonly affected?: readonly Affected[];
  /** Whether the oldest of the blocks is the incident's first. */
  readonly isFromStart?: boolean;
  /** Hosts of the product, on which the links of its pages may be besides the page's own. */
  readonly hosts?: readonly string[];
  /** Where the product has short links, which say nothing of the incident's id. */
  readonly shortHost?: string;
}

/** One incident, as a notice. */
export function noticeOf(told: Told, mail: Mail, about: AboutNotice): Snapshot {
  const { title, kind, affected = [] } = told;
  const link = incidentLink(told, mail, about);
  const code = incidentCode(link?.href);
  const updates = updatesOf(told, mail, about);
  const newest = updates.at(-1);
  return {
    page: {},
    incidents: [
      {
        id: code ?? `title/${slug(title).slice(0, LONGEST_TITLE_ID)}`,
        ...(code === undefined && { idFrom: "title" }),
        kind,
        title,
        status: newest?.status ?? "unknown",
        impact: kind === "maintenance" ? "maintenance" : worst(affected),
        components: affected.map(({ name }): ComponentRef => ({ name })),
        updates,
        ...present({
          rawStatus: newest?.status === "unknown" ? newest.rawStatus : undefined,
          url: link?.href,
          startedAtMs: told.isFromStart ? updates[0]?.postedAtMs : undefined,
        }),
      },
    ],
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
    isNotice: true,
  };
}

/** With the ids that the page's feed has them under, where the mail shows their times. */
function updatesOf({ blocks }: Told, mail: Mail, about: AboutNotice): IncidentUpdate[] {
  const updates = readUpdates(blocks.toReversed(), timesOf(blocks, mail, about).toReversed());
  const sentAt = new Date(sentAtMs(mail, about)).toISOString();
  return updates.map((update) => {
    if (update.postedAtMs !== undefined) return update;
    const word = (update.rawStatus ?? update.status).toLowerCase();
    // When it was sent, and not when it came: sent once, it may come twice.
    return { ...update, id: `${word}/${wordsDigest(`${update.message}\n${sentAt}`)}`, idFrom: "words" };
  });
}

function timesOf(blocks: readonly Block[], mail: Mail, about: AboutNotice): (number | undefined)[] {
  const shown = blocks.map(({ shownAt }) => parseDisplayedTime(shownAt));
  const newest = shown.find((time) => time !== undefined);
  if (!newest) return blocks.map(() => undefined);
  // The newest, told apart from the mail's own time by its zone alone.
  const sentMinute = Math.floor(sentAtMs(mail, about) / MINUTE_MS);
  const lateMin = (((sentMinute - newest.minute) % QUARTER_MIN) + QUARTER_MIN) % QUARTER_MIN;
  return resolveDisplayedTimes(shown, (sentMinute - lateMin) * MINUTE_MS, about.receivedAtMs);
}

/** What a mail says of its time is believed where it can be true. */
function sentAtMs(mail: Mail, { receivedAtMs }: AboutNotice): number {
  const ms = mail.sentAtMs;
  return ms !== undefined && ms <= receivedAtMs + DAY_MS ? ms : receivedAtMs;
}

/**
 * The page's link for the incident; or else, where a product has short links, one of those. Not one within the words of
 * an update: that may be of another incident.
 */
function incidentLink(told: Told, mail: Mail, { pageUrl }: AboutNotice): URL | undefined {
  const { blocks, hosts = [], shortHost } = told;
  const words = blocks.map(({ message }) => message).join("\n");
  const links = mail.links.filter(({ text }) => text === "" || !words.includes(text)).map(({ url }) => url);
  const isCoded = (url: URL) => incidentCode(url.href) !== undefined && isOfPage(url, pageUrl, hosts);
  return links.find(isCoded) ?? links.find((url) => shortHost !== undefined && isOnHost(url, shortHost));
}

/** Whether a link leads to the page the mail is to be about, or to one of the product's. */
export function isOfPage(url: URL, pageUrl: string, hosts: readonly string[]): boolean {
  const page = URL.canParse(pageUrl) ? [withoutWww(new URL(pageUrl).hostname)] : [];
  return isOnHost(url, ...page, ...hosts);
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}

/** All operational again says that it is over, not that it was harmless. */
function worst(affected: readonly Affected[]): Impact {
  const impact = affected.map(({ status }) => impactOfComponent(status)).reduce(worseImpact, "unknown");
  return impact === "none" ? "unknown" : impact;
}
