import { describe, expect, test } from "vitest";
import { Catalogue } from "../../src/catalogue.ts";
import { readCatalogue } from "../../src/catalogue-file.ts";
import { changeProvider, type ProviderChange } from "../../src/config/change.ts";
import { parse } from "./fixture.ts";

const URL_AFTER = "https://new.example/status";
const CHANGE: ProviderChange = { url: URL_AFTER, format: "rss" };
const services = () =>
  new Catalogue(
    readCatalogue("- { name: OpenAI, page: https://status.openai.com, format: atom, aliases: [gpt] }"),
  );

const change = (text: string, name = "A", values = CHANGE) =>
  changeProvider(text, name, values, "mine.yaml", services);

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join("");

describe("The address and the format of a provider are written anew, and nothing else:", () => {
  test.each([
    [
      "in a block",
      lines(
        "# Ours.",
        "providers:",
        "  - name: A   # first",
        "    url:  https://a.example  # main",
        "    format: atom",
        "",
        "  - name: B",
        "    url: https://b.example",
      ),
      lines(
        "# Ours.",
        "providers:",
        "  - name: A   # first",
        `    url:  ${URL_AFTER}  # main`,
        "    format: rss",
        "",
        "  - name: B",
        "    url: https://b.example",
      ),
    ],
    [
      "in whatever order, with a format before the address",
      lines("providers:", "- format: atom # old", "  interval: 5m", "  url: https://a.example", "  name: A"),
      lines("providers:", "- format: rss # old", "  interval: 5m", `  url: ${URL_AFTER}`, "  name: A"),
    ],
    [
      "without a format, which goes beneath the address and its comment",
      lines(
        "providers:",
        "  - name: A",
        "    url: https://a.example   # main",
        "    headers:",
        "      x-key: b",
        "    # interval: 5m",
      ),
      lines(
        "providers:",
        "  - name: A",
        `    url: ${URL_AFTER}   # main`,
        "    format: rss",
        "    headers:",
        "      x-key: b",
        "    # interval: 5m",
      ),
    ],
    [
      "without a format, at the end of a file without a line break",
      "- name: A\n  url: https://a.example",
      `- name: A\n  url: ${URL_AFTER}\n  format: rss`,
    ],
    [
      "in double quotes",
      '- {"name": A, "url": "https://a.example", "format": "atom"}\n',
      `- {"name": A, "url": "${URL_AFTER}", "format": "rss"}\n`,
    ],
    [
      "in single quotes",
      "- name: 'A'\n  url: 'https://a.example' # x\n  format: 'atom'\n",
      `- name: 'A'\n  url: '${URL_AFTER}' # x\n  format: 'rss'\n`,
    ],
    [
      "under the older key",
      "- name: A\n  feed_url: https://a.example\n",
      `- name: A\n  feed_url: ${URL_AFTER}\n  format: rss\n`,
    ],
    [
      "in braces",
      "providers: [{ name: A, url: https://a.example, interval: 5m }]\n",
      `providers: [{ name: A, url: ${URL_AFTER}, format: rss, interval: 5m }]\n`,
    ],
    [
      "in braces over several lines",
      lines(
        "providers:",
        "  - {",
        "      name: A,",
        "      url: https://a.example,  # main",
        "      components: [x]",
        "    }",
      ),
      lines(
        "providers:",
        "  - {",
        "      name: A,",
        `      url: ${URL_AFTER}, format: rss,  # main`,
        "      components: [x]",
        "    }",
      ),
    ],
    [
      "in JSON, which it stays",
      '{"providers": [{"name": "A", "url": "https://a.example"}]}',
      `{"providers": [{"name": "A", "url": "${URL_AFTER}", "format": "rss"}]}`,
    ],
    [
      "with CRLF",
      "providers:\r\n  - name: A\r\n    url: https://a.example # x\r\n",
      `providers:\r\n  - name: A\r\n    url: ${URL_AFTER} # x\r\n    format: rss\r\n`,
    ],
    [
      "with a byte order mark",
      "\ufeff- name: A\n  url: https://a.example\n",
      `\ufeff- name: A\n  url: ${URL_AFTER}\n  format: rss\n`,
    ],
    [
      "on a line of its own",
      "- name: A\n  url:\n    https://a.example\n",
      `- name: A\n  url:\n    ${URL_AFTER}\n  format: rss\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(change(before)).toBe(after);
    expect(parse(after).providers[0]).toMatchObject({ name: "A", url: URL_AFTER, format: "rss" });
  });

  test("JSON can be read as JSON before and after", () => {
    const text = JSON.stringify({ providers: [{ name: "A", url: "https://a.example" }] }, undefined, 2);
    expect(JSON.parse(change(text))).toEqual({ providers: [{ name: "A", ...CHANGE }] });
  });
});

describe("An entry that uses a service", () => {
  test.each([
    [
      "in a block",
      "- use: gpt  # ours\n  interval: 5m\n",
      `- use: gpt  # ours\n  url: ${URL_AFTER}\n  format: rss\n  interval: 5m\n`,
    ],
    [
      "alone",
      "providers:\n  - use: openai\n\n# The end.\n",
      `providers:\n  - use: openai\n    url: ${URL_AFTER}\n    format: rss\n\n# The end.\n`,
    ],
    ["in braces", "- { use: gpt }\n", `- { use: gpt, url: ${URL_AFTER}, format: rss }\n`],
    ["in JSON", '[{"use": "gpt"}]', `[{"use": "gpt", "url": "${URL_AFTER}", "format": "rss"}]`],
    [
      "with a format of its own",
      "- use: gpt\n  format: atom\n",
      `- use: gpt\n  url: ${URL_AFTER}\n  format: rss\n`,
    ],
  ])("is given an address and a format of its own: %s", (_, before, after) => {
    expect(change(before, "OpenAI")).toBe(after);
  });
});
