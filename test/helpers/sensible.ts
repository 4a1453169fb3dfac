import {
  COMPONENT_STATUSES,
  INCIDENT_STATUSES,
  type Incident,
  MAINTENANCE_STATUSES,
  type Snapshot,
} from "../../src/types.ts";

const INCIDENT_WORDS: readonly string[] = [...INCIDENT_STATUSES, ...MAINTENANCE_STATUSES];
const COMPONENT_WORDS: readonly string[] = COMPONENT_STATUSES;
/** A tag, or an entity that a reader would see as such. `<1%` and `a & b` are text. */
const MARKUP = /<\/?[a-z][a-z0-9]*(\s[^<>]*)?\/?>|&(amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);/i;
export const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
const EARLIEST_MS = Date.UTC(2005, 0);
const LATEST_MS = Date.UTC(2030, 0);

/**
 * What is wrong with a snapshot of a real page. Sensible is: ids everywhere and each once, at least one update an
 * incident, statuses of ours or `unknown` with the page's own word, no tag, entity or control character in any text,
 * every time within the years that status pages have been around, updates oldest first.
 */
export function insensible(snapshot: Snapshot): string[] {
  const wrong = snapshot.incidents.flatMap((incident) => insensibleIncident(incident));
  wrong.push(...repeated(snapshot.incidents).map((id) => `incident ${id} twice`));
  for (const { id, name, status, rawStatus } of snapshot.components ?? []) {
    if (!id || !name) wrong.push(`component ${id} without id or name`);
    if (!COMPONENT_WORDS.includes(status) && !rawStatus) wrong.push(`component ${id} without a status`);
    if (MARKUP.test(name) || CONTROL.test(name)) wrong.push(`component ${id} is called ${name}`);
  }
  return wrong;
}

function insensibleIncident(incident: Incident): string[] {
  const { id, title, status, rawStatus, updates, startedAtMs, updatedAtMs } = incident;
  const wrong: string[] = [];
  if (!id || !title) wrong.push("an incident without id or title");
  if (updates.length === 0) wrong.push("no updates");
  if (!INCIDENT_WORDS.includes(status) && !rawStatus) wrong.push(`status ${status} without the page's word`);
  for (const update of updates) {
    if (!INCIDENT_WORDS.includes(update.status) && !update.rawStatus)
      wrong.push(`update ${update.id} without a status`);
  }
  for (const text of [title, ...updates.map(({ message }) => message)]) {
    if (MARKUP.test(text)) wrong.push(`markup in "${text.slice(0, 200)}"`);
    if (CONTROL.test(text)) wrong.push(`a control character in ${JSON.stringify(text.slice(0, 200))}`);
  }
  for (const ms of [startedAtMs, updatedAtMs, ...updates.map(({ postedAtMs }) => postedAtMs)]) {
    if (ms !== undefined && (ms < EARLIEST_MS || ms > LATEST_MS))
      wrong.push(`the time ${new Date(ms).toISOString()}`);
  }
  if (
    [updatedAtMs, startedAtMs, ...updates.map(({ postedAtMs }) => postedAtMs)].every((ms) => ms === undefined)
  )
    wrong.push("nothing in it has a time");
  const times = updates.map(({ postedAtMs }) => postedAtMs ?? 0);
  if (times.some((ms, index) => ms < (times[index - 1] ?? 0))) wrong.push("updates out of order");
  wrong.push(...repeated(updates).map((updateId) => `update ${updateId} twice`));
  return wrong.map((what) => `${id}: ${what}`);
}

function repeated(items: readonly { readonly id: string }[]): string[] {
  const ids = items.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
