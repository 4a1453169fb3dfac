import type { Document } from "../http/document.ts";
import { present } from "../present.ts";
import {
  type Component,
  type ComponentStatus,
  type Impact,
  type Incident,
  type IncidentStatus,
  type IncidentUpdate,
  impactOfComponent,
  isClosed,
  type Snapshot,
  worseImpact,
} from "../types.ts";
import { accepts, readDocument } from "./reading/document.ts";
import { MOST_COMPONENTS } from "./tidy.ts";
import type { FeedFormat } from "./types.ts";
import { pageOf } from "./wire/address.ts";
import { withDerivedIds } from "./wire/derived-ids.ts";
import { htmlToText } from "./wire/html.ts";
import { parseJsonRecord, refuseContent } from "./wire/json.ts";
import { inOrder } from "./wire/order.ts";
import { asEpochMs, asId, asRecord, asRecords, asString, asTime, type WireRecord } from "./wire/values.ts";
import { wordIn } from "./wire/words.ts";

/**
 * Pages of FireHydrant: one document with all there ever was, near a thousand incidents on an old page. It has no words
 * for how far an incident is, only the times of its milestones; nor for components, but what open incidents do to them.
 */
export const firehydrant: FeedFormat = {
  label: "a FireHydrant status page",
  proof: "unproven",
  // Its pages have domains of their own.
  matches: () => false,
  probes: (page) => [new URL(PAYLOAD, page)],
  watchesPage: true,
  recognises: (document) => accepts(parseFireHydrant, document),
  read(documents) {
    const isDocument = documents.url.pathname.endsWith(".json");
    const url = isDocument ? documents.url : new URL(PAYLOAD, pageOf(documents.url));
    return readDocument(documents, url, parseFireHydrant);
  },
};

const PAYLOAD = "data/payload.json";
const WANTED = "the payload of a FireHydrant status page";
/** Of what is over, the newest; the rest is history that nobody asks for. */
const MOST_CLOSED = 100;
const MOST_OPEN = 500;

const CONDITION_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  degraded: "degraded_performance",
  offline: "major_outage",
  maintenance: "under_maintenance",
};
const SEVERITY_IMPACTS: Readonly<Record<string, Impact>> = {
  sev1: "critical",
  sev2: "major",
  sev3: "minor",
  sev4: "minor",
  sev5: "minor",
  maintenance: "maintenance",
};
/** What an incident has come to, by the last milestone it passed; the latest first. */
const MILESTONES: readonly (readonly [milestone: string, status: IncidentStatus])[] = [
  ["closed", "resolved"],
  ["resolved", "resolved"],
  ["mitigated", "monitoring"],
  ["identified", "identified"],
];
const MAINTENANCE_MILESTONES: readonly (readonly [milestone: string, status: IncidentStatus])[] = [
  ["closed", "completed"],
  ["resolved", "completed"],
  ["started", "in_progress"],
];

/** The page's own names for conditions, as ours. */
type Conditions = ReadonlyMap<string, ComponentStatus | "unknown">;

function parseFireHydrant(document: Document): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const named = asRecord(root["conditions"]);
  const isOurs = named && Array.isArray(root["components"]) && Array.isArray(root["incidents"]);
  const words = Object.values(named ?? {});
  if (!isOurs || words.length === 0 || !words.every(isCondition)) refuseContent(document, WANTED);
  const conditions: Conditions = new Map(
    Object.entries(named).map(([name, word]) => [name.toLowerCase(), conditionOf(word)]),
  );
  const incidents = asRecords(root["incidents"]).flatMap((record) => readIncident(record, conditions));
  const open = incidents.filter(({ status }) => !isClosed(status)).slice(0, MOST_OPEN);
  const closed = incidents
    .filter(({ status }) => isClosed(status))
    .sort((a, b) => (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0))
    .slice(0, MOST_CLOSED);
  const states = statesIn(asRecords(root["incidents"]), new Set(open.map(({ id }) => id)), conditions);
  return {
    page: present({ name: asString(root["name"]) ?? asString(root["title"]) }),
    incidents: [...open, ...closed],
    components: readComponents(asRecords(root["components"]), states),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function isCondition(word: unknown): boolean {
  return typeof word === "string" && /^[A-Z][A-Z_]*$/.test(word);
}

function conditionOf(word: unknown): ComponentStatus | "unknown" {
  return wordIn(CONDITION_WORDS, asString(word)).status;
}

type State = { readonly status: ComponentStatus | "unknown"; readonly rawStatus?: string };

function stateOf(record: WireRecord, conditions: Conditions): State {
  const word = asString(record["condition"]);
  const status = conditions.get(word?.toLowerCase() ?? "") ?? conditionOf(word);
  return { status, ...(status === "unknown" && present({ rawStatus: word })) };
}

/** How open incidents say that components are: of several, the gravest. */
function statesIn(
  incidents: readonly WireRecord[],
  open: ReadonlySet<string>,
  conditions: Conditions,
): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  const affected = incidents
    .filter((incident) => open.has(asId(incident["id"]) ?? ""))
    .flatMap((incident) => asRecords(incident["components"]));
  for (const record of affected) {
    const id = asId(record["id"]) ?? "";
    const [state, other] = [stateOf(record, conditions), states.get(id)];
    const impact = impactOfComponent(state.status);
    const isWorse = other && worseImpact(impact, impactOfComponent(other.status)) === impact;
    if (!other || isWorse) states.set(id, state);
  }
  return states;
}

