import { incidentIdIn, WORDS } from "../feeds/entries/statusio.ts";
import { htmlToText } from "../feeds/wire/html.ts";
import { asId, asRecords, asString, asTime, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { wordIn } from "../feeds/wire/words.ts";
import { present } from "../present.ts";
import {
  type ComponentRef,
  type ComponentStatus,
  type Impact,
  type Incident,
  impactOfComponent,
  worseImpact,
} from "../types.ts";
import { incidentIdOf, withIdOfItsOwn } from "./ids.ts";
import { noticeOf, readPage, refuseNotice } from "./notice.ts";
import type { AboutNotice, NoticeFormat } from "./types.ts";

const LABEL = "a Status.io webhook";

/**
 * Status.io: one message of an incident or a maintenance. The API shows the same message without an id: it is known by
 * its time and its status here too. The incident's id is taken from its link, as from the feed's; an older generation
 * has no other, and no title either.
 */
export const statusio: NoticeFormat = {
  label: LABEL,
  proof: "documented",
  recognises: (payload) =>
    "current_status" in payload &&
    ["incident_url", "maintenance_url", "status_page_url"].some((key) => key in payload),
  read(payload, about) {
    const pageUrl = asWebAddress(payload["status_page_url"]) ?? about.pageUrl;
    const page = readPage({}, { ...about, pageUrl: pageUrl.replace(/pages\/[0-9a-f]{24}\/?$/, "") });
    return noticeOf(page, { incidents: [readIncident(payload, about)] });
  },
};

const STATUS_WORDS: Readonly<Record<string, ComponentStatus>> = {
  operational: "operational",
  planned_maintenance: "under_maintenance",
  degraded_performance: "degraded_performance",
  partial_service_disruption: "partial_outage",
  service_disruption: "major_outage",
  security_event: "major_outage",
};

function readIncident(payload: WireRecord, { receivedAtMs }: AboutNotice): Incident {
  const isMaintenance = "maintenance_url" in payload;
  const url = asWebAddress(payload[isMaintenance ? "maintenance_url" : "incident_url"]);
  const title = htmlToText(asString(payload["title"]) ?? asString(payload["current_status"]) ?? "");
  const id = incidentIdIn(url) ?? asId(payload["id"]);
  if (id === undefined && title === "") refuseNotice(LABEL, "lacks both an id and a title");
  const postedAtMs = asTime(payload["datetime"]);
  const startMs = asTime(payload["datetime_start"]);
  const said = isMaintenance
    ? phaseOf(asString(payload["current_status"]), postedAtMs, startMs)
    : wordIn(WORDS, asString(payload["current_state"]));
  const message = htmlToText(asString(payload["details"]) ?? "");
  return {
    ...incidentIdOf(id, title),
    kind: isMaintenance ? "maintenance" : "incident",
    title,
    ...said,
    impact: isMaintenance ? "maintenance" : readImpact(payload),
    components: readComponents(payload),
    ...present({
      url,
      startedAtMs: startMs,
      updatedAtMs: postedAtMs,
      scheduledForMs: isMaintenance ? startMs : undefined,
      scheduledUntilMs: isMaintenance ? asTime(payload["datetime_end"]) : undefined,
    }),
    updates: [withIdOfItsOwn({ ...said, message, ...present({ postedAtMs }) }, receivedAtMs)],
  };
}

/** As the API's reader has it: what was written before the beginning was written of something planned. */
function phaseOf(
  word: string | undefined,
  postedAtMs: number | undefined,
  startMs: number | undefined,
): Pick<Incident, "status" | "rawStatus"> {
  if (wordIn(STATUS_WORDS, word).status === "operational") return { status: "completed" };
  if (startMs === undefined) return { status: "unknown", ...present({ rawStatus: word }) };
  return { status: (postedAtMs ?? 0) < startMs ? "scheduled" : "in_progress" };
}

/** At its end all is well again: how bad it was stands in the status before. */
function readImpact(payload: WireRecord): Impact {
  const impacts = [payload["current_status"], payload["previous_status"]].map((word) =>
    impactOfComponent(wordIn(STATUS_WORDS, asString(word)).status),
  );
  return impacts.reduce(worseImpact, "unknown");
}

/**
 * The page has a component in several containers as several, which shows where two of them are affected. Where one is,
 * there is no telling whether it is the only one: then the component goes by its name alone.
 */
function readComponents(payload: WireRecord): ComponentRef[] {
  const containers = new Map(
    asRecords(payload["containers"]).map((one) => [asId(one["_id"]), asString(one["name"])]),
  );
  const places = containersByComponent(payload);
  return asRecords(payload["components"]).flatMap((component): ComponentRef[] => {
    const id = asId(component["_id"]);
    const name = asString(component["name"]);
    if (!name) return [];
    const own = places.get(id ?? "") ?? [];
    if (own.length < 2) return [{ name }];
    return own.map((container) => {
      const place = containers.get(container);
      return { id: `${id}/${container}`, name: place ? `${name} – ${place}` : name };
    });
  });
}

function containersByComponent(payload: WireRecord): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const record of asRecords(payload["infrastructure_affected"])) {
    const [component, container] = [asId(record["component"]), asId(record["container"])];
    if (!component || !container) continue;
    const own = places.get(component);
    if (own) own.push(container);
    else places.set(component, [container]);
  }
  return places;
}
