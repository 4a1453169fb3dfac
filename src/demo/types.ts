import type { Component, Impact, IncidentKind, IncidentStatus } from "../types.ts";

/** One post of an incident of the demo. */
export interface Post {
  /** Seconds after the start; before it where negative. */
  readonly atS: number;
  readonly status: IncidentStatus;
  readonly message: string;
}

export interface ScriptedIncident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly title: string;
  readonly impact: Impact;
  readonly components: readonly string[];
  readonly posts: readonly Post[];
}

/** How a page of the demo is written, and where. */
export type PageStyle = "statuspage" | "statuspage-atom" | "statuspage-rss" | "incidentio-atom";

export interface ScriptedPage {
  readonly name: string;
  readonly style: PageStyle;
  readonly components: readonly string[];
  readonly incidents: readonly ScriptedIncident[];
  /** While the page answers 500 to everything, in seconds after the start. */
  readonly brokenS?: { readonly from: number; readonly to: number };
}

/** A page as it stands at one moment: only what has been posted by then. */
export interface PageNow {
  readonly name: string;
  readonly origin: string;
  readonly incidents: readonly ScriptedIncident[];
  readonly components: readonly Pick<Component, "name" | "status">[];
  /** Epoch milliseconds of a post, as the page shows it. */
  readonly timeOf: (post: Post) => number;
}
