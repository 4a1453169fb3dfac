import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { UsageError } from "../../src/errors.ts";
import { options, parse, temporaryFolder } from "./fixture.ts";

const FULL = `defaults:
  interval: 2m
  min_impact: minor
  adaptive: true
  ignore: { components: [Legacy], kinds: [maintenance] }
  headers: { User-Agent: status-watch, Accept: text/html }
providers:
  - name: OpenAI
    url: https://status.openai.com
  - name: GitHub
    url: https://www.githubstatus.com/history.atom
    format: atom
    interval: 500ms
    components: [API Requests, /actions/i]
    min_impact: none
    adaptive: false
    ignore: { components: /^Pages$/ }
    allow_private: true
    headers: { accept: application/atom+xml, authorization: "Bearer \${PAGE_TOKEN}" }
consumers:
  - type: console
    format: json
  - type: webhook
    name: pager
    url: https://\${HOOK_HOST}/in
`;

test("a file with every key is read, and a provider's own settings replace the defaults key by key", () => {
  const config = parse(FULL, { PAGE_TOKEN: "t0ken", HOOK_HOST: "hooks.example.com" });
  expect(config).toEqual({
    file: "providers.yaml",
    providers: [
      {
        name: "OpenAI",
        url: "https://status.openai.com",
        intervalMs: 120_000,
        adaptive: true,
        filter: {
          components: [],
          ignoredComponents: ["Legacy"],
          ignoredKinds: ["maintenance"],
          minImpact: "minor",
        },
        headers: { "user-agent": "status-watch", accept: "text/html" },
        definedAt: "providers.yaml:9",
      },
      {
        name: "GitHub",
        url: "https://www.githubstatus.com/history.atom",
        format: "atom",
        intervalMs: 500,
        filter: {
          components: ["API Requests", /actions/i],
          ignoredComponents: [/^Pages$/],
          ignoredKinds: ["maintenance"],
          minImpact: "none",
        },
        headers: {
          "user-agent": "status-watch",
          accept: "application/atom+xml",
          authorization: "Bearer t0ken",
        },
        allowPrivate: true,
        secrets: [{ value: "t0ken", reference: `\${PAGE_TOKEN}` }],
        definedAt: "providers.yaml:11",
      },
    ],
    consumers: [
      { type: "console", name: "console", options: { format: "json" }, rules: {}, secrets: [] },
      {
        type: "webhook",
        name: "pager",
        options: { url: "https://hooks.example.com/in", retries: 3 },
        rules: {},
        secrets: [{ value: "hooks.example.com", reference: `\${HOOK_HOST}` }],
      },
    ],
    gateway: { isPublic: false, requestsPerMinute: 600, trustedProxies: false },
  });
});

test("a name and an address are enough: read every 60 s, told to the console", () => {
  const { providers, consumers } = parse("providers:\n  - name: A\n    url: https://a.example\n");
  expect(providers[0]).toMatchObject({ intervalMs: 60_000, headers: {} });
  expect(providers[0]).not.toHaveProperty("format");
  expect(consumers).toEqual([{ type: "console", name: "console", options: {}, rules: {}, secrets: [] }]);
});

describe("the older tools' files load unchanged", () => {
  const entries = `- name: OpenAI
  feed_url: https://status.openai.com/history.atom
  poll_interval_seconds: 30
- name: GitHub
  feed_url: https://www.githubstatus.com/history.atom
`;
  const indented = entries.replaceAll(/^/gm, "  ").trimEnd();

  test.each([
    ["a bare list", entries, 2],
    ["a list under providers", `providers:\n${indented}\n`, 3],
  ])("%s", (_, text, firstUrlLine) => {
    const { providers } = parse(text);
    expect(providers.map(({ name, url, intervalMs }) => [name, url, intervalMs])).toEqual([
      ["OpenAI", "https://status.openai.com/history.atom", 30_000],
      ["GitHub", "https://www.githubstatus.com/history.atom", 60_000],
    ]);
    expect(providers[0]?.definedAt).toBe(`providers.yaml:${firstUrlLine}`);
  });
});

