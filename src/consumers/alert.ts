import { hash } from "node:crypto";
import { z } from "zod";
import { slug, wellFormed } from "../text.ts";
import { type Change, EVENT_KINDS, type EventKind, isClosed, type StatusEvent } from "../types.ts";
import { isOver } from "./message.ts";
import type { Delivery } from "./types.ts";

/** What whoever wakes people is to do about an event. */
export type AlertStep = "open" | "update" | "close" | "none";

/** How the `thread` of an incident with an alert open begins, and that of one that was closed. */
const OPEN = "open";
const CLOSED = "closed";

export const alertOn = z
  .array(z.enum(EVENT_KINDS))
  .min(1)
  .default(["incident", "component"])
  .describe(
    "Which kinds of events alert: incident, component, maintenance (once it has begun) and provider (its page cannot be read). The first two by default; only and ignore choose further.",
  );

/** An alert that neither opened nor closed because of it would be wrong from then on, so it is not passed over. */
export const NO_DIGESTS: Delivery = {
  outcome: "drop",
  reason: "a digest cannot open and close alerts; do without digest and quiet_hours",
};

const NEVER: ReadonlySet<Change> = new Set(["moved", "reminder", "digest"]);

/** What the two that open and close alerts have in common. */
export interface AlertOptions {
  readonly alert_on: readonly EventKind[];
  /** Whether what is posted of an open incident goes to its alert too. */
  readonly updates: boolean;
}

const UPDATES_OFF = "updates: false, where its alert is open already";

/** Why nothing is done about an event, as far as that can be told without knowing whether its alert is open. */
export function whyNoAlert(event: StatusEvent, { alert_on, updates }: AlertOptions): string | undefined {
  const { kind, change, status } = event;
  if (!alert_on.includes(kind)) return `alert_on does not have ${kind}`;
  if (NEVER.has(change)) return `${change} is nothing that opens or closes an alert`;
  if (change === "edited") return updates ? undefined : UPDATES_OFF;
  if (isEnd(event)) return undefined;
  if (isNoReason(event, alert_on))
    return status === "scheduled"
      ? "work that is planned opens no alert before it has begun"
      : "alert_on does not have maintenance";
  return change === "updated" && !updates ? UPDATES_OFF : undefined;
}

/** Whether an alert is to be opened or closed, or neither. `thread` is what the step before left. */
export function alertStep(
  event: StatusEvent,
  thread: string | undefined,
  kinds: readonly EventKind[],
): AlertStep {
  const { kind, change } = event;
  const [state] = (thread ?? "").split(" ", 1);
  if (!kinds.includes(kind) || NEVER.has(change)) return "none";
  // Of an edit the status is that of the old post: it neither opens nor closes anything.
  if (change === "edited") return state === OPEN ? "update" : "none";
  if (isEnd(event)) return state === CLOSED ? "none" : "close";
  if (isNoReason(event, kinds)) return "none";
  return state === OPEN ? "update" : "open";
}

function isEnd(event: StatusEvent): boolean {
  return isOver(event) || isClosed(event.status);
}

/** Work that was planned is nothing to be woken for; what was broken before stays open until it is well again. */
function isNoReason({ status }: StatusEvent, kinds: readonly EventKind[]): boolean {
  return status === "scheduled" || (status === "under_maintenance" && !kinds.includes("maintenance"));
}

/** What the next event of the incident is to know: whether its alert is open, and by which key. */
export function threadAfter(step: Exclude<AlertStep, "none">, key: string): string {
  return `${step === "close" ? CLOSED : OPEN} ${key}`;
}

/**
 * The key of an incident's alert. It ends under the one that it began under, though another provider, which shares the
 * incident, may tell of its end.
 */
export function keyOfAlert(event: StatusEvent, thread: string | undefined, limit: number): string {
  const [, begun] = /^\w+ (.+)$/su.exec(thread ?? "") ?? [];
  return begun ?? alertKey(event, limit);
}

/** What the events of one incident, one component or one page have in common, in at most `limit` characters. */
export function alertKey(event: StatusEvent, limit: number): string {
  const key = wellFormed(wholeKey(event));
  if (key.length <= limit) return key;
  const digest = hash("sha256", key, "hex").slice(0, 32);
  return wellFormed(`${key.slice(0, limit - digest.length - 1)}-${digest}`);
}

function wholeKey({ kind, change, id, provider, incidentId, title }: StatusEvent): string {
  const name = slug(provider);
  switch (kind) {
    case "incident":
    case "maintenance":
      return `${name}/${incidentId ?? id}`;
    case "component":
      // The id ends in the status and its time. What is before names the component, even where two are called alike.
      return /^(.+\/component\/.+)\/[a-z_]+\/[^/]+$/.exec(id)?.[1] ?? `${name}/component/${slug(title)}`;
    case "provider":
      return change === "digest" ? id : `${name}/provider`;
  }
}
