import type { Document } from "../../http/document.ts";
import { type Incident, isClosed, type Snapshot } from "../../types.ts";
import { parseAtom } from "../atom.ts";
import { attempt, readDocument } from "../reading/document.ts";
import { isResting, readTogether } from "../reading/together.ts";
import { readPage as readApi } from "../statuspage/read.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { enrich } from "./join.ts";
import { parsePage, parsePageState } from "./page-state.ts";

/** The API shows an update at once, the feed with its words a little later: so long they are waited for. */
const WORDS_PATIENCE_MS = 60_000;
const FEED_EVERY_MS = 600_000;

/**
 * Reads a page by its Statuspage-like API, which tells of every change, and, when there is one, by the feed and the
 * page's own state too, for the texts and components that the API leaves out. Each is enough where the others are
 * refused.
 */
export async function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const summaryUrl = new URL("api/v2/summary.json", page);
  if (!isResting(documents, summaryUrl)) {
    const api = await readApi(documents, page);
    if (api.outcome === "read") return completed(api, documents, page);
    if (api.outcome === "unchanged" && isDue(documents, feedOf(page)))
      return readDocument(documents, feedOf(page), parseAtom);
    if (!isRefused(api)) return api;
    documents.reject(summaryUrl);
  }
  return readOthers(documents, page);
}

/** The feed is looked at now and then even when the API says that nothing is new: one of them may be stuck. */
function isDue(documents: DocumentReader, feed: URL): boolean {
  return documents.ageMs(feed) >= FEED_EVERY_MS && !isResting(documents, feed);
}

function feedOf(page: URL): URL {
  return new URL("feed.atom", page);
}

function stateOf(page: URL): URL {
  return new URL(`/proxy/${page.host}${page.pathname.replace(/\/$/, "")}`, page);
}

async function completed(
  reading: Extract<Reading, { outcome: "read" }>,
  documents: DocumentReader,
  page: URL,
): Promise<Reading> {
  const [state, feed] = await Promise.all([
    readExtra(documents, stateOf(page), parsePageState),
    readExtra(documents, feedOf(page), parseAtom),
  ]);
  const snapshot = enrich(reading.snapshot, { state, feed });
  const awaited =
    feed || state ? snapshot.incidents.filter((one) => isAwaitingWords(one, documents.nowMs)) : [];
  if (awaited.length === 0) return { ...reading, snapshot };
  documents.revisit(new URL("api/v2/summary.json", page));
  const incidents = snapshot.incidents.flatMap((one) => (awaited.includes(one) ? withoutNewest(one) : one));
  // What is held back is not gone; and what happens to its components is not told ahead of it.
  const listsAllOpen = { incident: false, maintenance: false };
  const { components: _, ...rest } = snapshot;
  return { ...reading, snapshot: { ...rest, incidents, listsAllOpen } };
}

/** A document that adds to another: whatever is wrong with it, the other stands. */
async function readExtra(
  documents: DocumentReader,
  url: URL,
  parse: (document: Document) => Snapshot,
): Promise<Snapshot | undefined> {
  if (isResting(documents, url)) return undefined;
  const result = await documents.get(url, { fresh: true });
  if (result.outcome !== "modified") return undefined;
  const snapshot = attempt(() => parse(result.document));
  if (!(snapshot instanceof FormatError)) return snapshot;
  documents.reject(url);
  return undefined;
}

function isAwaitingWords({ updates }: Incident, nowMs: number): boolean {
  const newest = updates.at(-1);
  return newest?.message === "" && nowMs - (newest.postedAtMs ?? 0) < WORDS_PATIENCE_MS;
}

function withoutNewest(incident: Incident): Incident | [] {
  const updates = incident.updates.slice(0, -1);
  const newest = updates.at(-1);
  if (!newest || isClosed(newest.status)) return [];
  return { ...incident, status: newest.status, updates };
}

/** Without the API: the page's state with the feed, the one that can be had, or at last the page itself. */
async function readOthers(documents: DocumentReader, page: URL): Promise<Reading> {
  const [state, feed] = [stateOf(page), feedOf(page)];
  const ways: (readonly [URL, () => Promise<Reading>])[] = [
    [state, () => readTogether(documents, [state, feed], joinState)],
    [feed, () => readDocument(documents, feed, parseAtom)],
    [page, () => readDocument(documents, page, parsePage)],
  ];
  let refusal: Reading | undefined;
  for (const [url, read] of ways) {
    if (url !== page && isResting(documents, url)) continue;
    const reading = await read();
    if (!isRefused(reading)) return reading;
    documents.reject(url);
    refusal ??= reading;
  }
  return refusal ?? readDocument(documents, page, parsePage);
}

function joinState(document: Document, feedDocument?: Document): Snapshot {
  const state = parsePageState(document);
  const feed = feedDocument && attempt(() => parseAtom(feedDocument));
  return enrich(state, { state, feed: feed instanceof FormatError ? undefined : feed });
}

/** Whether the document is not there or is something else; of a host that cannot be reached nothing else can be had. */
function isRefused(reading: Reading): boolean {
  if (reading.outcome !== "failed") return false;
  const { code } = reading.failure;
  if ((reading.status ?? 0) >= 500) return false;
  return code === "not_this_format" || code === "malformed" || code === "http_status" || code === "redirect";
}