test("sections that only hold comments count as left out", () => {
  const text = "defaults:\n  # interval: 5s\nproviders: [{ name: A, url: https://a.example }]\nconsumers:\n";
  expect(parse(text)).toMatchObject({
    providers: [{ intervalMs: 60_000 }],
    consumers: [{ type: "console" }],
  });
});

test("an empty list of consumers is taken at its word", () => {
  expect(parse("providers: [{ name: A, url: https://a.example }]\nconsumers: []\n").consumers).toEqual([]);
});

test("anchors and aliases say the same thing in several places", () => {
  const text = `defaults:
  headers: &common { accept: text/html }
providers:
  - { name: A, url: https://a.example, headers: *common }
`;
  expect(parse(text).providers[0]?.headers).toEqual({ accept: "text/html" });
});

test("Windows line breaks and a byte order mark change nothing", () => {
  const text = "providers:\n  - name: A\n    url: https://a.example\n";
  expect(parse(`\ufeff${text.replaceAll("\n", "\r\n")}`)).toEqual(parse(text));
});

test("keys that every object has are no keys of the file", () => {
  expect(() =>
    parse("providers: [{ name: A, url: https://a.example }]\nconsumers: [{ type: toString }]"),
  ).toThrow('unknown consumer type "toString"');
});

describe("reading from disk", () => {
  test("the file is shown from the working directory where it lies inside, else in full", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "providers.yaml");
    await writeFile(path, "providers:\n  - name: A\n    url: https://a.example\n");
    const shownInside = await loadConfig(path, { ...options, cwd: folder });
    expect(shownInside.file).toBe("providers.yaml");
    expect(shownInside.providers[0]?.definedAt).toBe("providers.yaml:3");
    const shownOutside = await loadConfig(path, { ...options, cwd: join(folder, "elsewhere") });
    expect(shownOutside.file).toBe(path);
  });

  test("a missing file is named, with what to do", async () => {
    const loading = loadConfig("/nowhere/providers.yaml", options);
    await expect(loading).rejects.toThrow(UsageError);
    await expect(loading).rejects.toThrow(
      "cannot read /nowhere/providers.yaml: there is no such file; " +
        "name another with --config, or start one with `status-watch add-provider <url>`",
    );
  });

  test("a folder and a circle of links are refused by name", async () => {
    const folder = await temporaryFolder();
    await expect(loadConfig(folder, options)).rejects.toThrow("it is a folder; name the file in it");
    await symlink("round", join(folder, "round"));
    await expect(loadConfig(join(folder, "round"), options)).rejects.toThrow(/^cannot read .*round: /);
  });

  test("a file larger than 16 MiB is refused before it is parsed", async () => {
    const path = join(await temporaryFolder(), "providers.yaml");
    await writeFile(path, Buffer.alloc(16 * 1024 * 1024 + 1, "# filler\n"));
    await expect(loadConfig(path, options)).rejects.toThrow("it is larger than 16 MiB");
  });

  test("text that is not UTF-8 is refused where it stops being so, without what follows", async () => {
    const path = join(await temporaryFolder(), "providers.yaml");
    await writeFile(path, Buffer.from("providers:\n  - name: Caf\xe9\n", "latin1"));
    const error = await loadConfig(path, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toEqual([
      { line: 2, column: 14, message: "not UTF-8 text from here on; save the file as UTF-8" },
    ]);
  });
});

test("ten thousand providers load", () => {
  const entries = Array.from(
    { length: 10_000 },
    (_, i) => `  - name: Provider ${i}\n    url: https://status.p${i}.example.com\n    interval: 30s\n`,
  );
  const { providers } = parse(`providers:\n${entries.join("")}`);
  expect(providers).toHaveLength(10_000);
  expect(providers.at(-1)?.definedAt).toBe("providers.yaml:30000");
});
