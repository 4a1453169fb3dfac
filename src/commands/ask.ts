import { createInterface } from "node:readline/promises";
import { UsageError } from "../errors.ts";
import type { CommandContext } from "./types.ts";

/** Asks on the terminal; where there is none, there is nobody to ask. */
export async function ask(question: string, { stdin, stderr, stopped }: CommandContext): Promise<string> {
  if (!stdin.isTTY || !stderr.isTTY)
    throw new UsageError("give the address of the status page; --help has examples");
  const prompt = createInterface({ input: stdin, output: stderr });
  try {
    return (await prompt.question(question, { signal: stopped })).trim();
  } finally {
    prompt.close();
  }
}
