import type { ChalkInstance } from "chalk";
import { whyFiltered } from "../audience/selection.ts";
import type { Verdict } from "../audience/types.ts";
import { verdictOf } from "../audience/verdict.ts";
import { systemClock } from "../clock.ts";
import type { ConsumerConfig } from "../config/consumers.ts";
import type { Config } from "../config/load.ts";
import { quote } from "../config/suggest.ts";
import { consumerTypeNamed } from "../consumers/index.ts";
import { UsageError } from "../errors.ts";
import { present } from "../present.ts";
import { table } from "../render/table.ts";
import { stripControls } from "../text.ts";
import type { StatusEvent } from "../types.ts";
import { findConfig, readConfig } from "./config.ts";
import { readEvent } from "./read-event.ts";
import type { CommandContext } from "./types.ts";

export interface ExplainOptions {
  /** `--at`, as typed. */
  readonly at?: string;
}

interface Answer {
  readonly consumer: string;
  readonly verdict: Verdict;
}

/** Shows of each consumer whether it would be told of an event, when, and why not. */
export async function explain(
  path: string,
  options: ExplainOptions,
  context: CommandContext,
): Promise<number> {
  const { stdout, output, log } = context;
  const nowMs = momentOf(options.at);
  const config = await readConfig(findConfig(context).path, context);
  const event = await readEvent(path, context);
  if (!providerOf(event, config)) {
    const asIf = "judged as if it had neither tags nor a filter of its own";
    log.warn(`no provider of ${config.file} is called ${quote(event.provider)}; ${asIf}`);
  }
  const answers = config.consumers.map((consumer) => {
    const verdict = judge(event, consumer, config, nowMs);
    return { consumer: consumer.name, verdict };
  });
  const lines = output.format === "json" ? answers.map(toJson) : tableOf(answers, output.chalk);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}

/** A provider's own filter leaves out for all consumers alike. */
function judge(
  event: StatusEvent,
  { rules, type, options }: ConsumerConfig,
  config: Config,
  nowMs: number,
): Verdict {
  const provider = providerOf(event, config);
  const why = provider && event.change !== "digest" ? whyFiltered(event, provider.filter) : undefined;
  if (why !== undefined) return { tell: "never", why: `${why}, by the provider's own settings` };
  const verdict = verdictOf(event, rules, { tags: provider?.tags ?? [] }, nowMs);
  // What it is told of may still be nothing to a consumer of its kind.
  const own = verdict.tell === "never" ? undefined : consumerTypeNamed(type)?.whyNot?.(event, options);
  return own === undefined ? verdict : { tell: "never", why: own };
}

function providerOf(event: StatusEvent, { providers }: Config) {
  return providers.find(({ name }) => name.toLowerCase() === event.provider.toLowerCase());
}

function toJson({ consumer, verdict }: Answer): string {
  const { tell, why } = verdict;
  const later = verdict.tell === "later" ? verdict : undefined;
  const at = later && new Date(later.atMs).toISOString();
  return JSON.stringify({ consumer, tell, ...present({ at, as: later?.as, why }) });
}

function tableOf(answers: readonly Answer[], chalk: ChalkInstance): string[] {
  const colors = { now: chalk.green, later: chalk.yellow, never: chalk.red };
  const rows = answers.map(({ consumer, verdict: { tell, why } }) => [
    chalk.bold(consumer),
    colors[tell](tell),
    stripControls(why ?? "told as soon as it is known").replaceAll("\n", " "),
  ]);
  return table(rows, Number.POSITIVE_INFINITY);
}

function momentOf(at: string | undefined): number {
  if (at === undefined) return systemClock.now();
  const ms = /^\d{4}-\d\d-\d\d/.test(at) ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(`--at: ${quote(at)} is no time such as 2025-11-03T22:30:00Z`);
}
