import { formatDuration } from "../config/duration.ts";
import { gravityOf } from "../filter.ts";
import type { StatusEvent } from "../types.ts";
import { describeDigest, nextDigestMs } from "./digest.ts";
import { describeQuiet, quietUntilMs } from "./quiet-hours.ts";
import { whyNot } from "./selection.ts";
import type { About, Rules, Verdict } from "./types.ts";

/**
 * Whether a consumer is told of an event, and when. Of a change that has settled, ask again with rules that are
 * {@link withoutSettling}: it may still be due in a digest, or in quiet hours.
 */
export function verdictOf(event: StatusEvent, rules: Rules, about: About, nowMs: number): Verdict {
  // It holds what was let pass already.
  if (event.change === "digest") return { tell: "now" };
  const why = whyNot(event, rules, about);
  if (why !== undefined) return { tell: "never", why };
  if (event.change === "reminder") return reminderVerdict(event, rules, nowMs);
  if (event.kind === "component" && rules.settleMs !== undefined) {
    const reason = `held for ${formatDuration(rules.settleMs)}, told if it is still so then`;
    return { tell: "later", atMs: nowMs + rules.settleMs, as: "settled", why: reason };
  }
  return heldVerdict(event, rules, nowMs);
}

/** The rules for a change that has been held long enough. */
export function withoutSettling({ settleMs: _, ...rules }: Rules): Rules {
  return rules;
}

function heldVerdict(event: StatusEvent, { quietHours, digestMs }: Rules, nowMs: number): Verdict {
  const passesQuiet = gravityOf(event) === "critical";
  const dueMs = digestMs === undefined ? nowMs : nextDigestMs(digestMs, nowMs);
  const quietMs = quietUntilMs(quietHours, dueMs);
  if (quietHours && quietMs !== undefined && !passesQuiet) {
    const why = `${describeQuiet(quietHours, quietMs, nowMs)}; sent with the digest`;
    return { tell: "later", atMs: quietMs, as: "digest", why };
  }
  if (digestMs !== undefined)
    return { tell: "later", atMs: dueMs, as: "digest", why: describeDigest(digestMs, dueMs) };
  return quietMs === undefined ? { tell: "now" } : { tell: "now", why: "critical, which passes quiet hours" };
}

/** A reminder waits for no digest, and is worth nothing once what it reminds of has begun. */
function reminderVerdict(event: StatusEvent, { quietHours }: Rules, nowMs: number): Verdict {
  const startsMs = Date.parse(event.scheduledFor ?? "");
  if (startsMs <= nowMs) return { tell: "never", why: "the maintenance was to begin before this" };
  const quietMs = quietUntilMs(quietHours, nowMs);
  if (!quietHours || quietMs === undefined || gravityOf(event) === "critical") return { tell: "now" };
  const quiet = describeQuiet(quietHours, quietMs, nowMs);
  if (startsMs <= quietMs) return { tell: "never", why: `${quiet}; the maintenance begins before that` };
  return { tell: "later", atMs: quietMs, as: "digest", why: `${quiet}; sent with the digest` };
}
