import { describe, expect, it } from "vitest";
import { detect } from "../../src/feeds/detection/detect.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import type { Snapshot } from "../../src/types.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { insensible } from "../helpers/sensible.ts";
import { PAGE, Site } from "../helpers/site.ts";
import { FOLDERS, FORMAT_OF, UNREADABLE } from "./expected.ts";

describe.skipIf(!hasCorpus)("every captured payload is read by the format that detection finds", () => {
  for (const folder of FOLDERS) {
    const files = corpusFiles(folder).filter((file) => !(`${folder}/${file}` in UNREADABLE));
    it.each(files)(`${folder}/%s`, async (file) => {
      // A web page is what lies at the page's own address.
      const url = file.endsWith(".html") ? PAGE : new URL(file, PAGE).href;
      const site = new Site(url, new Map([[url, readCorpus(folder, file)]]));
      const detection = await detect(site.page, site.fetch);
      expect(detection).toMatchObject({ found: true, format: FORMAT_OF(`${folder}/${file}`) });
      if (!detection.found) return;
      const reading = await site.read(detection.format);
      expect(reading).toMatchObject({ outcome: "read" });
      if (reading.outcome !== "read") return;
      const snapshot = tidySnapshot(reading.snapshot);
      expect(insensible(snapshot)).toEqual([]);
      expect(tellsSomething(snapshot)).toBe(true);
    });
  }
});

describe.skipIf(!hasCorpus)("of the captures that are no page's answer", () => {
  const files = Object.entries(UNREADABLE).filter(([, why]) => why.includes("no page answers"));

  it.each(files)("%s is taken for none", async (file) => {
    const url = new URL(file, PAGE).href;
    const site = new Site(url, new Map([[url, readCorpus(...file.split("/"))]]));
    expect(await detect(site.page, site.fetch)).toMatchObject({ found: false });
  });
});

function tellsSomething({ incidents, components, indicator }: Snapshot): boolean {
  return incidents.length > 0 || (components ?? []).length > 0 || indicator !== undefined;
}
