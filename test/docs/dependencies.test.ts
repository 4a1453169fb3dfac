import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../helpers/cli.ts";

interface Package {
  readonly license?: string;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const DOC = readFileSync(join(PROJECT, "docs", "dependencies.md"), "utf8");
const { packages } = JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, Package>>;
};

/** What may be used and passed on with nothing but a notice. */
const PERMISSIVE = new Set([
  ...["MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Unlicense", "0BSD"],
]);

/** As Node finds a package from within another: in the nearest folder that has it. */
function locate(name: string, from: string): string | undefined {
  const path = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  if (packages[path]) return path;
  return from === ""
    ? undefined
    : locate(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
}

/** All that comes with a package; those that are for some systems only are left out. */
function broughtBy(path: string, found = new Set<string>()): Set<string> {
  const { dependencies, peerDependencies } = packages[path] ?? {};
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const at = locate(name, path);
    if (at === undefined || found.has(at) || packages[at]?.optional) continue;
    broughtBy(at, found.add(at));
  }
  return found;
}

function toldIn(heading: string): string[] {
  const [, section = ""] = DOC.split(`## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| `(.*?)` \| .*? \| (.*?) \| (\d+) \|$/gm)].map((row) =>
    row.slice(1).join(" "),
  );
}

describe("docs/dependencies.md", () => {
  it.each([
    ["At run time", "dependencies"],
    ["To develop it", "devDependencies"],
  ] as const)("tells of each package, its licence and what it brings: %s", (heading, kind) => {
    const names = Object.keys(packages[""]?.[kind] ?? {});
    expect(toldIn(heading)).toEqual(
      names.map((name) => {
        const path = `node_modules/${name}`;
        const brought = broughtBy(path);
        brought.delete(path);
        return `${name} ${packages[path]?.license} ${brought.size}`;
      }),
    );
  });

  it("says truly that nothing is run to install what is needed at run time, and that it may be passed on", () => {
    const all = [...broughtBy("")];
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((path) => packages[path]?.hasInstallScript)).toEqual([]);
    expect(all.filter((path) => !PERMISSIVE.has(packages[path]?.license ?? "none"))).toEqual([]);
  });
});
