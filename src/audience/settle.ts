import type { StatusEvent } from "../types.ts";

/** A component's change that waits to be told. */
export interface HeldChange {
  readonly event: StatusEvent;
  readonly heldAtMs: number;
}

export interface Settled {
  /** To be told now. */
  readonly told: readonly StatusEvent[];
  /** The events held that each of those told stands for. */
  readonly toldFor: ReadonlyMap<StatusEvent, readonly StatusEvent[]>;
  /** To be held on. */
  readonly held: readonly HeldChange[];
  /** Took each other back; never told. */
  readonly cancelled: readonly StatusEvent[];
  /** When the next of those held is due. */
  readonly dueMs?: number;
}

/**
 * What has become of the changes held, given in the order in which they came. Those of one component that bring it
 * back to where it was, within `settleMs` of the first of them, are as if they had not been; those that do not are
 * told as one change once that time has passed.
 */
export function settle(changes: readonly HeldChange[], settleMs: number, nowMs: number): Settled {
  const runs = [...byComponent(changes).values()].flatMap((own) => runsOf(own, settleMs));
  const cancelled = runs.filter(takesItselfBack);
  const open = runs.filter((run) => !takesItselfBack(run));
  // Not of the first alone: where the clock was set back in between, another one came earlier.
  const dueMs = (run: Run) => Math.min(...run.map(({ heldAtMs }) => heldAtMs)) + settleMs;
  const waiting = open.filter((run) => dueMs(run) > nowMs);
  const settled = open.filter((run) => dueMs(run) <= nowMs).sort((a, b) => a[0].heldAtMs - b[0].heldAtMs);
  const told = settled.map((run) => [asOne(run), run.map(({ event }) => event)] as const);
  return {
    told: told.map(([event]) => event),
    toldFor: new Map(told),
    held: waiting.flat(),
    cancelled: cancelled.flat().map(({ event }) => event),
    ...(waiting.length > 0 && { dueMs: Math.min(...waiting.map(dueMs)) }),
  };
}

/** Changes of one component that are told as one, or not at all. */
type Run = [HeldChange, ...HeldChange[]];

function byComponent(changes: readonly HeldChange[]): Map<string, HeldChange[]> {
  const groups = new Map<string, HeldChange[]>();
  for (const change of changes) {
    const { provider, title, components } = change.event;
    const key = JSON.stringify([provider, components[0] ?? title]);
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return groups;
}

/** A run ends where the component is back, and where the time of its first change is over. */
function runsOf(changes: readonly HeldChange[], settleMs: number): Run[] {
  const runs: Run[] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    const isOver = !run || takesItselfBack(run) || change.heldAtMs > run[0].heldAtMs + settleMs;
    if (isOver) runs.push([change]);
    else run.push(change);
  }
  return runs;
}

function takesItselfBack(run: Run): boolean {
  const before = run[0].event.from;
  const now = run.at(-1)?.event.to;
  if (run.length < 2 || before === undefined) return false;
  // Some pages list a component only while something is wrong with it.
  return now === before || (before === "unknown" && now === "operational");
}

/** The last change, as if it had been the only one: from where the first began, and since then. */
function asOne(run: Run): StatusEvent {
  const [{ event: first }] = run;
  const last = run.at(-1)?.event ?? first;
  if (last === first) return first;
  const { from: _, ...rest } = last;
  return {
    ...rest,
    ...(first.from !== undefined && { from: first.from }),
    message: first.message,
    updatedAt: first.updatedAt,
    detectedAt: first.detectedAt,
  };
}
