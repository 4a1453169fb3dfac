// Writes what follows from the registry of formats and the schemas that check the configuration: `npm run schema`. These
// are config/providers.schema.json, and src/feeds/names.ts, by which a configuration is checked without loading them all.
import { writeFileSync } from "node:fs";
import { configJsonSchema } from "../dist/config/json-schema.js";
import { CONSUMERS } from "../dist/consumers/index.js";
import { FORMAT_NAMES } from "../dist/feeds/index.js";

const names = FORMAT_NAMES.map((name) => `  "${name}",\n`).join("");
writeFileSync(
  new URL("../src/feeds/names.ts", import.meta.url),
  `/** The formats of the registry, for those that only check names. \`npm run schema\` writes this file. */
export const FORMAT_NAMES: readonly string[] = [\n${names}];\n`,
);
writeFileSync(
  new URL("../config/providers.schema.json", import.meta.url),
  `${JSON.stringify(configJsonSchema(FORMAT_NAMES, CONSUMERS), null, 2)}\n`,
);
