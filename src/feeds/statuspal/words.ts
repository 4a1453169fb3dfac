import { present } from "../../present.ts";
import type { ComponentStatus, Impact, IncidentStatus } from "../../types.ts";
import { wordIn } from "../wire/words.ts";

/**
 * The types of incidents are also the words for how a service is. Pages add types of their own; of these, only the one
 * that the page as a whole is in is told in StatusPal's words, too (`current_status_type`).
 */
const COMPONENT_WORDS: Readonly<Record<string, ComponentStatus>> = {
  minor: "degraded_performance",
  performance: "degraded_performance",
  major: "major_outage",
  scheduled: "under_maintenance",
  emergency_maintenance: "under_maintenance",
};

const IMPACT_WORDS: Readonly<Record<string, Impact>> = {
  minor: "minor",
  performance: "minor",
  major: "major",
  scheduled: "maintenance",
  emergency_maintenance: "maintenance",
};

const UPDATE_WORDS: Readonly<Record<string, IncidentStatus>> = {
  issue: "investigating",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
  resolved: "resolved",
  scheduled: "scheduled",
  in_progress: "in_progress",
  completed: "completed",
};

/** Types of updates that leave the status what it was. */
const NEUTRAL_WORDS: ReadonlySet<string> = new Set(["update", "essential", "info"]);

export class Words {
  /** The page's own type for everything together, and the same in StatusPal's words. */
  readonly #pageType: string | undefined;
  readonly #baseType: string | undefined;

  constructor(pageType: string | undefined, baseType: string | undefined) {
    this.#pageType = pageType;
    this.#baseType = baseType ?? pageType;
  }

  /** No type at all: nothing is the matter. */
  get indicator(): Impact {
    return this.#baseType === undefined ? "none" : wordIn(IMPACT_WORDS, this.#baseType).status;
  }

  readonly componentStatus = (
    word: string | undefined,
  ): { readonly status: ComponentStatus; readonly rawStatus?: string } => {
    if (word === undefined) return { status: "operational" };
    const own = wordIn(COMPONENT_WORDS, word);
    if (own.status !== "unknown" || word !== this.#pageType) return own;
    return { ...wordIn(COMPONENT_WORDS, this.#baseType), rawStatus: word };
  };

  impact(word: string | undefined): Impact {
    const own = wordIn(IMPACT_WORDS, word).status;
    return own === "unknown" && word === this.#pageType ? this.indicator : own;
  }
}

/** The status that an update says, `before` being that of the update before it. A maintenance's may be an "issue". */
export function updateStatus(
  word: string | undefined,
  before: IncidentStatus,
  isMaintenance: boolean,
): { readonly status: IncidentStatus; readonly rawStatus?: string } {
  if (word === undefined || NEUTRAL_WORDS.has(word) || (isMaintenance && word === "issue"))
    return { status: before };
  const { status } = wordIn(UPDATE_WORDS, word);
  return { status, ...(status === "unknown" && present({ rawStatus: word })) };
}
