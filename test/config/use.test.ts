import { describe, expect, test } from "vitest";
import { Catalogue } from "../../src/catalogue.ts";
import { readCatalogue } from "../../src/catalogue-file.ts";
import { addProvider, removeProvider } from "../../src/config/edit.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { type Config, parseConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { options } from "./fixture.ts";

const CATALOGUE = `
- { name: OpenAI, page: https://status.openai.com, format: statuspage, domain: openai.com, aliases: [chatgpt] }
- { name: GitHub, page: https://www.githubstatus.com, format: statuspage, domain: github.com, aliases: [gh] }
- { name: GitHub Actions, page: https://www.githubstatus.com, format: statuspage, components: [Actions] }
- { name: Newer, page: https://newer.example, format: of-a-later-version }
- { name: Plain, page: https://plain.example }
`;

const services = () => new Catalogue(readCatalogue(CATALOGUE));

function parse(text: string): Config {
  return parseConfig(text, "providers.yaml", { ...options, services });
}

function problemsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
    throw error;
  }
  return [];
}

describe("An entry that uses a service", () => {
  test("takes name, address and kind of page from it", () => {
    const [openAi, plain] = parse("providers:\n  - use: openai\n  - use: Plain\n").providers;
    expect(openAi).toMatchObject({ name: "OpenAI", url: "https://status.openai.com", format: "statuspage" });
    expect(openAi?.intervalMs).toBe(60_000);
    expect(plain).toMatchObject({ name: "Plain", url: "https://plain.example" });
    expect(plain).not.toHaveProperty("format");
  });

  test.each(["OPENAI", "chatgpt", "openai.com", "platform.openai.com"])("finds it by %s", (use) => {
    expect(parse(`- use: ${use}\n`).providers[0]?.name).toBe("OpenAI");
  });

  test("takes the components that are the service, and watches all where it has the page alone", () => {
    const { providers } = parse("- use: github actions\n- use: gh\n");
    expect(providers.map(({ filter }) => filter.components)).toEqual([["Actions"], []]);
  });

  test("keeps what it sets by itself", () => {
    const text = `defaults: { min_impact: minor }
providers:
  - use: github actions
    name: Builds
    format: atom
    interval: 5m
    components: [Pages, /^Git/]
    ignore: { kinds: [maintenance] }
`;
    expect(parse(text).providers[0]).toMatchObject({
      name: "Builds",
      url: "https://www.githubstatus.com",
      format: "atom",
      intervalMs: 300_000,
      filter: { components: ["Pages", /^Git/], ignoredKinds: ["maintenance"], minImpact: "minor" },
    });
  });

  test.each(["url", "feed_url"])("is read at its own %s, of whatever kind that page is", (key) => {
    const [provider] = parse(`- use: openai\n  ${key}: https://mirror.example/feed\n`).providers;
    expect(provider).toMatchObject({ name: "OpenAI", url: "https://mirror.example/feed" });
    expect(provider).not.toHaveProperty("format");
  });

  test("is said to stand where its address is to be changed", () => {
    const text =
      "providers:\n  - interval: 5s\n    use: openai\n  - use: gh\n    url: https://mirror.example\n";
    const places = parse(text).providers.map(({ definedAt }) => definedAt);
    expect(places).toEqual(["providers.yaml:3", "providers.yaml:5"]);
  });

  test("has its kind of page found out where this version does not know it", () => {
    const [provider] = parse("- use: newer\n").providers;
    expect(provider?.url).toBe("https://newer.example");
    expect(provider).not.toHaveProperty("format");
  });
});

