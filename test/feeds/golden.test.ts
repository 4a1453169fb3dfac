import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { FORMAT_NAMES, FORMATS, type FormatName } from "../../src/feeds/index.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { parseStatuspage } from "../../src/feeds/statuspage/parse.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { createDocument, type Document } from "../../src/http/document.ts";
import type { Snapshot } from "../../src/types.ts";
import { contentTypeOf } from "../helpers/server.ts";
import { legible } from "./legible.ts";

/** A payload `<case>.<ext>` beside what a person reads in it, `<case>.snapshot.json`. */
const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const EXPECTATION = ".snapshot.json";

const PARSERS = {
  statuspage: parseStatuspage,
  atom: parseAtom,
  rss: parseRss,
} satisfies Record<FormatName, (document: Document) => Snapshot>;

function filesOf(format: FormatName): string[] {
  return readdirSync(join(FIXTURES, format)).sort();
}

function payloadsOf(format: FormatName): string[] {
  return filesOf(format).filter((file) => !file.endsWith(EXPECTATION));
}

function load(format: FormatName, file: string): Document {
  const url = new URL(`https://feeds.example.com/${file}`);
  return createDocument(
    url,
    { "content-type": contentTypeOf(file) },
    readFileSync(join(FIXTURES, format, file)),
  );
}

function expectationFor(format: FormatName, file: string): unknown {
  const path = join(FIXTURES, format, file.slice(0, -extname(file).length) + EXPECTATION);
  return JSON.parse(readFileSync(path, "utf8"));
}

describe.each(FORMAT_NAMES)("the format %s", (format) => {
  it.each(payloadsOf(format))("reads %s as a person would", (file) => {
    const snapshot = tidySnapshot(PARSERS[format](load(format, file)));
    expect(legible(snapshot)).toStrictEqual(expectationFor(format, file));
  });

  it("has a payload for each expectation", () => {
    const cases = payloadsOf(format).map((file) => file.slice(0, -extname(file).length));
    expect(filesOf(format).filter((file) => file.endsWith(EXPECTATION))).toEqual(
      cases.map((name) => name + EXPECTATION),
    );
  });

  it.each(payloadsOf(format))("is the only one to recognise %s", (file) => {
    const document = load(format, file);
    const recognised = FORMAT_NAMES.filter((name) => FORMATS[name].recognises(document));
    // incident.io answers in Statuspage's shape without its texts: readable, but not what such a page is watched by.
    expect(recognised).toEqual(file.startsWith("incidentio-") ? [] : [format]);
  });
});
