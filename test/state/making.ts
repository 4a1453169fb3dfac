import { createLogger, type Logger } from "../../src/log.ts";
import { JournalStore, type JournalStoreOptions } from "../../src/state/journal/store.ts";
import { Incidents } from "../../src/state/packed/incidents.ts";
import type { Change, StateStore } from "../../src/state/store.ts";
import { EMPTY_MEMORY, type IncidentMemory, type ProviderMemory } from "../../src/state/types.ts";
import type { StatusEvent } from "../../src/types.ts";

export const DAY_MS = 86_400_000;
export const NOW_MS = Date.parse("2026-03-01T12:00:00Z");

export function eventOf(id: string, settings: Partial<StatusEvent> = {}): StatusEvent {
  const at = new Date(NOW_MS).toISOString();
  return {
    ...{ id, kind: "incident", change: "updated", provider: "Acme", product: "Acme - API" },
    ...{
      title: "Errors of the API",
      status: "investigating",
      impact: "minor",
      message: "Requests\tfail.\n€ 𝄞",
    },
    ...{ components: ["API"], updatedAt: at, detectedAt: at, source: "poll" },
    ...settings,
  };
}

/** What a page with so many incidents leaves behind; another one for every `version`. */
export function memoryOf(version: number, incidents = 2): ProviderMemory {
  const known = Array.from({ length: incidents }, (_, index): [string, IncidentMemory] => [
    `inc\t"${index}"\n`,
    {
      ...{ kind: "incident", title: 2 ** 51 + index, isClosed: index > 0, closedUnseen: false },
      ...{ updatedAtMs: NOW_MS - index, lastSeenMs: NOW_MS + version, updates: [version, 2, 3, 1] },
      ...(index === 0 && {
        open: { title: "Ünder wäy", impact: "major", components: ["API"], hasBegun: true },
      }),
    },
  ]);
  return {
    ...EMPTY_MEMORY,
    ...{ address: "https://status.acme.example", hasBaseline: true, newestMs: NOW_MS + version },
    ...{ incidents: new Incidents(new Map(known)), components: new Map([["api", "degraded_performance"]]) },
    floorMs: { incident: 1, maintenance: 2 },
    reach: { failures: version, sinceMs: NOW_MS, announced: true },
  };
}

/** Of one that had so many incidents: one has been forgotten, one has changed, and there is another. */
export function changedOf(before: ProviderMemory, version: number): ProviderMemory {
  const incidents = before.incidents.toMap();
  const known = [...incidents];
  const [gone, changed] = [known[version % known.length], known[(7 * version + 1) % known.length]];
  if (gone) incidents.delete(gone[0]);
  if (changed && changed !== gone) incidents.set(changed[0], { ...changed[1], lastSeenMs: NOW_MS + version });
  const [fresh] = memoryOf(version, 1).incidents;
  if (fresh) incidents.set(`new in ${version}`, fresh[1]);
  return {
    ...before,
    incidents: new Incidents(incidents),
    reach: { ...before.reach, failures: version },
    newestMs: NOW_MS + version,
  };
}

/** To be compared with all that makes it up, and in its order. */
export function plain(memory: ProviderMemory | undefined) {
  return memory && { ...memory, incidents: [...memory.incidents], components: [...memory.components] };
}

/** A provider that is now known as this, and events owed to these. */
export function changeOf(
  provider: string,
  version: number,
  events: readonly string[] = [],
  to = ["a", "b"],
): Change {
  return {
    memories: new Map([[provider, memoryOf(version)]]),
    events: events.map((id) => ({ event: eventOf(id, { provider }), to })),
  };
}

export function ids(store: StateStore, consumer: string): string[] {
  return store.owedTo(consumer).map(({ event }) => event.id);
}

export function logTo(lines: string[]): Logger {
  return createLogger("info", {
    write: (line: string) => lines.push(line.trimEnd()),
  } as unknown as NodeJS.WritableStream);
}

/** Opens the state of a folder, at noon of a day long past. */
export function openStore(folder: string, options: Partial<JournalStoreOptions> = {}): Promise<JournalStore> {
  return JournalStore.open(folder, { log: logTo([]), now: () => NOW_MS, ...options });
}
