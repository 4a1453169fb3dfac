import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Impact, Incident, IncidentStatus, IncidentUpdate, Snapshot } from "../../types.ts";
import { impactOfComponent, worseImpact } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { asSegment } from "../wire/address.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asId, asRecord, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { type Components, componentStatus, readComponents } from "./components.ts";

/** What messages call it. */
const WANTED = "the status of a Status.io page";

/** How far an incident has come, by its code. */
const STATES: Readonly<Record<string, IncidentStatus>> = {
  "100": "investigating",
  "200": "identified",
  "300": "monitoring",
  "400": "resolved",
};

/** The page that a status belongs to, which the API itself does not say. */
export interface StatusioPage {
  readonly page: URL;
  readonly id: string;
}

type Phase = Extract<IncidentStatus, "scheduled" | "in_progress">;
type Message = Omit<IncidentUpdate, "id" | "idFrom">;

/**
 * The answer of Status.io's public status API.
 * @throws {FormatError} anything else
 */
export function parseStatusio(document: Document, of?: StatusioPage): Snapshot {
  const result = asRecord(parseJsonRecord(document, WANTED)["result"]);
  const overall = asRecord(result?.["status_overall"]);
  if (!result || typeof overall?.["status_code"] !== "number") refuseContent(document, WANTED);
  const components = readComponents(result["status"]);
  const maintenance = asRecord(result["maintenance"]);
  const read = (value: unknown, phase?: Phase) =>
    asRecords(value)
      .slice(0, MOST_INCIDENTS)
      .flatMap((record) => readIncident(record, phase, components, of) ?? []);
  return {
    page: present({ url: of?.page.href }),
    indicator: impactOfComponent(componentStatus(overall).status),
    incidents: [
      ...read(result["incidents"]),
      ...read(maintenance?.["active"], "in_progress"),
      ...read(maintenance?.["upcoming"], "scheduled"),
    ],
    components: components.all,
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

function readIncident(
  record: WireRecord,
  phase: Phase | undefined,
  components: Components,
  of: StatusioPage | undefined,
): Incident | undefined {
  const id = asId(record["_id"]) ?? asId(record["id"]);
  if (!id) return undefined;
  const startMs = asTime(record["datetime_planned_start"]);
  const messages = asRecords(record["messages"]);
  const updates = readMessages(messages, phase && { startMs });
  const last = updates.at(-1);
  const status = phase ? { status: phase } : (last ?? { status: "investigating" as const });
  return {
    id,
    kind: phase ? "maintenance" : "incident",
    title: htmlToText(asString(record["name"]) ?? ""),
    status: status.status,
    ...(!phase && present({ rawStatus: last?.rawStatus })),
    impact: phase ? "maintenance" : worstImpact(messages),
    components: components.refs(record["components_affected"], record["containers_affected"]),
    ...present({
      url:
        of && new URL(`pages/${phase ? "maintenance" : "incident"}/${of.id}/${asSegment(id)}`, of.page).href,
      startedAtMs: (phase && startMs) ?? asTime(record["datetime_open"]),
      updatedAtMs: last?.postedAtMs,
      scheduledForMs: phase && startMs,
      scheduledUntilMs: phase && asTime(record["datetime_planned_end"]),
    }),
    updates: withDerivedIds(updates),
  };
}

/**
 * Messages, oldest first. A maintenance's carry no state of their own: what was written before it was to begin was
 * written of something planned, whichever list it stands in by now, so that their ids stay the same.
 */
function readMessages(
  messages: readonly WireRecord[],
  maintenance: { readonly startMs: number | undefined } | undefined,
): Message[] {
  const updates = messages.map((record): Message => {
    const postedAtMs = asTime(record["datetime"]);
    const isPlan = (postedAtMs ?? 0) < (maintenance?.startMs ?? Number.POSITIVE_INFINITY);
    const code = asId(record["state"]);
    return {
      ...(maintenance ? { status: isPlan ? "scheduled" : "in_progress" } : wordIn(STATES, code)),
      message: htmlToText(asString(record["details"]) ?? ""),
      ...present({ postedAtMs }),
    };
  });
  const isDated = updates.every(({ postedAtMs }) => postedAtMs !== undefined);
  return isDated ? updates.sort((a, b) => (a.postedAtMs ?? 0) - (b.postedAtMs ?? 0)) : updates;
}

/** The last message says that all is well again: how bad it was, the others. */
function worstImpact(messages: readonly WireRecord[]): Impact {
  const impacts = messages.map((record) =>
    impactOfComponent(componentStatus({ status_code: record["status"] }).status),
  );
  return impacts.reduce(worseImpact, "unknown");
}
