import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { parseStatuspage } from "../../src/feeds/statuspage/parse.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { createDocument } from "../../src/http/document.ts";
import type { Snapshot } from "../../src/types.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { insensible } from "../helpers/sensible.ts";

const PARSERS = {
  "statuspage-json": parseStatuspage,
  "statuspage-atom": parseAtom,
  "statuspage-rss": parseRss,
};

describe.skipIf(!hasCorpus)("every captured payload parses to a sensible snapshot", () => {
  for (const [folder, parse] of Object.entries(PARSERS)) {
    it.each(corpusFiles(folder))(`${folder}/%s`, (file) => {
      const body = readCorpus(folder, file);
      const snapshot = tidySnapshot(
        parse(createDocument(new URL(`https://status.example.com/${file}`), {}, body)),
      );
      expect(insensible(snapshot)).toEqual([]);
      expect(tellsSomething(snapshot)).toBe(true);
    });
  }
});

function tellsSomething({ incidents, components, indicator }: Snapshot): boolean {
  return incidents.length > 0 || (components ?? []).length > 0 || indicator !== undefined;
}
