/**
 * The vocabulary of status pages, and of what is told of them. Every page format is read into a {@link Snapshot}; observation turns snapshots
 * into {@link StatusEvent}s. Times inside the program are epoch milliseconds (`…Ms`); events carry ISO 8601 in UTC.
 */

export const INCIDENT_STATUSES = [
  "investigating",
  "identified",
  "monitoring",
  "resolved",
  "postmortem",
] as const;
export const MAINTENANCE_STATUSES = ["scheduled", "in_progress", "verifying", "completed"] as const;
export const COMPONENT_STATUSES = [
  "operational",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "under_maintenance",
] as const;

export type IncidentStatus =
  | (typeof INCIDENT_STATUSES)[number]
  | (typeof MAINTENANCE_STATUSES)[number]
  | "unknown";
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number] | "unknown";
export type Status = IncidentStatus | ComponentStatus;

/** From harmless to grave; `unknown` stands outside the order. */
export const IMPACTS = ["none", "maintenance", "minor", "major", "critical"] as const;
export type Impact = (typeof IMPACTS)[number] | "unknown";

export const EVENT_KINDS = ["incident", "maintenance", "component", "provider"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
export type IncidentKind = "incident" | "maintenance";

export const CHANGES = [
  "opened",
  "updated",
  "resolved",
  "ongoing",
  "edited",
  "changed",
  "unreachable",
  "recovered",
  "moved",
  /** Not of a page: many events in one, for a consumer that does not want each by itself. */
  "digest",
  /** Not of a page: a maintenance that was told of begins soon. */
  "reminder",
] as const;
export type Change = (typeof CHANGES)[number];

/** The channel that brought a snapshot in. */
const SOURCES = ["poll", "webhook", "email"] as const;
export type Source = (typeof SOURCES)[number];

/** A part of a service, as an incident names it. */
export interface ComponentRef {
  readonly id?: string;
  readonly name: string;
}

/** A part of a service and how it is now. */
export interface Component extends ComponentRef {
  readonly id: string;
  /** For people: "Group – Child" where the page groups its components. */
  readonly name: string;
  readonly status: ComponentStatus;
  /** The page's own word, where `status` is `unknown`. */
  readonly rawStatus?: string;
  readonly updatedAtMs?: number;
  /** How it was before, where a notice says so. */
  readonly before?: ComponentStatus;
}

/** One post within an incident: the smallest thing we announce. */
export interface IncidentUpdate {
  /** Unique within the incident, and the same at every reading. */
  readonly id: string;
  /**
   * `page` where the page gives its updates ids of its own; `derived` where the id was made of the displayed time
   * and status word, so that a change of the displayed time makes another id; `words` where not even that time is
   * known, as of some notices, and only status and text can tell it from others.
   */
  readonly idFrom: "page" | "derived" | "words";
  readonly status: IncidentStatus;
  /** The page's own word, where it says something that `status` does not. */
  readonly rawStatus?: string;
  /** Plain text; may be empty. */
  readonly message: string;
  /** When the page says it was posted. */
  readonly postedAtMs?: number;
  /** When the page says it was last edited. */
  readonly updatedAtMs?: number;
  readonly components?: readonly ComponentRef[];
}

/** An incident or a scheduled maintenance, with what was posted about it. */
export interface Incident {
  readonly id: string;
  /** `title` where the page's own id is not known, as of some notices: known by its title then. */
  readonly idFrom?: "title";
  readonly kind: IncidentKind;
  readonly title: string;
  readonly status: IncidentStatus;
  readonly rawStatus?: string;
  readonly impact: Impact;
  readonly url?: string;
  readonly components: readonly ComponentRef[];
  readonly startedAtMs?: number;
  /** When anything about it last changed, edits included. */
  readonly updatedAtMs?: number;
  readonly scheduledForMs?: number;
  readonly scheduledUntilMs?: number;
  /** Oldest first. */
  readonly updates: readonly IncidentUpdate[];
}

/** What one reading of a page says. */
export interface Snapshot {
  /** `generator`: of a feed, the program that wrote it. */
  readonly page: { readonly name?: string; readonly url?: string; readonly generator?: string };
  /** The page's own word for everything together; absent where it has none. */
  readonly indicator?: Impact;
  readonly incidents: readonly Incident[];
  /** Absent where this view tells nothing of components. */
  readonly components?: readonly Component[];
  /**
   * How complete the view is. True: whatever is open now is listed, so what is missing has ended. False: a window on
   * the newest entries, where falling off the end means nothing.
   */
  readonly listsAllOpen: { readonly incident: boolean; readonly maintenance: boolean };
  /** Whether it lists also what is over. */
  readonly listsClosed: boolean;
  /** Ids of incidents that are listed just as they were at the reading before, and left out of `incidents` for that. */
  readonly asBefore?: readonly string[];
  /** Set where it was pushed in: it speaks of what it names, and says nothing of anything else. */
  readonly isNotice?: true;
}

/** One thing worth telling. The same object for every consumer; keys are only ever added. */
export interface StatusEvent {
  /** The same whichever run saw it, so a receiver can drop repeats by it. */
  readonly id: string;
  readonly kind: EventKind;
  readonly change: Change;
  readonly provider: string;
  /** The provider and the components concerned, for people. */
  readonly product: string;
  readonly incidentId?: string;
  readonly updateId?: string;
  readonly title: string;
  readonly status: Status;
  readonly rawStatus?: string;
  readonly impact: Impact;
  /** Plain text, lines kept, never a control character. */
  readonly message: string;
  readonly components: readonly string[];
  readonly url?: string;
  /** Component changes: the status before. */
  readonly from?: ComponentStatus;
  /** Component changes: the status now. */
  readonly to?: ComponentStatus;
  readonly startedAt?: string;
  readonly scheduledFor?: string;
  readonly scheduledUntil?: string;
  /** When the page says this was posted; where it does not say, when we saw it. */
  readonly updatedAt: string;
  readonly detectedAt: string;
  readonly source: Source;
}

const CLOSED: ReadonlySet<Status> = new Set(["resolved", "postmortem", "completed"]);

/** Whether a status says that the incident or maintenance is over. */
export function isClosed(status: Status): boolean {
  return CLOSED.has(status);
}

/** Whether an incident is going on at this moment: a maintenance that has not begun is not. */
export function isOngoing(incident: Incident): boolean {
  return !isClosed(incident.status) && incident.status !== "scheduled" && incident.status !== "unknown";
}

/** The graver of two impacts; `unknown` yields to anything known. */
export function worseImpact(a: Impact, b: Impact): Impact {
  return rank(a) >= rank(b) ? a : b;
}

function rank(impact: Impact): number {
  return impact === "unknown" ? -1 : IMPACTS.indexOf(impact);
}

/** How grave a component's status is, by the steps in which Statuspage computes its own indicator. */
export function impactOfComponent(status: ComponentStatus): Impact {
  return COMPONENT_IMPACTS[status];
}

const COMPONENT_IMPACTS: Readonly<Record<ComponentStatus, Impact>> = {
  operational: "none",
  under_maintenance: "maintenance",
  degraded_performance: "minor",
  partial_outage: "major",
  major_outage: "critical",
  unknown: "unknown",
};
