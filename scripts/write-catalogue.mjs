// Writes dist/catalogue.json from config/catalogue.yaml; part of `npm run build`.
import { readFileSync, writeFileSync } from "node:fs";
import { readCatalogue } from "../dist/catalogue-file.js";

const text = readFileSync(new URL("../config/catalogue.yaml", import.meta.url), "utf8");
writeFileSync(new URL("../dist/catalogue.json", import.meta.url), `${JSON.stringify(readCatalogue(text))}\n`);
