import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatByAddress } from "../../src/feeds/detection/detect.ts";
import { FORMAT_NAMES, FORMATS, type FormatName, formatNamed } from "../../src/feeds/index.ts";
import { PROJECT } from "../helpers/cli.ts";

const DOC = readFileSync(join(PROJECT, "docs", "formats.md"), "utf8");
const PROOFS = { captured: "real pages", documented: "its samples", unproven: "unproven" };
/** A page of which nothing is known but that it is one. */
const ANY_PAGE = new URL("https://status.example.com/");

interface Row {
  readonly name: FormatName;
  readonly label: string;
  readonly proof: string;
  readonly address: string;
  readonly elsewhere: string;
}

const rows = [...DOC.matchAll(/^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) ?\| (.*?) ?\|$/gm)].map(
  ([, name, label = "", proof = "", address = "", elsewhere = ""]) => {
    return {
      name: formatNamed(name) ?? "atom",
      label,
      proof,
      address: unquoted(address),
      elsewhere,
    } satisfies Row;
  },
);

function unquoted(cell: string): string {
  return cell.replaceAll("`", "");
}

describe("docs/formats.md", () => {
  it("tells of every format, in their order, what it is and what it was proved on", () => {
    expect(rows.map(({ name, label, proof }) => ({ name, label, proof }))).toEqual(
      FORMAT_NAMES.map((name) => ({ name, label: FORMATS[name].label, proof: PROOFS[FORMATS[name].proof] })),
    );
  });

  it.each(rows)(
    "tells addresses of $name that say alone what they are, or where to look",
    ({ name, address }) => {
      if (address === "") {
        expect(FORMATS[name].probes(ANY_PAGE)).not.toEqual([]);
        return;
      }
      const url = new URL(address);
      // Of some hosts it is known where their documents are, and only asking tells whether they are there.
      const isKnownHost = FORMATS[name].probes(url).length > FORMATS[name].probes(ANY_PAGE).length;
      expect(isKnownHost || formatByAddress(url) === name).toBe(true);
    },
  );

  it.each(rows)("tells where documents of $name are looked for", ({ name, elsewhere }) => {
    const paths = [...elsewhere.matchAll(/`(.*?)`/g)].map(([, path]) => path);
    expect(paths).toEqual(FORMATS[name].probes(ANY_PAGE).map(({ pathname }) => pathname));
    expect(elsewhere.includes("its marks")).toBe(FORMATS[name].marks !== undefined);
  });
});
