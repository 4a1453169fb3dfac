import { genericEntry } from "../feeds/entries/generic.ts";
import { incidentCode } from "../feeds/entries/incident-code.ts";
import { singleUpdateIncident } from "../feeds/entries/single-update.ts";
import type { FeedEntry } from "../feeds/entries/types.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import { asEpochMs, asId, asRecord, asString, asTime, type WireRecord } from "../feeds/wire/values.ts";
import { incidentStatus, isMaintenanceStatus } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import type { ComponentRef, Incident } from "../types.ts";
import { incidentIdOf, withIdOfItsOwn } from "./ids.ts";

/** One post of anyone's, told as a title and a text. */
export interface Post {
  readonly title: string;
  readonly html: string;
  /** The page's own id for the incident. */
  readonly id?: string;
  readonly link?: string;
  /** How far things have come, in a word. */
  readonly word?: string;
  readonly postedAtMs?: number;
  readonly components?: readonly ComponentRef[];
}

const LONGEST_TITLE = 500;
/** Pictures by which tools mark how grave something is, drawn or by name: `🔴`, `:rotating_light:`. */
const PICTURES = /^(?:(?::[\w+-]{1,40}:|\p{Extended_Pictographic}\ufe0f?)\s*)+/u;
/** `[Resolved] API errors`, `Resolved: API errors`, `Resolved - API errors`. */
const WORD_FIRST = /^(?:\[\s*([a-z][a-z ]{2,20})\s*\]\s*[:–—-]?|([a-z][a-z ]{2,20})(?::|\s[–—-]))\s*(\S.*)$/i;
/** A smaller number is no count of seconds since 1970 that anyone sends today: it would be of 2001. */
const LEAST_SECONDS = 1e9;
/** A larger one is of milliseconds: of seconds it would be of the year 5138. */
const MOST_SECONDS = 1e11;

/** An incident of which one post is told, read as an entry of anyone's feed is: its status where one is plainly written. */
export function readPost(post: Post, receivedAtMs: number): Incident {
  const { word: marked, title } = readTitle(post.title);
  const id = post.id ?? incidentCode(post.link);
  const known = incidentIdOf(id, title);
  const entry: FeedEntry = {
    id: known.id,
    title,
    html: post.html,
    ...present({ link: post.link, updatedMs: post.postedAtMs }),
  };
  const plain = genericEntry(entry);
  const word = post.word ?? marked;
  const said = incidentStatus(word);
  const status = said.status === "unknown" ? plain.status : said.status;
  const isMaintenance = plain.kind === "maintenance" || isMaintenanceStatus(status);
  const incident = singleUpdateIncident(entry, {
    id: known.id,
    kind: isMaintenance ? "maintenance" : "incident",
    word: status,
    status,
    ...(status === "unknown" && present({ rawStatus: said.rawStatus })),
    message: htmlToText(post.html),
    impact: plain.impact,
    components: post.components?.length ? post.components : plain.components,
  });
  const updates = incident.updates.map(({ id: _, idFrom: __, ...update }) =>
    withIdOfItsOwn(update, receivedAtMs),
  );
  return { ...incident, ...known, ...(post.postedAtMs === undefined && { updates }) };
}

/** The status that stands before a title is not of the incident's name: the next post has another. */
function readTitle(text: string): { readonly word?: string; readonly title: string } {
  const line = htmlToText(text).replace(/\s+/g, " ").trim().slice(0, LONGEST_TITLE);
  const title = line.replace(PICTURES, "") || line;
  const [, bracketed, plain, rest] = WORD_FIRST.exec(title) ?? [];
  const word = bracketed ?? plain;
  if (!word || !rest || incidentStatus(word).status === "unknown") return { title };
  return { word, title: rest };
}

/** The first of some properties that is a text. */
export function firstText(record: WireRecord, keys: readonly string[]): string | undefined {
  return keys.map((key) => asString(record[key])).find((text) => text !== undefined);
}

/** A name, a record that has one, or a list of either. */
export function readNamed(value: unknown): ComponentRef[] {
  const one = (item: unknown): ComponentRef[] => {
    const record = asRecord(item);
    const name = asString(record ? record["name"] : item);
    return name ? [{ name: htmlToText(name), ...present({ id: asId(record?.["id"]) }) }] : [];
  };
  return Array.isArray(value) ? value.flatMap(one) : one(value);
}

/** Epoch milliseconds of a time in a text, or of a count of seconds or milliseconds. */
export function asMoment(value: unknown): number | undefined {
  const count = Number(typeof value === "number" ? value : (asString(value) ?? Number.NaN));
  if (Number.isNaN(count)) return asTime(value);
  return count < LEAST_SECONDS ? undefined : asEpochMs(count, count > MOST_SECONDS ? "ms" : "s");
}
