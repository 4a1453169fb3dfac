import type { IncidentStatus } from "../../types.ts";
import type { FeedSigns } from "./types.ts";

export interface PlainProduct {
  readonly name: string;
  readonly signs: FeedSigns;
  /** Words of the product that others do not use. */
  readonly words: Readonly<Record<string, IncidentStatus>>;
  /** Where its links have an incident's code, if not where others have it. */
  readonly code?: RegExp;
}

/**
 * Products of whose feeds no sample could be found: read as anyone's are, only that the words which their APIs use are
 * known too.
 */
export const PLAIN_PRODUCTS: readonly PlainProduct[] = [
  {
    name: "StatusPal",
    signs: { generator: /\bstatuspal\b/i, hosts: ["statuspal.io", "statuspal.eu"] },
    words: { issue: "investigating", update: "investigating" },
  },
  {
    name: "Sorry",
    signs: { generator: /\bsorry(?:app)?\b/i, hosts: ["sorryapp.com"] },
    code: /\/notices\/([\w-]+)\/?(?:[?#].*)?$/,
    words: {
      recovering: "monitoring",
      false_alarm: "resolved",
      underway: "in_progress",
      complete: "completed",
    },
  },
  {
    name: "Uptime.com",
    signs: { generator: /\buptime\.com\b/i, hosts: ["uptime.com"] },
    words: { in_maintenance: "in_progress", under_maintenance: "in_progress" },
  },
];
