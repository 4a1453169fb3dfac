import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMAT_NAMES, FORMATS } from "../src/feeds/index.ts";
import type { Proof } from "../src/feeds/types.ts";

const README = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");

/** The formats that a point of the README's list names, by the words it begins with. */
function named(beginning: string): string[] {
  const point =
    README.split(/\n(?=- |\n)/).find((text) => text.trimStart().startsWith(`- ${beginning}`)) ?? "";
  return [...point.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
}

describe("the README", () => {
  it.each([
    ["Proved on captured pages", "captured"],
    ["Proved on samples", "documented"],
    ["**Unproven**", "unproven"],
  ] as const)("says truly which formats are: %s", (beginning, proof: Proof) => {
    expect(named(beginning)).toEqual(FORMAT_NAMES.filter((name) => FORMATS[name].proof === proof));
  });
});
