import type { ChalkInstance } from "chalk";
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { StatusEvent } from "../types.ts";

/** What became of one delivery. The bus retries; a consumer never does. */
export type Delivery =
  /** `thread`: what the consumer wants to be given with the next event of the same incident, such as a message's id. */
  | { readonly outcome: "delivered"; readonly thread?: string }
  | { readonly outcome: "retry"; readonly reason: string; readonly afterMs?: number }
  | { readonly outcome: "drop"; readonly reason: string }
  /** Nobody is left to be told for as long as this program runs: what is owed stays owed. */
  | { readonly outcome: "gone"; readonly reason: string };

/** Whoever is told of events. */
export interface Consumer {
  readonly name: string;
  /**
   * Never throws for what a network or a service may do. `thread` is what the last delivery of an event of the same
   * incident answered with; it outlives restarts where state does.
   */
  deliver(event: StatusEvent, thread?: string): Promise<Delivery>;
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
  /** For one delivery; default 15 s. */
  readonly deadlineMs?: number;
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
  /** It opens and closes alerts: a digest of several events is nothing that it could do so by. */
  readonly isAlerting?: boolean;
  /** Why such a consumer does nothing about an event that it is told of; undefined where it does something. */
  whyNot?(event: StatusEvent, options: Options): string | undefined;
  create(name: string, options: Options, context: ConsumerContext): Consumer;
}
