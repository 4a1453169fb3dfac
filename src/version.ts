import { readFileSync } from "node:fs";

/** Of the package this file is part of; read, so that it is written in one place only. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
).version;

/** What we call ourselves to servers. */
export const USER_AGENT = `status-watch/${VERSION} (+https://www.npmjs.com/package/status-watch)`;
