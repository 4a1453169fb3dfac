// Writes config/providers.schema.json from the schemas that check the configuration: `npm run schema`.
import { writeFileSync } from "node:fs";
import { configJsonSchema } from "../dist/config/json-schema.js";
import { CONSUMERS } from "../dist/consumers/index.js";
import { FORMAT_NAMES } from "../dist/feeds/index.js";

const path = new URL("../config/providers.schema.json", import.meta.url);
writeFileSync(path, `${JSON.stringify(configJsonSchema(FORMAT_NAMES, CONSUMERS), null, 2)}\n`);
