import { createInterface } from "node:readline/promises";
import { StatusWatchError, UsageError } from "../errors.ts";
import type { CommandContext } from "./types.ts";

/** Whoever was asked has left instead of answering. */
export class LeftError extends StatusWatchError {
  constructor() {
    super("\nleft at that; nothing was written");
  }
}

/** Asks on the terminal; where there is none, there is nobody to ask. */
export async function ask(question: string, { stdin, stderr, stopped }: CommandContext): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY)
    throw new UsageError("give the address of the status page; --help has examples");
  const prompt = createInterface({ input: stdin, output: stderr });
  try {
    return (await prompt.question(question, { signal: stopped })).trim();
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw new LeftError();
    throw error;
  } finally {
    prompt.close();
  }
}
