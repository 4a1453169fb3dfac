import { present } from "../../present.ts";
import { type Incident, isClosed } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { wordsDigest } from "../wire/derived-ids.ts";
import type { AppleEvent } from "./event.ts";
import { impactOf } from "./words.ts";

/** One incident of all that services say of the same event, newest first. */
export function joinEvents(events: readonly AppleEvent[]): Incident[] {
  const groups = new Map<string, AppleEvent[]>();
  for (const event of events) {
    const group = groups.get(event.id);
    if (group) group.push(event);
    else groups.set(event.id, [event]);
  }
  return [...groups.values()]
    .map(readGroup)
    .toSorted((a, b) => (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0))
    .slice(0, MOST_INCIDENTS);
}

/** It goes on while it does for one service: that one's words stand for all. */
function readGroup(group: readonly AppleEvent[]): Incident {
  const leading = group.find(({ status }) => !isClosed(status)) ?? latest(group);
  const { id, isMaintenance, status, message } = leading;
  const raw = present({ rawStatus: leading.rawStatus });
  const startMs = extreme(Math.min, group, "startMs");
  const endMs = extreme(Math.max, group, "endMs");
  const isOver = isClosed(status);
  // One to come is announced, at a time not told, before it starts.
  const postedAtMs = isOver ? (endMs ?? startMs) : status === "scheduled" ? undefined : startMs;
  const services = [...new Set(group.map(({ service }) => service))];
  return {
    id,
    kind: isMaintenance ? "maintenance" : "incident",
    title: titleOf(leading.type, services),
    status,
    ...raw,
    impact: impactOf(group),
    components: services.map((name) => ({ id: name, name })),
    ...present({ startedAtMs: status === "scheduled" ? undefined : startMs, updatedAtMs: postedAtMs }),
    ...(isMaintenance &&
      present({ scheduledForMs: startMs, scheduledUntilMs: isOver ? endMs : leading.endMs })),
    // Apple tells how things stand, and not how they came to: that is the one update there is, rewritten in its place.
    updates: [
      {
        id: `${leading.rawStatus ?? status}/${wordsDigest(message)}`,
        idFrom: "derived",
        status,
        ...raw,
        message,
        ...present({ postedAtMs }),
      },
    ],
  };
}

function latest(group: readonly AppleEvent[]): AppleEvent {
  return group.reduce((a, b) => ((b.endMs ?? 0) > (a.endMs ?? 0) ? b : a));
}

function extreme(
  choose: (...values: number[]) => number,
  group: readonly AppleEvent[],
  key: "startMs" | "endMs",
): number | undefined {
  const times = group.map((event) => event[key]).filter((ms) => ms !== undefined);
  return times.length > 0 ? times.reduce((a, b) => choose(a, b)) : undefined;
}

const MOST_IN_TITLE = 3;

/** "Outage: App Store, Books and 4 more": Apple's events have no titles. */
function titleOf(type: string, services: readonly string[]): string {
  const shown = services.slice(0, services.length === MOST_IN_TITLE + 1 ? undefined : MOST_IN_TITLE);
  const more = services.length - shown.length;
  return `${type}: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
