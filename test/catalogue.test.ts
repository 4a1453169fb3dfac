import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Catalogue, openCatalogue, type Service } from "../src/catalogue.ts";
import { readCatalogue } from "../src/catalogue-file.ts";
import { FORMAT_NAMES } from "../src/feeds/index.ts";

const source = readFileSync(new URL("../config/catalogue.yaml", import.meta.url), "utf8");
const catalogue = new Catalogue(readCatalogue(source));
const { services } = catalogue;
const nameOf = (text: string) => catalogue.lookUp(text)?.name;
const namesOf = (found: readonly Service[]) => found.map(({ name }) => name);
const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function twice(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

describe("The catalogue", () => {
  test("knows the services one is likely to depend on, each once", () => {
    expect(services.length).toBeGreaterThanOrEqual(400);
    expect(twice(services.flatMap(({ name, aliases }) => [name, ...aliases].map(plain)))).toEqual([]);
    expect(twice(services.flatMap(({ domains }) => domains))).toEqual([]);
    const pages = services.map(({ page, components }) => `${page.replace(/\/$/, "")} ${components.join()}`);
    expect(twice(pages)).toEqual([]);
  });

  test("is in the order of the alphabet, so that a new service has one place", () => {
    const names = namesOf(services);
    const byLetter = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
    expect(names).toEqual(names.toSorted(byLetter));
  });

  test("holds a service a line, with names and domains in the form in which they are looked up", () => {
    expect(source.split("\n").filter((line) => line.startsWith("- { name: "))).toHaveLength(services.length);
    for (const { name, aliases, domains } of services) {
      expect(name.trim(), name).toBe(name);
      for (const alias of aliases) expect(alias, name).toBe(alias.toLowerCase().trim());
      for (const domain of domains) expect(domain, name).toMatch(/^(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    }
  });

  test("names pages by https addresses that are written as they are used", () => {
    for (const { name, page } of services) {
      const { protocol, href, origin, hash, username } = new URL(page);
      expect({ protocol, hash, username }, name).toEqual({ protocol: "https:", hash: "", username: "" });
      expect([href, origin], name).toContain(page);
    }
  });

  test("names no kind of page that there is not", () => {
    const formats = new Set(services.map(({ format }) => format));
    expect([...formats].filter((format) => format && !FORMAT_NAMES.some((name) => name === format))).toEqual(
      [],
    );
  });

  test("says of a part of a shared page which components it is, and knows the page's owner too", () => {
    const parts = services.filter(({ components }) => components.length > 0);
    expect(namesOf(parts)).toContain("Google BigQuery");
    const whole = services.filter(({ components }) => components.length === 0).map(({ page }) => page);
    for (const { name, page } of parts) expect(whole, name).toContain(page);
  });

  test("knows all that the packaged configuration watches", async () => {
    const text = await readFile(new URL("../config/providers.yaml", import.meta.url), "utf8");
    const { providers } = parse(text) as { providers: { name?: string; use?: string }[] };
    for (const { name, use } of providers) expect(nameOf(use ?? name ?? "")).toBe(name ?? nameOf(use ?? ""));
  });

  test("is built as it is written; else `npm run build` has not been run since", () => {
    expect(openCatalogue().services).toEqual(services);
  });
});

describe("A service is found by", () => {
  test.each([
    ["its name, in any case", "openai", "OpenAI"],
    ["its name, with other punctuation", "lets-encrypt", "Let's Encrypt"],
    ["its name, with other blanks", " Digital  Ocean ", "DigitalOcean"],
    ["another of its names", "amazon web services", "Amazon Web Services"],
    ["a short name", "AWS", "Amazon Web Services"],
    ["its domain", "openai.com", "OpenAI"],
    ["its site", "www.openai.com", "OpenAI"],
    ["something beneath its domain", "platform.openai.com", "OpenAI"],
    ["an address on its site", "https://platform.openai.com/docs?x=1", "OpenAI"],
    ["a second domain", "console.claude.com", "Anthropic"],
    ["its status page", "githubstatus.com", "GitHub"],
    ["the status page of many, as whose it is", "https://status.cloud.google.com/", "Google Cloud"],
    ["a host beneath another service's domain", "dev.azure.com", "Azure DevOps"],
  ])("%s", (_, text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  test.each([
    ["nothing", ""],
    ["punctuation", "…!"],
    ["a name that is none", "no such service"],
    ["a domain that only ends alike", "notopenai.com"],
    ["a domain of the highest level", "com"],
    ["a page at a host that has pages of many", "acme.statuspage.io"],
    ["the same of another", "acme.instatus.com"],
    ["a page in a folder of a host, by the host", "stats.uptimerobot.com"],
  ])("nothing else: %s", (_, text) => {
    expect(nameOf(text)).toBeUndefined();
  });
});

describe("A search", () => {
  const small = new Catalogue(
    readCatalogue(`
- { name: Acme Cloud, page: https://status.acme.example, domain: acme.example }
- { name: Cloud Acme, page: https://b.example }
- { name: Cloudy, page: https://c.example, aliases: [acmeish, the cloud] }
- { name: Intercloud, page: https://d.example, format: atom, domain: [d.example, e.example] }
- { name: Zeta, page: https://f.example, aliases: [cloud] }
`),
  );

  test.each([
    [
      "exact, then the beginning, then a word, then a part",
      "cloud",
      ["Zeta", "Cloud Acme", "Cloudy", "Acme Cloud", "Intercloud"],
    ],
    ["its words in another order come last", "acme cloud", ["Acme Cloud", "Cloud Acme", "Cloudy"]],
    ["a domain", "www.acme.example", ["Acme Cloud"]],
    ["a part of a domain", "e.exam", ["Intercloud", "Acme Cloud"]],
    ["nothing", "", ["Acme Cloud", "Cloud Acme", "Cloudy", "Intercloud", "Zeta"]],
    ["what is not there", "quux", []],
    ["nothing but punctuation", "?!", []],
  ])("%s", (_, text, expected) => {
    expect(namesOf(small.search(text))).toEqual(expected);
  });

  test("of a misspelt name tells the nearest, each once and the likeliest first", () => {
    expect(catalogue.nearest("opnai")[0]).toBe("OpenAI");
    expect(catalogue.nearest("gihtub")[0]).toBe("GitHub");
    expect(catalogue.nearest("cloudfare")).toEqual(["Cloudflare"]);
    expect(catalogue.nearest("qq")).toEqual([]);
    expect(catalogue.nearest("")).toEqual([]);
  });
});

test("a catalogue that is not in form is refused", () => {
  const broken = [
    "- { name: A }",
    "- { name: A, page: http://a.example }",
    "- { name: A, page: https://a.example, alias: [b] }",
    "name: A",
  ];
  for (const text of broken) expect(() => readCatalogue(text), text).toThrow();
});
