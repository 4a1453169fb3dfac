import { present } from "../../present.ts";
import type { ComponentRef, Impact, Incident, IncidentKind, IncidentStatus } from "../../types.ts";
import { isMaintenanceStatus } from "../wire/words.ts";
import { incidentCode } from "./incident-code.ts";
import type { FeedEntry } from "./types.ts";

/** What the content of an entry says that tells of one update, the newest. */
export interface SingleUpdate {
  /** The page's own word, as it stands in the update's id. */
  readonly word: string;
  /** Where the page gives the update an id. */
  readonly updateId?: string;
  /** The incident's id, where it is not the code at the end of the link. */
  readonly id?: string;
  /** The incident's title, where the entry's says more than that. */
  readonly title?: string;
  /** Where the entry tells it otherwise than by the status. */
  readonly kind?: IncidentKind;
  readonly status: IncidentStatus;
  readonly rawStatus?: string;
  readonly message: string;
  readonly impact?: Impact;
  readonly components?: readonly ComponentRef[];
  readonly startedAtMs?: number;
}

/** An incident of which a feed shows only one update: the entry's time is the update's, and tells it from the last. */
export function singleUpdateIncident(entry: FeedEntry, update: SingleUpdate): Incident {
  const { word, status, message, impact = "unknown", components = [] } = update;
  const isMaintenance = (update.kind ?? "incident") === "maintenance" || isMaintenanceStatus(status);
  const postedAtMs = entry.updatedMs ?? entry.publishedMs;
  const posted = postedAtMs === undefined ? "undated" : new Date(postedAtMs).toISOString();
  const raw = present({ rawStatus: update.rawStatus });
  return {
    id: update.id ?? incidentCode(entry.link) ?? entry.id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: update.title || entry.title,
    status,
    ...raw,
    impact: isMaintenance ? "maintenance" : impact,
    components,
    // The links of incident.io hold a double slash.
    ...present({
      url: entry.link?.replace(/([^:])\/{2,}/g, "$1/"),
      startedAtMs: update.startedAtMs,
      updatedAtMs: postedAtMs,
    }),
    updates: [
      {
        id: update.updateId ?? `${posted}/${word}`,
        idFrom: update.updateId === undefined ? "derived" : "page",
        status,
        ...raw,
        message,
        ...present({ postedAtMs }),
      },
    ],
  };
}
