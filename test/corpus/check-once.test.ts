import { stripVTControlCharacters } from "node:util";
import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { detect } from "../../src/feeds/detection/detect.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { pageState } from "../../src/polling/page-state.ts";
import { type PageReport, reportSummary, reportTable } from "../../src/render/report.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { PAGE, Site } from "../helpers/site.ts";
import { FOLDERS } from "./expected.ts";

const EVERYTHING = { components: [], ignoredComponents: [], ignoredKinds: [] };
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

async function reportOf(folder: string, file: string): Promise<PageReport> {
  const url = file.endsWith(".html") ? PAGE : new URL(file, PAGE).href;
  const site = new Site(url, new Map([[url, readCorpus(folder, file)]]));
  const detection = await detect(site.page, site.fetch);
  const reading = detection.found ? await site.read(detection.format) : undefined;
  const about = { provider: file.slice(0, 30), url };
  if (reading?.outcome !== "read") {
    const error = `${url} is no status page of a known kind`;
    return { ...about, impact: "unknown", open: [], affected: [], error };
  }
  return { ...about, ...pageState(tidySnapshot(reading.snapshot), EVERYTHING) };
}

/** Of all captures, as check-once shows them. */
async function reports(): Promise<PageReport[]> {
  const files = FOLDERS.flatMap((folder) => corpusFiles(folder).map((file) => [folder, file] as const));
  return Promise.all(files.map(([folder, file]) => reportOf(folder, file)));
}

describe.skipIf(!hasCorpus)("the table of all captures", async () => {
  const all = hasCorpus ? await reports() : [];

  it.each([80, 200])("fits into %i columns, addresses aside, and has a row a page", (columns) => {
    const lines = reportTable(
      all,
      { chalk: new Chalk({ level: 0 }), timeZone: "utc", format: "text" },
      columns,
    );
    expect(lines.filter((line) => line.length > columns && !line.includes("://"))).toEqual([]);
    expect(lines.filter((line) => CONTROL.test(line))).toEqual([]);
    expect(lines.filter((line) => /^[✔◆▲?] /.test(line))).toHaveLength(all.length);
  });

  it("says the same with colours and without", () => {
    const [plain, colored] = [0, 1].map((level) => {
      const output = {
        chalk: new Chalk({ level: level as 0 | 1 }),
        timeZone: "utc",
        format: "pretty",
      } as const;
      return [...reportTable(all, output, 80), reportSummary(all, output)];
    });
    expect(colored?.map(stripVTControlCharacters)).toEqual(plain);
    expect(colored).not.toEqual(plain);
  });

  it("counts the pages in each state beneath", () => {
    const output = { chalk: new Chalk({ level: 0 }), timeZone: "utc", format: "pretty" } as const;
    const counts = reportSummary(all, output).match(/\d+(?= (?!pages))/g) ?? [];
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(all.length);
  });
});
