import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tidySnapshot } from "../../../src/feeds/tidy.ts";
import { MAIL_FORMATS } from "../../../src/notices/mail/index.ts";
import { legible } from "../../feeds/legible.ts";
import { CASES, MAILS, readCase } from "./eml.ts";

it.each(CASES)("reads %s as a person would", async (name) => {
  const notice = await readCase(name);
  const tidied =
    notice.kind === "notice" ? { ...notice, snapshot: legible(tidySnapshot(notice.snapshot)) } : notice;
  const expectation: unknown = JSON.parse(readFileSync(join(MAILS, `${name}.json`), "utf8"));
  expect(JSON.parse(JSON.stringify(tidied))).toStrictEqual(expectation);
});

it("has a mail for each expectation", () => {
  const expectations = readdirSync(MAILS).filter((file) => file.endsWith(".json"));
  expect(expectations.map((file) => file.slice(0, -".json".length))).toEqual(CASES);
});

it("reads the mails of these", () => {
  expect(Object.keys(MAIL_FORMATS)).toEqual(["statuspage", "incidentio", "openstatus", "generic"]);
});
