import { componentStatus } from "../../feeds/wire/words.ts";
import { type ComponentRef, type ComponentStatus, impactOfComponent, worseImpact } from "../../types.ts";
import type { Lines } from "./types.ts";

/** A component as a mail names it, and how it is. */
export interface Affected extends ComponentRef {
  readonly status: ComponentStatus;
}

const MOST_COMPONENTS = 200;
const LONGEST_NAME = 100;
const BULLET = /^[-*•·–]\s+/;
/** `API (Partial outage)`, as feeds write it; `API: Partial outage` and `API – Partial outage`, as lists do. */
const AFTER = [/^(.+?)\s*\(([^()]+)\)$/, /^(.+?)\s*[:–—]\s+([^:–—]+)$/, /^(.+?)\s+-\s+([^-]+)$/] as const;
/** `Partial outage: API, Webhooks`. */
const BEFORE = /^([a-z][a-z ]+?):\s+(.+)$/i;

/** Components that stand in a list, each with its status where one is written; of several of one name the worst off. */
export function readAffected(lines: Lines): Affected[] {
  const affected = new Map<string, Affected>();
  for (const one of lines.slice(0, MOST_COMPONENTS).flatMap((line) => readLine(line.replace(BULLET, "")))) {
    const other = affected.get(one.name);
    if (!other || isWorse(one, other)) affected.set(one.name, one);
  }
  return [...affected.values()];
}

function isWorse(one: Affected, other: Affected): boolean {
  const [impact, otherImpact] = [impactOfComponent(one.status), impactOfComponent(other.status)];
  return impact !== otherImpact && worseImpact(impact, otherImpact) === impact;
}

function readLine(line: string): Affected[] {
  if (line === "" || line.length > LONGEST_NAME * 10) return [];
  const [, word, names = ""] = BEFORE.exec(line) ?? [];
  const status = componentStatus(word).status;
  if (status !== "unknown") return names.split(/,\s+/).map((name) => ({ name: name.trim(), status }));
  for (const pattern of AFTER) {
    const [, name, after] = pattern.exec(line) ?? [];
    const { status: is } = componentStatus(after);
    if (name && is !== "unknown") return [{ name, status: is }];
  }
  return line.length > LONGEST_NAME ? [] : [{ name: line, status: "unknown" }];
}
