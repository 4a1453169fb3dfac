import { setTimeout as delay } from "node:timers/promises";
import { App } from "../app.ts";
import { systemClock } from "../clock.ts";
import { consoleConsumer } from "../consumers/console.ts";
import type { Consumer } from "../consumers/types.ts";
import { DemoFleet } from "../demo/fleet.ts";
import { DURATION_S, SCRIPT } from "../demo/script.ts";
import type { StatusEvent } from "../types.ts";
import type { CommandContext } from "./types.ts";

const INTERVAL_MS = 500;

/** Plays a fleet of status pages and watches it with the daemon itself; ends with an account of what happened. */
export async function demo(context: CommandContext): Promise<number> {
  const { log, stdout, stderr, output, stopped } = context;
  const events: StatusEvent[] = [];
  const count: Consumer = {
    name: "count",
    deliver: async (event) => {
      events.push(event);
      return { outcome: "delivered" };
    },
  };
  const console = consoleConsumer.create("console", {}, { log, clock: systemClock, stdout, output });
  const fleet = new DemoFleet();
  const app = new App({
    consumers: [{ consumer: console }, { consumer: count }],
    log,
    edits: false,
    ongoing: true,
  });
  try {
    const providers = await Promise.all(SCRIPT.map((page) => fleet.open(page, INTERVAL_MS)));
    log.info(
      `${providers.length} made-up status pages on this machine, for ${DURATION_S} seconds; a second here is a minute there`,
    );
    app.watch(providers);
    await orStopped(fleet.start(), stopped);
    await orStopped(delay(DURATION_S * 1000, undefined, { ref: false }), stopped);
  } finally {
    await app.stop();
    await fleet.close();
  }
  // With JSON on stdout, what is for people goes beside it.
  const account = output.format === "json" ? stderr : stdout;
  account.write(accountOf(events, fleet));
  return 0;
}

function accountOf(events: readonly StatusEvent[], fleet: DemoFleet): string {
  const polls = [...fleet.answers.values()].reduce((sum, n) => sum + n, 0);
  const answers = [...fleet.answers].sort(([a], [b]) => a - b).map(([status, n]) => `${n} × ${status}`);
  const changes = new Map<string, number>();
  for (const { change } of events) changes.set(change, (changes.get(change) ?? 0) + 1);
  const posts = SCRIPT.flatMap(({ incidents }) =>
    incidents.flatMap((incident) => incident.posts.filter(({ atS }) => atS > 0)),
  );
  const updates = events.filter(({ change, kind }) => change !== "ongoing" && kind !== "provider");
  return [
    "",
    `${polls} requests were answered: ${answers.join(", ")}.`,
    `${events.length} events were told: ${[...changes].map(([change, n]) => `${n} ${change}`).join(", ")}.`,
    `The pages posted ${posts.length} updates; ${new Set(updates.map(({ id }) => id)).size} were told, ${updates.length - new Set(updates.map(({ id }) => id)).size} twice.`,
    "Now for real: status-watch run",
    "",
  ].join("\n");
}

async function orStopped(promise: Promise<unknown>, stopped: AbortSignal): Promise<void> {
  if (stopped.aborted) return;
  let stop: () => void = () => {};
  const isStopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  stopped.addEventListener("abort", stop, { once: true });
  await Promise.race([promise, isStopped]);
  stopped.removeEventListener("abort", stop);
}
