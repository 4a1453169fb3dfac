import type { Command } from "commander";
import type { NameSource } from "../../completion/names.ts";
import type { CommandContext } from "../types.ts";

/** A command with its options and help. What it does is loaded when it is called. */
export interface CommandSpec<Options> {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** The exit code when it cannot do what it is asked; default 1. */
  readonly failureCode?: number;
  /** Whether `--format` means how output is written. */
  readonly hasOutput: boolean;
  readonly define?: (command: Command) => void;
  /** What shells complete its arguments and options with, by name, where that is not among a few choices. */
  readonly completes?: Readonly<Record<string, NameSource | "files" | "folders">>;
  readonly act: (context: CommandContext, options: Options, args: readonly unknown[]) => Promise<number>;
}
