import { present } from "../../present.ts";
import { type Impact, type Incident, type IncidentKind, isClosed, worseImpact } from "../../types.ts";
import { asSegment } from "../wire/address.ts";
import { asEpochMs, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { lastPosts, type Post, type Product, readProducts, refOf } from "./products.ts";
import type { Span, Texts } from "./texts.ts";
import { readUpdates } from "./updates.ts";
import { hasClosed, type StatusWord, statusIn } from "./words.ts";

const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  trivial: "minor",
  minor: "minor",
  major: "major",
  critical: "critical",
};

export function readEvent(
  id: string,
  event: WireRecord,
  kind: IncidentKind,
  texts: Texts,
  page: string,
): Incident {
  const products = readProducts(event);
  const isMaintenance = kind === "maintenance";
  const span = isMaintenance ? plannedSpan(event) : spanOf(products);
  const status = isMaintenance ? maintenanceStatus(event, products) : incidentStatus(products);
  const latest = lastPosts(products);
  const isOver = isClosed(status.status) && latest.every((post) => hasClosed(kind, post));
  const updates = readUpdates(products, kind, isOver, (token) => texts(token, span));
  const title = texts(latest.at(-1)?.record["titleToken"], span);
  const first = products[0];
  return {
    id,
    kind,
    title: title || products.map(({ name }) => name).join(", "),
    ...status,
    impact: isMaintenance ? "maintenance" : latest.map(impactIn).reduce(worseImpact, "unknown"),
    url: first ? `${page}products/${asSegment(first.id)}/${asSegment(id)}` : page,
    components: products.map(refOf),
    ...present({
      startedAtMs: isMaintenance ? updates[0]?.postedAtMs : span.startMs,
      updatedAtMs: updates.at(-1)?.postedAtMs,
      scheduledForMs: isMaintenance ? span.startMs : undefined,
      scheduledUntilMs: isMaintenance ? span.endMs : undefined,
    }),
    updates,
  };
}

function spanOf(products: readonly Product[]): Span {
  const starts = products.map(({ startMs }) => startMs).filter((ms) => ms !== undefined);
  const ends = products.map(({ endMs }) => endMs).filter((ms) => ms !== undefined);
  return {
    startMs: starts.length > 0 ? Math.min(...starts) : undefined,
    endMs: ends.length > 0 ? Math.max(...ends) : undefined,
  };
}

/** Before it begins these are the times it is planned for, under whichever of the names. */
function plannedSpan(event: WireRecord): Span {
  return {
    startMs: asEpochMs(event["startedOn"], "s") ?? asEpochMs(event["scheduledDate"], "s"),
    endMs: asEpochMs(event["completedOn"], "s"),
  };
}

/** An incident is over product by product, and as a whole once it is over for all of them. */
function incidentStatus(products: readonly Product[]): StatusWord {
  const isOpen = ({ endMs, posts }: Product) =>
    endMs === undefined && posts.slice(-1).every((post) => !hasClosed("incident", post));
  const open = products.filter(isOpen);
  const read = statusIn("incident", lastPosts(open.length > 0 ? open : products).at(-1)?.word);
  return open.length > 0 || isClosed(read.status) ? read : { status: "resolved" };
}

function maintenanceStatus(event: WireRecord, products: readonly Product[]): StatusWord {
  const word = asString(event["status"]) ?? asString(event["cmrStatus"]) ?? lastPosts(products).at(-1)?.word;
  return statusIn("maintenance", word);
}

function impactIn({ record }: Post): Impact {
  return wordIn(IMPACT_WORDS, asString(record["severity"])).status;
}
