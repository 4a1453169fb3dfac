import { openCatalogue } from "../catalogue.ts";
import { removeProvider as removeFrom } from "../config/edit.ts";
import { describePath } from "../config/load.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { UsageError } from "../errors.ts";
import { findConfig } from "./config.ts";
import type { CommandContext } from "./types.ts";

/** Takes a provider out of the configuration; comments and layout of the rest stay. */
export async function removeProvider(name: string, context: CommandContext): Promise<number> {
  const { path, isPackaged } = findConfig(context);
  const file = describePath(path, context.cwd);
  if (isPackaged) {
    throw new UsageError(
      `the packaged configuration ${path} is never written; copy it to config/providers.yaml first`,
    );
  }
  await writeAtomically(path, removeFrom(await readConfigText(path, file), name, file, openCatalogue));
  context.stdout.write(`removed ${name} from ${file}\n`);
  return 0;
}
