import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { openCatalogue } from "../../src/catalogue.ts";
import { parseConfig } from "../../src/config/load.ts";
import { CONSUMERS } from "../../src/consumers/index.ts";
import { FORMAT_NAMES } from "../../src/feeds/index.ts";
import { isRecord } from "../../src/records.ts";
import { PROJECT } from "../helpers/cli.ts";

const DOC = readFileSync(join(PROJECT, "docs", "configuration.md"), "utf8");

/** Each example, and what it would be beside a provider. */
const examples = [...DOC.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = ""]) => {
  const data: unknown = parse(yaml);
  return { providers: [{ use: "github" }], ...(isRecord(data) ? data : {}) };
});

/** Every key that the tables tell of, beneath its section; of a type's options beneath the type. */
function toldKeys(): string[] {
  const sections = DOC.matchAll(/<!-- keys of (.*?) -->(.*?)<!-- end -->/gs);
  return [...sections].flatMap(([, name = "", text = ""]) => {
    const keys = (section: string, rows: string) =>
      [...rows.matchAll(/^\| `(.*?)` \|/gm)].map(([, key]) => `${section}${key}`);
    if (name !== "each type") return keys(name === "the file" ? "" : `${name}.`, text);
    const types = text.split(/^#### /m).slice(1);
    return types.flatMap((rows) => keys(`${rows.slice(0, rows.indexOf("\n"))}.`, rows));
  });
}

/** Every key that the examples use, named in the same way. */
function usedKeys(): Set<string> {
  const beneath = (value: unknown, path: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => beneath(item, path));
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, below]) => [
      `${path}${key}`,
      ...beneath(below, `${path}${key}.`),
    ]);
  };
  const used = examples.flatMap((example) => {
    const consumers = "consumers" in example && Array.isArray(example.consumers) ? example.consumers : [];
    return [
      ...beneath(example, ""),
      ...consumers.flatMap((consumer) =>
        isRecord(consumer) ? beneath(consumer, `${consumer["type"]}.`) : [],
      ),
    ];
  });
  return new Set(used);
}

function load(example: object) {
  const text = stringify(example);
  const env = Object.fromEntries(
    [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => [name, valueFor(name)]),
  );
  const known = { formats: FORMAT_NAMES, consumers: CONSUMERS, services: openCatalogue, cwd: PROJECT };
  return parseConfig(text, "providers.yaml", { ...known, env });
}

function valueFor(variable: string): string {
  if (variable === "HOOK_SECRET") return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  return /URL$/.test(variable) ? "https://receiver.example.com/hook" : "xoxb-1234567890-0987";
}

describe("docs/configuration.md", () => {
  it("tells of the keys that there are, as `npm run docs` writes them", () => {
    const script = join(PROJECT, "scripts", "write-docs.mjs");
    expect(execFileSync(process.execPath, [script, "--check"], { encoding: "utf8" })).toBe("");
  });

  it("has an example of every key that it tells of", () => {
    const told = toldKeys();
    expect(told.length).toBeGreaterThan(80);
    const used = usedKeys();
    expect(told.filter((key) => !used.has(key))).toEqual([]);
  });

  it("has only examples that can be read", () => {
    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) expect(load(example).providers.length).toBeGreaterThan(0);
  });

  it("tells the defaults that are not in the schema", () => {
    const { providers, consumers } = load({ providers: [{ use: "github" }] });
    expect(providers).toMatchObject([{ intervalMs: 60_000 }]);
    expect(consumers).toMatchObject([{ type: "console", name: "console" }]);
    expect(DOC).toMatch(/^\| `interval` \| duration \| 1m \|/m);
    expect(DOC).toMatch(/^\| `consumers` \| list of maps \| the console \|/m);
    expect(DOC).toMatch(/^\| `name` \| text \| its type \|/m);
  });
});
