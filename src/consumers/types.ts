import type { ChalkInstance } from "chalk";
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { StatusEvent } from "../types.ts";

/** What became of one delivery. The bus retries; a consumer never does. */
export type Delivery =
  | { readonly outcome: "delivered" }
  | { readonly outcome: "retry"; readonly reason: string; readonly afterMs?: number }
  | { readonly outcome: "drop"; readonly reason: string };

/** Whoever is told of events. */
export interface Consumer {
  readonly name: string;
  deliver(event: StatusEvent): Promise<Delivery>;
  /** Called once, after the last delivery. */
  close?(): Promise<void>;
}

/** What a consumer may need of the program around it. */
export interface ConsumerContext {
  readonly log: Logger;
  readonly clock: Clock;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** What the command line says of output; a consumer's own options go first. */
  readonly output: OutputOptions;
}

export interface OutputOptions {
  readonly format: "text" | "pretty" | "json";
  readonly timeZone: "utc" | "local";
  readonly chalk: ChalkInstance;
}

/** A kind of consumer: one file in this folder and one line in the registry. */
export interface ConsumerType<Options = unknown> {
  /** Checked when the configuration is loaded; `type` and `name` are the registry's and not passed on. */
  readonly options: z.ZodType<Options>;
  create(name: string, options: Options, context: ConsumerContext): Consumer;
}
