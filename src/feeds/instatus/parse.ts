import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, Incident, Snapshot } from "../../types.ts";
import { incidentCode } from "../entries/incident-code.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { FormatError } from "../types.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJson, parseJsonRecord, refuseContent } from "../wire/json.ts";
import {
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { COMPONENT_WORDS, IMPACT_WORDS, INCIDENT_WORDS, MAINTENANCE_WORDS, PAGE_WORDS } from "./words.ts";

/** What messages call it. */
const WANTED = "the summary of an Instatus page";

export const LISTS = { activeIncidents: "incident", activeMaintenances: "maintenance" } as const;
export type Kind = (typeof LISTS)[keyof typeof LISTS];

/**
 * The `summary.json` of an Instatus page, with the list of its components where there is one. Lists that are empty are
 * left out; what is over is in none.
 * @throws {FormatError} anything else
 */
export function parseSummary(document: Document, components?: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const page = asRecord(root["page"]);
  const status = pageStatus(page);
  if (!page || status === undefined || !isSummary(root, status)) refuseContent(document, WANTED);
  const listed = components && readableComponents(components);
  const pageUrl = asWebAddress(page["url"]);
  return {
    page: present({ name: asString(page["name"]), url: pageUrl }),
    indicator: wordIn(PAGE_WORDS, status).status,
    incidents: Object.entries(LISTS).flatMap(([list, kind]) =>
      asRecords(root[list])
        .slice(0, MOST_INCIDENTS)
        .flatMap((record) => readIncident(record, kind) ?? []),
    ),
    ...(listed && { components: listed }),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

/** A word; on some pages a word with what people are shown: `{ "text": "…", "type": "UP" }`. */
function pageStatus(page: WireRecord | undefined): string | undefined {
  const status = page?.["status"];
  return asString(status) ?? asString(asRecord(status)?.["type"]);
}

/** The words of the page as a whole are nobody else's. */
const PAGE_STATES: ReadonlySet<string> = new Set(["UP", "HASISSUES", "UNDERMAINTENANCE"]);

function isSummary(root: WireRecord, status: string): boolean {
  return PAGE_STATES.has(status) || Object.keys(LISTS).some((list) => Array.isArray(root[list]));
}

function readIncident(record: WireRecord, kind: Kind): Incident | undefined {
  const url = asWebAddress(record["url"]);
  const id = asId(record["id"]) ?? incidentCode(url);
  if (!id) return undefined;
  const head = readHead(record, kind);
  const { status, rawStatus, startedAtMs } = head;
  const updatedAtMs = jsTime(record["updatedAt"]);
  // Not a word of what was posted is in the summary: the status stands for it, at the time when it was posted. Its id
  // is one that no post has, which the feed may yet bring.
  const postedAtMs = status === "investigating" ? startedAtMs : updatedAtMs;
  // A maintenance that is planned was announced before it starts, nobody knows when.
  const known = postedAtMs ?? (status === "scheduled" ? undefined : startedAtMs);
  return {
    id,
    ...head,
    components: [],
    ...present({ url, updatedAtMs }),
    updates: withDerivedIds([{ status, message: "", ...present({ rawStatus, postedAtMs: known }) }]).map(
      (update) => ({ ...update, id: `summary/${update.id}` }),
    ),
  };
}

/** What the summary and the page itself say of an incident in the same way. */
export function readHead(record: WireRecord, kind: Kind) {
  const words = kind === "incident" ? INCIDENT_WORDS : MAINTENANCE_WORDS;
  const startedAtMs = jsTime(record["started"]) ?? jsTime(record["start"]);
  const minutes = Number(asId(record["duration"]) ?? Number.NaN);
  const endMs = (startedAtMs ?? Number.NaN) + minutes * 60_000;
  return {
    kind,
    title: htmlToText(localText(record["name"]) ?? ""),
    ...wordIn(words, asString(record["status"])),
    impact:
      kind === "incident"
        ? wordIn(IMPACT_WORDS, asString(record["impact"])).status
        : ("maintenance" as const),
    ...present({
      startedAtMs,
      scheduledForMs: kind === "maintenance" ? startedAtMs : undefined,
      scheduledUntilMs: kind === "maintenance" && Number.isFinite(endMs) ? endMs : undefined,
    }),
  };
}

/** Text, or the same in several languages. */
export function localText(value: unknown): string | undefined {
  return asString(value) ?? asString(asRecord(value)?.["default"]);
}

/** ISO 8601, or what JavaScript makes of a date: `Sat Jun 11 2022 18:55:50 GMT+0000 (Coordinated Universal Time)`. */
function jsTime(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  return asTime(value.replace(/ ?\([^()]*\)$/, "").replace(/ GMT(?=[+-]\d{4}$)/, " "));
}

function readableComponents(document: Document): Component[] | undefined {
  try {
    return parseComponents(document);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/**
 * The list of components: bare, or in a record.
 * @throws {FormatError} anything else
 */
export function parseComponents(document: Document): Component[] {
  const wanted = "the components of an Instatus page";
  const value = parseJson(document, wanted);
  const list = Array.isArray(value) ? value : asRecord(value)?.["components"];
  return Array.isArray(list) ? readComponents(list) : refuseContent(document, wanted);
}

/** Groups hold their children, or are named by them. Either way a group itself only sums them up. */
export function readComponents(list: unknown): Component[] {
  const rows = asRecords(list).slice(0, MOST_COMPONENTS);
  const parents = new Set(rows.map((row) => asId(asRecord(row["group"])?.["id"])));
  return rows.flatMap((row) => {
    const children = asRecords(row["children"]).slice(0, MOST_COMPONENTS);
    const name = localText(row["name"]);
    if (children.length > 0) return children.flatMap((child) => readComponent(child, name));
    const isGroup = row["isParent"] === true || parents.has(asId(row["id"]) ?? "");
    return isGroup ? [] : readComponent(row, localText(asRecord(row["group"])?.["name"]));
  });
}

function readComponent(row: WireRecord, group: string | undefined): Component[] {
  const id = asId(row["id"]);
  const name = localText(row["name"]);
  if (!id || !name || asString(row["archivedAt"])) return [];
  const full = htmlToText(group ? `${group} – ${name}` : name);
  return [{ id, name: full, ...wordIn(COMPONENT_WORDS, asString(row["status"])) }];
}
