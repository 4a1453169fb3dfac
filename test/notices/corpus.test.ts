import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { FormatError } from "../../src/feeds/types.ts";
import { NOTICE_NAMES, NOTICES, readNotice } from "../../src/notices/index.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { insensible } from "../helpers/sensible.ts";

const ABOUT = { receivedAtMs: Date.UTC(2026, 0), pageUrl: "https://status.example.com/" };
const NOT_JSON = /INVALID/;
/** Samples whose every value is an empty text: known by their keys, and nothing to be read in them. */
const EMPTY = /^instatus__docs-/;
const files = corpusFiles("webhooks").filter((file) => !NOT_JSON.test(file));

describe.skipIf(!hasCorpus)("captured and documented webhooks", () => {
  it.each(files)("%s is known by its content, to one shape", (file) => {
    const payload = JSON.parse(readCorpus("webhooks", file).toString());
    const expected = file.startsWith("instatus") ? "instatus" : "statuspage";
    expect(NOTICE_NAMES.filter((name) => NOTICES[name].recognises(payload))).toEqual([expected]);
  });

  it.each(files.filter((file) => !EMPTY.test(file)))("%s is read, and makes sense", (file) => {
    const notice = readNotice(JSON.parse(readCorpus("webhooks", file).toString()), ABOUT);
    const snapshot = tidySnapshot(notice?.snapshot ?? expect.fail());
    expect(insensible(snapshot)).toEqual([]);
    expect(snapshot.incidents.length + (snapshot.components?.length ?? 0)).toBeGreaterThan(0);
  });

  it.each(files.filter((file) => EMPTY.test(file)))("%s is refused as one that lacks its ids", (file) => {
    const payload = JSON.parse(readCorpus("webhooks", file).toString());
    expect(() => readNotice(payload, ABOUT)).toThrow(FormatError);
  });
});
