import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/problems.ts";
import { errorOf, parse, problemsOf } from "./fixture.ts";

/** One provider, with more lines for it. */
const withLines = (lines: string) => `providers:\n  - name: A\n    url: https://a.example\n${lines}`;

test("five different mistakes are reported at once, each with line, column and source", () => {
  const text = `defaults:
  intervall: 60s
providers:
  - name: OpenAI
    url: status.openai.com
    interval: true
  - name: openai
    url: https://status.openai.com
    format: atmo
`;
  expect(errorOf(text).message).toBe(`providers.yaml:2:3 unknown key "intervall", did you mean "interval"?
      intervall: 60s
      ^
providers.yaml:5:10 url: expected an address such as https://status.example.com, got "status.openai.com"
        url: status.openai.com
             ^
providers.yaml:6:15 interval: expected a duration such as 30s, got true
        interval: true
                  ^
providers.yaml:7:11 duplicate name "openai", first on line 4
      - name: openai
              ^
providers.yaml:9:13 unknown format "atmo", did you mean "atom"?
        format: atmo
                ^`);
});

describe("the file as a whole", () => {
  const nothing = "1:1 nothing is configured here: start with `status-watch add-provider <url>`";
  const none = "providers: names no provider yet: `status-watch add-provider <url>` adds one";
  test.each([
    ["empty", "", [nothing]],
    ["only comments", "# later\n", [nothing]],
    ["plain text", "OpenAI\n", ['1:1 expected a map with the key "providers"']],
    ["no providers", "consumers: []\n", ['1:1 missing key "providers"']],
    ["providers without any", "providers:\n", [`1:1 ${none}`]],
    ["an empty list", "providers: []\n", [`1:12 ${none}`]],
    ["an empty bare list", "[]\n", [`1:1 ${none}`]],
    ["a map for the list", "providers: { a: b }\n", ["1:12 providers: expected a list, got a map"]],
    [
      "entries of the wrong kind",
      "- OpenAI\n- null\n- [x]\n",
      [
        '1:3 provider: expected a map of keys and values, got "OpenAI"',
        "2:3 provider: expected a map of keys and values, got nothing",
        "3:3 provider: expected a map of keys and values, got a list",
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

describe("a provider", () => {
  test.each([
    [
      "an unknown key",
      "    colour: red\n",
      [
        '4:5 unknown key "colour", expected one of use, name, url, format, interval, adaptive, ignore, min_impact, headers, interval_with_push, webhook, components, tags, allow_private, feed_url, poll_interval_seconds',
      ],
    ],
    [
      "several unknown keys",
      "    fromat: atom\n    header: {}\n",
      [
        '4:5 unknown key "fromat", did you mean "format"?',
        '5:5 unknown key "header", did you mean "headers"?',
      ],
    ],
    [
      "an unknown key further in",
      "    ignore: { componets: x }\n",
      ['4:15 unknown key "componets", did you mean "components"?'],
    ],
    [
      "an interval out of range",
      "    interval: 100ms\n",
      ['4:15 interval: expected a duration between 250ms and 24h, got "100ms"'],
    ],
    [
      "an interval of no number",
      "    interval: soon\n",
      ['4:15 interval: expected a duration such as 30s, got "soon"'],
    ],
    [
      "an interval of nothing",
      "    interval:\n",
      ["4:5 interval: expected a duration such as 30s, got nothing"],
    ],
    [
      "a far format",
      "    format: json\n",
      ['4:13 unknown format "json", expected one of statuspage, atom, rss'],
    ],
    [
      "a format that is no text",
      "    format: 5\n",
      ["4:13 format: expected one of statuspage, atom, rss, got 5"],
    ],
    ["an unknown impact", "    min_impact: mayor\n", ['4:17 unknown impact "mayor", did you mean "major"?']],
    [
      "an unknown kind",
      "    ignore: { kinds: [maintenence] }\n",
      ['4:23 unknown kind "maintenence", did you mean "maintenance"?'],
    ],
    [
      "components of the wrong kind",
      "    components: { a: b }\n",
      ["4:17 components: expected a name or a list of names, got a map"],
    ],
    [
      "one wrong component among right ones",
      "    components: [API, 5]\n",
      ["4:23 components: expected text, got 5"],
    ],
    [
      "a broken regular expression",
      "    components: [API, /(/]\n",
      ["4:23 components: not a regular expression: unterminated group"],
    ],
    [
      "flags that would make matching forgetful",
      "    components: /api/g\n",
      ['4:17 components: the flags of a regular expression may be i, m, s, u and v, not "g"'],
    ],
    [
      "headers that cannot be sent",
      "    headers: { a b: x, Connection: close, c: 5, d: ü€ }\n",
      [
        "4:16 headers.a b: not a valid name for a header",
        "4:24 headers.Connection: a header that cannot be chosen",
        "4:46 headers.c: must be text: put it in quotes",
        "4:52 headers.d: holds a character that a header cannot carry",
      ],
    ],
    [
      "both names of one setting",
      "    feed_url: https://b.example\n",
      ['4:5 "feed_url" is the older name of "url": keep one of them'],
    ],
    [
      "both names of the interval",
      "    interval: 5s\n    poll_interval_seconds: 5\n",
      ['5:5 "poll_interval_seconds" is the older name of "interval": keep one of them'],
    ],
    [
      "the older interval as text",
      "    poll_interval_seconds: 5m\n",
      ['4:28 poll_interval_seconds: expected a number of seconds, got "5m"'],
    ],
  ])("%s", (_, lines, expected) => {
    expect(problemsOf(withLines(lines))).toEqual(expected);
  });

  test.each([
    ["no name and no address", "- interval: 5s\n", ['1:3 missing key "name"', '1:3 missing key "url"']],
    [
      "a name that reads as a number",
      "- name: 365\n  url: https://a.example\n",
      ["1:9 name: expected text, got 365"],
    ],
    ["a blank name", '- name: " "\n  url: https://a.example\n', ["1:9 name: must not be empty"]],
    [
      "a long name",
      `- name: ${"x".repeat(101)}\n  url: https://a.example\n`,
      ["1:9 name: must have at most 100 characters"],
    ],
    [
      "a name that would steer a terminal",
      '- name: "a\\e[2Jb"\n  url: https://a.example\n',
      ["1:9 name: must not hold control characters"],
    ],
    [
      "another protocol",
      "- name: A\n  url: ftp://a.example\n",
      ['2:8 url: expected an address that starts with https:// or http://, got "ftp://a.example"'],
    ],
    [
      "a password in the address",
      "- name: A\n  url: https://me:hush@a.example\n",
      ['2:8 url: must not hold a password: send it under "headers", as authorization'],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});

describe("consumers", () => {
  const withConsumers = (lines: string) =>
    `providers: [{ name: A, url: https://a.example }]\nconsumers:\n${lines}`;
  test.each([
    [
      "an unknown type",
      "  - type: webhok\n",
      ['3:11 unknown consumer type "webhok", did you mean "webhook"?'],
    ],
    ["no type", "  - name: x\n", ['3:5 missing key "type"']],
    [
      "an unknown option",
      "  - type: console\n    frmat: text\n",
      ['4:5 unknown key "frmat", did you mean "format"?'],
    ],
    [
      "an unknown option like no other",
      "  - type: console\n    colour: red\n",
      [
        '4:5 unknown key "colour", expected one of type, name, format, only, ignore, quiet_hours, digest, settle, remind',
      ],
    ],
    [
      "options of the wrong kind",
      "  - type: webhook\n    retries: 1.5\n    tags: [a, b, c]\n    quiet: yes\n",
      [
        '3:5 missing key "url"',
        "4:14 retries: expected a whole number, got 1.5",
        "5:11 tags: must have at most 2 entries",
        '6:12 quiet: expected true or false, got "yes"',
      ],
    ],
    [
      "an option out of range",
      "  - { type: webhook, url: https://h.example, retries: 10 }\n",
      ["3:55 retries: must be at most 9"],
    ],
    [
      "two of one name",
      "  - type: console\n  - type: console\n",
      ['4:5 duplicate consumer name "console", first on line 3'],
    ],
  ])("%s", (_, lines, expected) => {
    expect(problemsOf(withConsumers(lines))).toEqual(expected);
  });
});

describe("YAML that is none", () => {
  test.each([
    ["a tab", "providers:\n\t- name: A\n", ["2:1 a tab cannot indent: use spaces"]],
    [
      "an open quote, shown where it opens",
      'providers:\n  - name: "A\n    url: https://a.example\n',
      ['2:11 missing closing "'],
    ],
    ["an open bracket", "providers: [\n  { name: A }\n", ["3:1 missing ], or it is not indented"]],
    [
      "a colon in a plain value",
      "- name: A: b\n  url: https://a.example\n",
      ['1:9 a value with ": " in it must stand in quotes'],
    ],
    ["a key out of line", "- name: A\n url: https://a.example\n", ["2:1 list item without - indicator"]],
    [
      "two documents",
      "- { name: A, url: https://a.example }\n---\n- b\n",
      ['2:1 only one document can be read: remove this "---" or what is before it'],
    ],
    ["a tag", "- { name: !env A, url: https://a.example }\n", ["1:11 unresolved tag: !env"]],
    ["an alias of nothing", "- { name: A, url: *page }\n", ["1:19 no anchor &page before this alias"]],
    [
      "an alias of itself",
      "- &a { name: A, url: https://a.example, ignore: *a }\n",
      ["1:49 *a would hold itself"],
    ],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test("a duplicate key is reported beside other mistakes, with the line of the first", () => {
    expect(
      problemsOf("- name: A\n  url: https://a.example\n  intervall: 5s\n  url: https://b.example\n"),
    ).toEqual([
      '3:3 unknown key "intervall", did you mean "interval"?',
      '4:3 duplicate key "url", first on line 2',
    ]);
  });

  test("mistakes within one value leave the rest of the file to be checked", () => {
    expect(problemsOf('- name: "A\\q"\n  url: https://a.example\n  interval: @x\n  format: atmo\n')).toEqual([
      "1:11 invalid escape sequence \\q",
      "3:13 plain value cannot start with reserved character @: put it in quotes",
      '4:11 unknown format "atmo", did you mean "atom"?',
    ]);
  });
});

describe("hostile files", () => {
  test("aliases that multiply are refused before they fill the memory", () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`);
    expect(problemsOf(`a0: &a0 [x]\n${levels.join("\n")}\n`)).toEqual([
      "1:1 the aliases of this file repeat one another until it is too large to read",
    ]);
  });

  test("nesting without end is refused", () => {
    expect(problemsOf("[".repeat(50_000))).toEqual([expect.stringMatching(/^1:\d+ nested too deeply$/)]);
  });

  test("twenty thousand unknown keys are answered in seconds, of which the first hundred are shown", () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `key${i}: 1\n`).join("");
    const { problems, message } = errorOf(`providers: [{ name: A, url: https://a.example }]\n${keys}`);
    expect(problems).toHaveLength(20_000);
    expect(message).toMatch(/\n… and 19900 more problems in providers\.yaml$/);
  });

  test("control characters of the file do not reach the message, and the caret keeps its place", () => {
    const { message } = errorOf(
      '- name: A # \u001b[31m\u202e\n  url: "\u001b]0;title\u0007"\n  \u009bkey: 1\n',
    );
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(message).toContain('      url: "\ufffd]0;title\ufffd"\n           ^');
  });

  test("a long line is cut around its mistake", () => {
    const { message } = errorOf(
      `# ${"x".repeat(300)}\n- { name: ${"n".repeat(90)}, nmae: 1, url: https://a.example, ${" ".repeat(300)} }`,
    );
    const [, source = "", caret = ""] = message.split("\n");
    expect(source.length).toBeLessThan(130);
    expect(source.slice(caret.indexOf("^"))).toMatch(/^nmae: 1/);
  });
});

test("the error is of the family that is printed without a stack, and tells the file", () => {
  const error = errorOf("");
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ name: "ConfigError", file: "providers.yaml" });
  expect(() => parse("")).toThrow(/^providers\.yaml:1:1 /);
});
