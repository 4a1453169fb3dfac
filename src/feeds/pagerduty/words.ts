import {
  type ComponentStatus,
  type Impact,
  type IncidentStatus,
  impactOfComponent,
  worseImpact,
} from "../../types.ts";
import { asId, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

const STATUS_WORDS: Readonly<Record<string, IncidentStatus>> = {
  detected: "investigating",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  scheduled: "scheduled",
  in_progress: "in_progress",
  completed: "completed",
};
const IMPACT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  all_good: "operational",
  operational: "operational",
  minor: "degraded_performance",
  major: "partial_outage",
  partial_outage: "partial_outage",
  outage: "major_outage",
  maintenance: "under_maintenance",
};

export type StatusWord = { readonly status: IncidentStatus; readonly rawStatus?: string };
export type State = { readonly status: ComponentStatus | "unknown"; readonly rawStatus?: string };

/** `detected` is before anything is confirmed, and may be withdrawn. */
export function statusOf(word: string | undefined): StatusWord {
  const read = wordIn(STATUS_WORDS, word);
  return word === "detected" ? { ...read, rawStatus: word } : read;
}

export function stateOf(word: string | undefined): State {
  return wordIn(IMPACT_WORDS, word);
}

/** How grave severities are together: that of the last post of an incident says that all is good again. */
export function impactOf(severities: readonly (string | undefined)[]): Impact {
  return severities
    .map((word) => impactOfComponent(stateOf(word).status))
    .reduce<Impact>(worseImpact, "unknown");
}

/** Of several words on one service, the gravest. */
export function worseState(a: State | undefined, b: State): State {
  const impact = impactOfComponent(b.status);
  return a && worseImpact(impactOfComponent(a.status), impact) !== impact ? a : b;
}

/** A page's own statuses and severities by their ids: posts name them so. */
export function enumNames(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    asRecords(value).flatMap((record: WireRecord) => {
      const [id, name] = [asId(record["id"]), asString(record["name"])];
      return id && name ? [[id, name] as const] : [];
    }),
  );
}
