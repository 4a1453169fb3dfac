import { CommanderError } from "commander";
import { createProgram } from "../../src/commands/program.ts";

/** What is wrong with the words behind `status-watch`, none of which is performed; undefined where nothing is. */
export async function complaintAbout(words: readonly string[]): Promise<string | undefined> {
  const program = createProgram({ perform: async () => {} });
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  try {
    await program.parseAsync([...words], { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error.message;
  }
}
