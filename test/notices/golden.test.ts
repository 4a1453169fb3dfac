import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { NOTICE_NAMES, NOTICES, readNotice } from "../../src/notices/index.ts";
import { legible } from "../feeds/legible.ts";
import { EXPECTATION, FIXTURES } from "../helpers/fixtures.ts";
import { ABOUT, noticeCases } from "../helpers/notices.ts";

describe.each(NOTICE_NAMES)("the shape %s", (format) => {
  const cases = noticeCases(format);

  it.each(cases)("reads $name as a person would", ({ body, expectation }) => {
    const notice = readNotice(JSON.parse(body.toString()), ABOUT);
    expect(notice?.format).toBe(format);
    expect(legible(tidySnapshot(notice?.snapshot ?? expect.fail()))).toStrictEqual(
      JSON.parse(readFileSync(expectation, "utf8")),
    );
  });

  it.each(cases)("is the only one that recognises $name", ({ body }) => {
    const payload = JSON.parse(body.toString());
    expect(NOTICE_NAMES.filter((name) => NOTICES[name].recognises(payload))).toEqual([format]);
  });

  it("has a case, and one for each expectation", () => {
    const names = cases.map(({ name }) => name);
    expect(names).not.toEqual([]);
    const files = readdirSync(join(FIXTURES, "notices", format));
    const expectations = files.filter((file) => file.endsWith(EXPECTATION));
    expect(expectations.map((file) => file.slice(0, -EXPECTATION.length)).sort()).toEqual(names.sort());
  });
});