describe("Mistakes in it", () => {
  test.each([
    ["a name misspelt", "- use: opnai\n", ['1:8 unknown service "opnai", did you mean "OpenAI"?']],
    [
      "a name that is none",
      "providers:\n  - interval: 5s\n    use: quux corp\n",
      ['3:10 unknown service "quux corp", `status-watch search` shows those known'],
    ],
    [
      "one unknown with an address",
      "- use: opnai\n  url: https://a.example\n",
      ['1:8 unknown service "opnai", did you mean "OpenAI"?'],
    ],
    ["twice the same", "- use: openai\n- use: chatgpt\n", ['2:8 duplicate name "OpenAI", first on line 1']],
    [
      "the name of another entry",
      "- name: openai\n  url: https://a.example\n- interval: 5s\n  use: openai.com\n",
      ['4:8 duplicate name "OpenAI", first on line 1'],
    ],
    ["no text", "- use: 5\n", ["1:8 use: expected text, got 5"]],
    ["nothing", "- use:\n", ["1:3 use: expected text, got nothing"]],
    [
      "neither name nor address nor service",
      "- interval: 5s\n",
      ['1:3 missing key "name"', '1:3 missing key "url"'],
    ],
    [
      "two addresses",
      "- use: openai\n  url: https://a.example\n  feed_url: https://a.example\n",
      ['3:3 "feed_url" is the older name of "url": keep one of them'],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test("the same service may be watched twice under two names", () => {
    const text = "- use: openai\n- use: openai\n  name: OpenAI, slowly\n  interval: 1h\n";
    expect(parse(text).providers.map(({ name }) => name)).toEqual(["OpenAI", "OpenAI, slowly"]);
  });
});

test("services are not opened for a configuration that uses none, and once for one that does", () => {
  let opened = 0;
  const counted = () => {
    opened += 1;
    return services();
  };
  parseConfig("- name: A\n  url: https://a.example\n", "a.yaml", { ...options, services: counted });
  expect(opened).toBe(0);
  parseConfig("- use: openai\n- use: gh\n", "a.yaml", { ...options, services: counted });
  expect(opened).toBe(1);
});

describe("An entry that uses a service is edited like any other:", () => {
  const FILE = "# Ours.\nproviders:\n  - use: chatgpt\n  - use: gh\n    name: Code\n  - use: gone\n";

  test.each([
    ["by the service's name", "OpenAI", "  - use: chatgpt\n"],
    ["by what it writes for the service", "ChatGPT", "  - use: chatgpt\n"],
    ["by its own name", "code", "  - use: gh\n    name: Code\n"],
    ["where the service is not known any more", "gone", "  - use: gone\n"],
  ])("it is removed %s", (_, name, entry) => {
    expect(removeProvider(FILE, name, "mine.yaml", services)).toBe(FILE.replace(entry, ""));
  });

  test("it is not removed by the service's name where it has its own", () => {
    expect(() => removeProvider(FILE, "gh", "mine.yaml", services)).toThrow('no provider is called "gh"');
    expect(() => removeProvider(FILE, "OpnAI", "mine.yaml", services)).toThrow('did you mean "OpenAI"?');
  });

  test("it is seen when another is added", () => {
    const add = (name: string, url: string) => () => addProvider(FILE, { name, url }, "mine.yaml", services);
    expect(add("openai", "https://a.example")).toThrow(
      'a provider called "OpenAI" is on line 3 already; choose another --name',
    );
    expect(add("Open", "https://status.openai.com/")).toThrow('watched as "OpenAI" already, on line 3');
    expect(add("Mine", "https://a.example")()).toBe(`${FILE}  - name: Mine\n    url: https://a.example\n`);
  });
});

test("parts of a page that many products share are added beside each other, each once", () => {
  const url = "https://www.githubstatus.com";
  const file = "providers:\n  - use: github actions\n";
  const add = (name: string, components: readonly string[]) => () =>
    addProvider(file, { name, url, components }, "mine.yaml", services);
  expect(add("GitHub", [])()).toBe(`${file}  - name: GitHub\n    url: ${url}\n`);
  expect(add("Pages", ["Pages"])()).toContain("components: [Pages]");
  expect(add("Builds", ["Actions"])).toThrow('watched as "GitHub Actions" already, on line 2');
});

test("editors are told of `use` as of another way to say what is watched", () => {
  const { properties } = configJsonSchema(options.formats, {});
  expect(properties?.["providers"]).toMatchObject({
    items: {
      properties: { use: { type: "string" }, name: {}, url: {} },
      oneOf: [
        { required: ["use"] },
        { required: ["name", "url"], not: { required: ["use"] } },
        { required: ["name", "feed_url"], not: { required: ["use"] } },
      ],
    },
  });
});