function readComponents(records: readonly WireRecord[], states: ReadonlyMap<string, State>): Component[] {
  return records.slice(0, MOST_COMPONENTS).flatMap((record) => {
    const id = asId(record["id"]);
    const name = asString(record["name"]);
    return id && name ? [{ id, name, ...(states.get(id) ?? { status: "operational" as const }) }] : [];
  });
}

function readIncident(record: WireRecord, conditions: Conditions): Incident[] {
  const id = asId(record["id"]);
  if (!id) return [];
  const severity = asString(record["severitySlug"]);
  const isMaintenance = severity?.toUpperCase() === "MAINTENANCE";
  const times = asRecord(record["timestamps"]) ?? {};
  const milestones = (isMaintenance ? MAINTENANCE_MILESTONES : MILESTONES).flatMap(([name, status]) => {
    const ms = timeOf(times[name]);
    return ms === undefined ? [] : [{ ms, status }];
  });
  const first = isMaintenance ? "scheduled" : "investigating";
  const statusAt = (ms: number) => milestones.find((passed) => passed.ms <= ms)?.status ?? first;
  const updates = readUpdates(asRecords(record["timeline"]), statusAt);
  const affected = asRecords(record["components"]);
  const told = affected.map((row) => impactOfComponent(stateOf(row, conditions).status));
  const impact = wordIn(SEVERITY_IMPACTS, severity).status;
  return [
    {
      id,
      kind: isMaintenance ? "maintenance" : "incident",
      title: htmlToText(asString(record["title"]) ?? ""),
      status: milestones[0]?.status ?? first,
      impact: impact === "unknown" ? told.reduce<Impact>(worseImpact, "unknown") : impact,
      components: affected.flatMap((row) => {
        const name = asString(row["name"]);
        return name ? [{ name, ...present({ id: asId(row["id"]) }) }] : [];
      }),
      ...present({
        startedAtMs: timeOf(times["started"]) ?? timeOf(times["detected"]) ?? updates[0]?.postedAtMs,
        updatedAtMs: latest(milestones[0]?.ms, updates.at(-1)?.postedAtMs),
        scheduledForMs: isMaintenance ? timeOf(times["started"]) : undefined,
      }),
      updates,
    },
  ];
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a !== undefined && b !== undefined ? Math.max(a, b) : (a ?? b);
}

function timeOf(value: unknown): number | undefined {
  return asTime(value) ?? asEpochMs(value, "ms");
}

/** Of what happened, what was told the public. */
function readUpdates(
  entries: readonly WireRecord[],
  statusAt: (ms: number) => IncidentStatus,
): IncidentUpdate[] {
  const updates = entries.flatMap((entry) => {
    const message = htmlToText(asString(asRecord(entry["details"])?.["note"]) ?? "");
    const postedAtMs = timeOf(entry["occurredAt"]) ?? timeOf(entry["time"]);
    if (message === "") return [];
    return [{ status: statusAt(postedAtMs ?? 0), message, ...present({ postedAtMs }) }];
  });
  // Milestones may be entered later than they were passed: the status that follows from them is no part of an id.
  return withDerivedIds(inOrder(updates), "note");
}
