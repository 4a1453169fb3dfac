/** The one family of errors that are a person's to mend: printed as their message alone, without a stack. */
export class StatusWatchError extends Error {
  override readonly name: string = "StatusWatchError";
}

/** The command line, the configuration or an address given by the user is wrong. */
export class UsageError extends StatusWatchError {
  override readonly name = "UsageError";
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the log, of what is a bug of ours: where it was thrown, if that is known. */
export function traceOf(error: unknown): string {
  return (error instanceof Error && error.stack) || String(error);
}
