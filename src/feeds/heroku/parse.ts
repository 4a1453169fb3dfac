import type { Document } from "../../http/document.ts";
import { type Component, type Impact, impactOfComponent, type Snapshot, worseImpact } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { parseJson, refuseContent } from "../wire/json.ts";
import { asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { COLOURS, isStale, readIncident } from "./incident.ts";

const WANTED = "Heroku's status API";

/** What the systems have been called; the first shape of all is recognised by nothing else. */
const SYSTEMS = new Set(["Apps", "Data", "Tools", "Production", "Development", "App Operations"]);

/**
 * `current-status` or a list of incidents, of the API's versions 3 and 4.
 * @throws {FormatError} anything else
 */
export function parseHeroku(document: Document, nowMs: number): Snapshot {
  const value = parseJson(document, WANTED);
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isIssue)) refuseContent(document, WANTED);
    return snapshotOf(asRecords(value), [], undefined, nowMs);
  }
  const root = asRecord(value) ?? {};
  const systems = readSystems("status" in root ? root["status"] : root);
  if (!systems) return refuseContent(document, WANTED);
  // Version 3 calls them issues.
  const issues = asRecords(root["incidents"] ?? root["issues"]);
  return snapshotOf(issues, asRecords(root["scheduled"]), systems, nowMs);
}

function snapshotOf(
  issues: readonly WireRecord[],
  scheduled: readonly WireRecord[],
  components: Component[] | undefined,
  nowMs: number,
): Snapshot {
  const incidents = [
    ...issues.slice(0, MOST_INCIDENTS).map((issue) => readIncident(issue, "incident")),
    ...scheduled
      .slice(0, MOST_INCIDENTS)
      .map((issue) => readIncident(issue, "maintenance"))
      .filter((incident) => incident && !isStale(incident, nowMs)),
  ].filter((incident) => incident !== undefined);
  const isCurrent = components !== undefined;
  return {
    page: { name: "Heroku", url: "https://status.heroku.com/" },
    ...(components && { components, indicator: worstOf(components) }),
    incidents,
    listsAllOpen: { incident: isCurrent, maintenance: isCurrent },
    listsClosed: !isCurrent,
  };
}

function isIssue(value: unknown): boolean {
  const issue = asRecord(value);
  const updates = issue?.["updates"];
  return !!issue && "title" in issue && Array.isArray(updates) && updates.every(isUpdate);
}

function isUpdate(value: unknown): boolean {
  const update = asRecord(value);
  return !!update && "update_type" in update && "contents" in update;
}

/** Version 4: a list of systems. Version 3: colours by name, in one draft without anything around them. */
function readSystems(value: unknown): Component[] | undefined {
  const record = asRecord(value);
  const pairs = record
    ? Object.entries(record)
    : asRecords(value).map((system) => [asString(system["system"]) ?? "", system["status"]] as const);
  const isSystems = pairs.length > 0 && pairs.every(([name, colour]) => name && typeof colour === "string");
  const isHeroku = Array.isArray(value) || pairs.every(([name]) => SYSTEMS.has(name));
  if (!isSystems || !isHeroku) return undefined;
  return pairs.map(([name, colour]) => ({ id: name, name, ...wordIn(COLOURS, asString(colour)) }));
}

function worstOf(components: readonly Component[]): Impact {
  return components.reduce<Impact>(
    (worst, { status }) => worseImpact(worst, impactOfComponent(status)),
    "unknown",
  );
}
