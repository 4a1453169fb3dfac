import { present } from "../../present.ts";
import { type ComponentRef, type Incident, type IncidentUpdate, worseImpact } from "../../types.ts";
import { inOrder } from "../wire/order.ts";

/** Some feeds have an entry an update, or a component: those of one incident are joined, in the order of their times. */
export function joinEntries(incidents: readonly Incident[]): Incident[] {
  const byId = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const parts = byId.get(incident.id);
    if (parts) parts.push(incident);
    else byId.set(incident.id, [incident]);
  }
  return [...byId.values()].flatMap((parts) => (parts.length === 1 ? parts : join(parts)));
}

/** `parts` as the feed lists them: the newest first, unless their times say otherwise. */
function join(parts: readonly Incident[]): Incident[] {
  const oldestFirst = parts.toReversed().sort((a, b) => (a.updatedAtMs ?? 0) - (b.updatedAtMs ?? 0));
  const newest = oldestFirst.at(-1);
  if (!newest) return [];
  const { startedAtMs: _, ...rest } = newest;
  const started = oldestFirst.find(({ startedAtMs }) => startedAtMs !== undefined)?.startedAtMs;
  const updates = carryStatus(inOrder(oldestFirst.flatMap((part) => part.updates)));
  const joined: Incident = {
    ...rest,
    status: newest.status === "unknown" ? (updates.at(-1)?.status ?? "unknown") : newest.status,
    impact: parts.map(({ impact }) => impact).reduce(worseImpact, "unknown"),
    components: uniqueByName(parts.flatMap(({ components }) => components)),
    ...present({ startedAtMs: started }),
    updates,
  };
  return [joined];
}

/** A post without a status word says nothing of the status: what held before still does. */
function carryStatus(updates: readonly IncidentUpdate[]): IncidentUpdate[] {
  let held: IncidentUpdate["status"] = "unknown";
  return updates.map((update) => {
    if (update.status !== "unknown" || update.rawStatus !== undefined) held = update.status;
    return update.status === held ? update : { ...update, status: held };
  });
}

function uniqueByName(refs: readonly ComponentRef[]): ComponentRef[] {
  return [...new Map(refs.map((ref) => [ref.name, ref])).values()];
}
