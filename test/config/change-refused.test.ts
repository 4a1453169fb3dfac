// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what a test is about
import { describe, expect, test } from "vitest";
import { changeProvider, type ProviderChange } from "../../src/config/change.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { UsageError } from "../../src/errors.ts";
import { parse } from "./fixture.ts";

const URL_AFTER = "https://new.example/status";
const CHANGE: ProviderChange = { url: URL_AFTER, format: "rss" };
const change = (text: string, name = "A", values = CHANGE) => changeProvider(text, name, values, "mine.yaml");

describe("References to the environment", () => {
  const secrets = [
    { value: "s3cret", reference: "${TOKEN}" },
    { value: "https://Internal.example/", reference: "${BASE}" },
    { value: "header", reference: "${OTHER}" },
  ];
  const changed = (before: string, url: string) => change(before, "A", { url, format: "rss", secrets });

  test.each([
    [
      "where the value is in the new address too",
      "- name: A\n  url: https://a.example/${TOKEN}/x\n",
      "https://new.example/s3cret/feed",
      "- name: A\n  url: https://new.example/${TOKEN}/feed\n  format: rss\n",
    ],
    [
      "as a host",
      '- name: A\n  url: "${BASE}feed"\n',
      "https://internal.example",
      '- name: A\n  url: "${BASE}"\n  format: rss\n',
    ],
    [
      "in braces, in quotes",
      "- { name: A, url: 'https://a.example/${TOKEN}' }\n",
      "https://new.example/s3cret",
      "- { name: A, url: 'https://new.example/${TOKEN}', format: rss }\n",
    ],
    [
      "not where the new address has nothing of them",
      "- name: A\n  url: https://a.example/${TOKEN}\n",
      URL_AFTER,
      `- name: A\n  url: ${URL_AFTER}\n  format: rss\n`,
    ],
    [
      "not where they are of something else",
      "- name: A\n  url: https://a.example\n  headers: { x: '${OTHER}' }\n",
      "https://new.example/header",
      "- name: A\n  url: https://new.example/header\n  format: rss\n  headers: { x: '${OTHER}' }\n",
    ],
  ])("stay, %s", (_, before, url, after) => {
    expect(changed(before, url)).toBe(after);
  });

  test("are not made of what an address says by chance", () => {
    const after = change("- name: A\n  url: https://a.example\n", "A", {
      url: "https://new.example/${id}",
      format: "rss",
    });
    expect(after).toContain("https://new.example/$${id}");
    expect(parse(after).providers[0]?.url).toBe("https://new.example/${id}");
  });
});

describe("What cannot be changed is refused, with what to write by hand:", () => {
  const BY_HAND = `write by hand:\n    url: ${URL_AFTER}\n    format: rss`;
  test.each([
    [
      "an entry by an alias",
      "x: &a { name: A, url: https://a.example }\nproviders:\n  - *a\n",
      "mine.yaml that",
    ],
    [
      "an address that others share",
      "providers:\n  - name: B\n    url: &u https://a.example\n  - name: A\n    url: *u\n",
      "mine.yaml:4 that",
    ],
    [
      "the address that others go by",
      "providers:\n  - name: A\n    url: &u https://a.example\n  - name: B\n    url: *u\n",
      "mine.yaml:2 that",
    ],
    ["a name that is none", "providers:\n  - name: B\n    url: https://b.example\n", "mine.yaml that"],
  ])("%s", (_, text, where) => {
    expect(() => change(text)).toThrow(UsageError);
    expect(() => change(text)).toThrow(BY_HAND);
    expect(() => change(text)).toThrow(`"A" has a form in ${where}`);
  });

  test("without the value of a variable that the address refers to", () => {
    const text = "x: &a { name: A, url: 'https://a.example/${TOKEN}' }\nproviders:\n  - *a\n";
    const secrets = [{ value: "s3cret", reference: "${TOKEN}" }];
    const refused = () => change(text, "A", { url: "https://new.example/s3cret", format: "rss", secrets });
    expect(refused).toThrow("url: https://new.example/${TOKEN}\n");
  });

  test("a file that is no YAML, with its mistakes", () => {
    expect(() => change("providers: [\n")).toThrow(ConfigError);
  });

  test("a block of text as an address", () => {
    const text = "- name: A\n  url: >-\n    https://a.example\n  interval: 5m\n";
    expect(() => change(text)).toThrow(BY_HAND);
  });
});
