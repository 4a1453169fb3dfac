import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { detect } from "../../src/feeds/detection/detect.ts";
import { FORMAT_NAMES } from "../../src/feeds/index.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { casesOf, EXPECTATION, FIXTURES } from "../helpers/fixtures.ts";
import { legible } from "./legible.ts";

describe.each(FORMAT_NAMES)("the format %s", (format) => {
  const cases = casesOf(format);

  it.each(cases)("reads $name as a person would", async ({ site, expectation }) => {
    const reading = await site.read(format);
    expect(reading).toMatchObject({ outcome: "read" });
    if (reading.outcome !== "read") return;
    expect(legible(tidySnapshot(reading.snapshot))).toStrictEqual(
      JSON.parse(readFileSync(expectation, "utf8")),
    );
  });

  it.each(cases)("is what detection finds $name to be", async ({ name, site }) => {
    const detection = await detect(site.page, site.fetch);
    // incident.io answers in Statuspage's shape: readable so, but a page of its own kind.
    const expected = name.startsWith("incidentio-") && format === "statuspage" ? "incidentio" : format;
    expect(detection).toMatchObject({ found: true, format: expected });
  });

  it("has a case, and one for each expectation", () => {
    const names = cases.map(({ name }) => name);
    expect(names).not.toEqual([]);
    const expectations = readdirSync(join(FIXTURES, format)).filter((file) => file.endsWith(EXPECTATION));
    for (const file of expectations) expect(names).toContain(file.slice(0, -EXPECTATION.length));
  });
});
