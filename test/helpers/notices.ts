import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NOTICE_NAMES, type NoticeName } from "../../src/notices/index.ts";
import type { AboutNotice } from "../../src/notices/types.ts";
import { EXPECTATION, FIXTURES } from "./fixtures.ts";
import { PAGE } from "./site.ts";

/** When the fixtures' notices came in, and of what they are. */
export const ABOUT: AboutNotice = { receivedAtMs: Date.parse("2026-03-04T12:00:00Z"), pageUrl: PAGE };

export interface NoticeCase {
  readonly name: string;
  readonly format: NoticeName;
  readonly body: Buffer;
  /** The file that says what a person reads in it. */
  readonly expectation: string;
}

/** `notices/<shape>/<case>.json`, beside `<case>.snapshot.json`. */
export function noticeCases(format: NoticeName): NoticeCase[] {
  const folder = join(FIXTURES, "notices", format);
  const files = readdirSync(folder).filter((file) => !file.endsWith(EXPECTATION));
  return files.sort().map((file) => {
    const name = file.replace(/\.json$/, "");
    return {
      name,
      format,
      body: readFileSync(join(folder, file)),
      expectation: join(folder, name + EXPECTATION),
    };
  });
}

export function allNoticeCases(): NoticeCase[] {
  return NOTICE_NAMES.flatMap(noticeCases);
}
