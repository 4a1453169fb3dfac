import type { OutputOptions } from "../consumers/types.ts";
import type { Logger } from "../log.ts";

/** What a command may know of the process around it. A command gives its exit code, and never exits by itself. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly log: Logger;
  readonly output: OutputOptions;
  /** `--config`. */
  readonly configPath?: string;
  /** Aborted when the user wants the program to end. */
  readonly stopped: AbortSignal;
  /** Calls back whenever the user asks for a reload. */
  onReload(callback: () => void): void;
}
