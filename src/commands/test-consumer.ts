import { systemClock } from "../clock.ts";
import { didYouMean, quote } from "../config/suggest.ts";
import type { Consumer, Delivery } from "../consumers/types.ts";
import type { Subscription } from "../delivery/bus.ts";
import { messageOf, UsageError } from "../errors.ts";
import { conceal } from "../secrets.ts";
import type { StatusEvent } from "../types.ts";
import { findConfig, readConfig } from "./config.ts";
import { createSubscriptions } from "./run.ts";
import type { CommandContext } from "./types.ts";

/** Sends a sample event to every consumer, or the one named, and says what came of it. */
export async function testConsumer(name: string | undefined, context: CommandContext): Promise<number> {
  const config = await readConfig(findConfig(context).path, context);
  const consumers = selected(createSubscriptions(config, context), name);
  let failures = 0;
  for (const { consumer, secrets = [] } of consumers) {
    const delivery = await deliver(consumer);
    await consumer.close?.();
    if (delivery.outcome !== "delivered") failures++;
    context.stderr.write(`${conceal(describe(consumer, delivery), { secrets })}\n`);
  }
  return failures > 0 ? 1 : 0;
}

function selected(consumers: readonly Subscription[], name: string | undefined): readonly Subscription[] {
  if (name === undefined) return consumers;
  const found = consumers.filter(({ consumer }) => consumer.name.toLowerCase() === name.toLowerCase());
  if (found.length > 0) return found;
  const hint = didYouMean(
    name,
    consumers.map(({ consumer }) => consumer.name),
  );
  throw new UsageError(`no consumer is called ${quote(name)}${hint}`);
}

async function deliver(consumer: Consumer): Promise<Delivery> {
  try {
    return await consumer.deliver(sampleEvent(systemClock.now()));
  } catch (error) {
    return { outcome: "drop", reason: messageOf(error) };
  }
}

function describe({ name }: Consumer, delivery: Delivery): string {
  switch (delivery.outcome) {
    case "delivered":
      return `${name}: delivered`;
    case "retry":
      return `${name}: not delivered: ${delivery.reason}; run would try again`;
    case "drop":
      return `${name}: not delivered: ${delivery.reason}; run would give it up`;
    case "gone":
      return `${name}: not delivered: ${delivery.reason}; run would end`;
  }
}

/** Plainly a test, and an end, so that nobody is woken by it and nothing stays open. */
function sampleEvent(nowMs: number): StatusEvent {
  const now = new Date(nowMs).toISOString();
  return {
    id: `status-watch/test/${nowMs}`,
    kind: "incident",
    change: "resolved",
    provider: "status-watch",
    product: "status-watch - Test",
    incidentId: `test-${nowMs}`,
    updateId: "1",
    title: "A test of this consumer",
    status: "resolved",
    impact: "minor",
    message: "This is a test: nothing is wrong, and nothing was.",
    components: ["Test"],
    url: "https://www.npmjs.com/package/status-watch",
    startedAt: now,
    updatedAt: now,
    detectedAt: now,
    source: "poll",
  };
}
