// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what a test is about
import { describe, expect, test } from "vitest";
import { addProvider, type NewProvider, removeProvider } from "../../src/config/edit.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { UsageError } from "../../src/errors.ts";
import { parse } from "./fixture.ts";

const NEW: NewProvider = { name: "New", url: "https://new.example" };

const COMMENTED = `# Our services. Ask ops before changing.

defaults: {interval: 60s}   # odd   spacing stays

providers:
  # AI

  # The page moved in 2025.
  - name: "OpenAI"  # quoted
    url:   https://status.openai.com
    # interval: 5s

  # Code: both of these are one team's
  - name: GitHub
    url: 'https://www.githubstatus.com'
  - name: GitLab
    url: https://status.gitlab.com
    components:
      - API
      - "Git: SSH"

# Who is told
consumers:
  - type: console
`;

describe("adding", () => {
  test("a provider goes beneath the last one, spaced as the others are, and nothing else changes", () => {
    const text =
      "providers:\n  - name: A\n    url: https://a.example   # kept\n\n  - name: B\n    url: https://b.example\n\n# told\nconsumers: []\n";
    expect(addProvider(text, NEW)).toBe(
      "providers:\n  - name: A\n    url: https://a.example   # kept\n\n  - name: B\n    url: https://b.example\n" +
        "\n  - name: New\n    url: https://new.example\n\n# told\nconsumers: []\n",
    );
  });

  test("every setting is written, quoted only where YAML needs it", () => {
    const added = addProvider("", {
      name: "365: the # service",
      url: "https://new.example/${id}",
      format: "atom",
      interval: "30s",
      components: ["API", "Chat, Completions", "/^git/i"],
    });
    expect(added).toBe(`providers:
  - name: "365: the # service"
    url: https://new.example/$\${id}
    format: atom
    interval: 30s
    components: [API, "Chat, Completions", /^git/i]
`);
    expect(parse(added).providers[0]).toMatchObject({
      name: "365: the # service",
      url: "https://new.example/${id}",
      filter: { components: ["API", "Chat, Completions", /^git/i] },
    });
  });

  test("comments that belong to the last entry stay with it, those of what follows with that", () => {
    const text =
      "- name: A\n  url: https://a.example\n  # interval: 5s\n\n  # format: atom\n# - name: later\n";
    expect(addProvider(text, NEW)).toBe(
      "- name: A\n  url: https://a.example\n  # interval: 5s\n\n  # format: atom\n" +
        "- name: New\n  url: https://new.example\n# - name: later\n",
    );
  });

  const entry = "  - name: New\n    url: https://new.example";
  test.each([
    ["an empty file", "", `providers:\n${entry}\n`],
    ["a file of comments", "# mine\n", `# mine\nproviders:\n${entry}\n`],
    ["a file without the key", "consumers: []", `consumers: []\nproviders:\n${entry}`],
    [
      "a key without value",
      "providers: # none yet\nconsumers: []\n",
      `providers: # none yet\n${entry}\nconsumers: []\n`,
    ],
    ["a key at the end of the file", "providers:", `providers:\n${entry}`],
    ["an explicit null", "providers: null\n", `providers:\n${entry}\n`],
    ["an empty list", "providers: []  # none yet\n", `providers:  # none yet\n${entry}\n`],
    ["an empty bare list", "[]\n", "- name: New\n  url: https://new.example\n"],
    ["a document start", "---\n# mine\n", `---\n# mine\nproviders:\n${entry}\n`],
    [
      "a list in brackets",
      "providers: [{ name: A, url: https://a.example }] # all\n",
      "providers: [{ name: A, url: https://a.example }, {name: New, url: https://new.example}] # all\n",
    ],
    [
      "brackets over several lines",
      "providers: [\n    {name: A, url: https://a.example}, # first\n  ]\n",
      "providers: [\n    {name: A, url: https://a.example},\n    {name: New, url: https://new.example}, # first\n  ]\n",
    ],
    [
      "JSON",
      '{"providers": [{"name": "A", "url": "https://a.example"}]}\n',
      '{"providers": [{"name": "A", "url": "https://a.example"}, {"name":"New","url":"https://new.example"}]}\n',
    ],
    ["JSON without any", '{"providers": []}', '{"providers": [{"name":"New","url":"https://new.example"}]}'],
    [
      "an unusual indentation",
      "providers:\n-   name: A\n    url: https://a.example\n",
      "providers:\n-   name: A\n    url: https://a.example\n-   name: New\n    url: https://new.example\n",
    ],
    [
      "a value that is a block of text",
      "- name: A\n  url: |\n    https://a.example\n\nx: 1\n".replace("\nx: 1\n", ""),
      "- name: A\n  url: |\n    https://a.example\n- name: New\n  url: https://new.example\n",
    ],
  ])("to %s", (_, text, expected) => {
    expect(addProvider(text, NEW)).toBe(expected);
  });

  test.each([
    [
      "the same name",
      { ...NEW, name: "openai" },
      'a provider called "OpenAI" is on line 9 already; choose another --name',
    ],
    [
      "the same address in another spelling",
      { ...NEW, url: "https://STATUS.openai.com:443//" },
      'https://STATUS.openai.com:443// is watched as "OpenAI" already, on line 9',
    ],
  ])("%s twice is refused", (_, provider, message) => {
    expect(() => addProvider(COMMENTED, provider)).toThrow(new UsageError(message));
  });

  test("an older tool's address counts as well", () => {
    expect(() => addProvider("- name: A\n  feed_url: https://new.example/\n", NEW)).toThrow(
      'is watched as "A" already',
    );
  });

  test("a form that cannot be added to is left alone, with the lines to add by hand", () => {
    expect(() => addProvider("x: &all [{ name: A }]\nproviders: *all\n", NEW, "mine.yaml")).toThrow(
      "the list of providers in mine.yaml has a form that cannot be added to; add by hand:\n" +
        "  - name: New\n    url: https://new.example",
    );
    expect(() => addProvider("providers: OpenAI\n", NEW)).toThrow("add by hand");
    expect(() => addProvider("just text\n", NEW)).toThrow("add by hand");
  });

  test("a file that is no YAML is refused with its place", () => {
    expect(() => addProvider("providers: [\n", NEW, "mine.yaml")).toThrow(ConfigError);
    expect(() => addProvider("providers: [\n", NEW, "mine.yaml")).toThrow(/^mine\.yaml:2:1 /);
  });
});

describe("removing", () => {
  test("an entry goes with the comments that are about it; those about more stay", () => {
    const withoutOpenAi = COMMENTED.replace(
      `  # The page moved in 2025.
  - name: "OpenAI"  # quoted
    url:   https://status.openai.com
    # interval: 5s

`,
      "",
    );
    expect(removeProvider(COMMENTED, "OPENAI")).toBe(withoutOpenAi);

    const gitHub = "  - name: GitHub\n    url: 'https://www.githubstatus.com'\n";
    expect(removeProvider(COMMENTED, "GitHub")).toBe(COMMENTED.replace(gitHub, ""));

    const gitLab = `  - name: GitLab
    url: https://status.gitlab.com
    components:
      - API
      - "Git: SSH"
`;
    expect(removeProvider(COMMENTED, "GitLab")).toBe(COMMENTED.replace(gitLab, ""));
  });

  test("a comment between two entries that touch is about the second one", () => {
    const text =
      "- name: A\n  url: https://a.example\n# about B\n- name: B\n  url: https://b.example\n- name: C\n  url: https://c.example\n";
    expect(removeProvider(text, "B")).toBe(
      "- name: A\n  url: https://a.example\n- name: C\n  url: https://c.example\n",
    );
  });

  test.each([
    [
      "the only one",
      "# mine\nproviders: # all\n  # about A\n  - name: A\n    url: https://a.example\nconsumers: []\n",
      "# mine\nproviders: [] # all\nconsumers: []\n",
    ],
    ["the only one of a bare list", "# mine\n- name: A\n  url: https://a.example", "# mine\n[]"],
    ["the only one in brackets", "providers: [ {name: A, url: https://a.example} ]\n", "providers: []\n"],
    [
      "the first in brackets",
      "[{name: A, url: https://a.example}, {name: B, url: https://b.example}]",
      "[{name: B, url: https://b.example}]",
    ],
    [
      "one whose hyphen stands alone",
      "-\n  # c\n  name: A\n  url: https://a.example\n- name: B\n  url: https://b.example\n",
      "- name: B\n  url: https://b.example\n",
    ],
    [
      "one whose last key is empty",
      "- name: A\n  url: https://a.example\n  headers:\n\n- name: B\n  url: https://b.example\n",
      "- name: B\n  url: https://b.example\n",
    ],
    [
      "the last key of all empty",
      "- name: B\n  url: https://b.example\n- name: A\n  headers:",
      "- name: B\n  url: https://b.example",
    ],
    ["the only one of a bare list, its last key empty", "- name: A\n  headers: # none\n", "[] # none\n"],
  ])("%s", (_, text, expected) => {
    expect(removeProvider(text, "A")).toBe(expected);
  });

  test("a name that is not there is answered with the nearest", () => {
    expect(() => removeProvider(COMMENTED, "GitLub")).toThrow(
      new UsageError('no provider is called "GitLub", did you mean "GitHub"?'),
    );
    expect(() => removeProvider(COMMENTED, "zzz")).toThrow(new UsageError('no provider is called "zzz"'));
    expect(() => removeProvider("", "A")).toThrow(new UsageError('no provider is called "A"'));
  });

  test("an entry that others refer to is left for its owner to remove", () => {
    const text =
      "- &a { name: A, url: https://a.example }\n- { name: B, url: https://b.example, headers: *a }\n";
    expect(() => removeProvider(text, "A", "mine.yaml")).toThrow("remove it by hand: mine.yaml:1");
  });
});

describe("adding and then removing gives back every byte", () => {
  const block =
    "providers:\n  - name: A\n    url: https://a.example\n  - name: B\n    url: https://b.example\n";
  const layouts: Record<string, string> = {
    commented: COMMENTED,
    packed: block,
    spaced: block.replace("  - name: B", "\n  - name: B"),
    "widely spaced": block.replace("  - name: B", "\n\n\n  - name: B"),
    "one entry": "providers:\n  - name: A\n    url: https://a.example\n",
    "hyphens at the margin": block.replaceAll("\n  ", "\n"),
    "wide indentation": block.replaceAll("\n  ", "\n        "),
    "bare list": "# all\n- name: A\n  url: https://a.example\n",
    "older keys": "- name: A\n  feed_url: https://a.example\n  poll_interval_seconds: 60\n",
    "more after it": `${block}consumers:\n  - type: console\n`,
    "blank lines after it": `${block}\n\n\nconsumers:\n  - type: console\n`,
    "blank lines at the end": `${block}\n\n`,
    "comments after it": `${block}    # deeper\n  # as deep\n# at the margin\n`,
    "comments after a blank line": `${block}\n    # deeper\n\n  # as deep\n`,
    "the list first, defaults last": `${block}defaults:\n  interval: 5s\n`,
    "flow entries":
      "providers:\n  - { name: A, url: https://a.example }\n  - { name: B, url: https://b.example }\n",
    brackets: "providers: [{ name: A, url: https://a.example }]\n",
    "brackets with a last comma": "providers: [\n  { name: A, url: https://a.example },\n]\n",
    "an empty list": "defaults: {}\nproviders: []   # none yet\nconsumers: []\n",
    JSON: '{\n  "providers": [\n    {\n      "name": "A",\n      "url": "https://a.example"\n    }\n  ]\n}\n',
    "a block of text at the end":
      "providers:\n  - url: https://a.example\n    name: >-\n      A\n      and more\n\nconsumers: []\n",
    "an empty value at the end":
      "providers:\n  - name: A\n    url: https://a.example\n    headers:   # none\n\nconsumers: []\n",
    "a document's marks": `%YAML 1.2\n---\n${block}`,
    "trailing blanks": block.replaceAll("\n", "   \n"),
  };
  const endings: Record<string, (text: string) => string> = {
    "as it is": (text) => text,
    "without a last line break": (text) => text.replace(/\n+$/, ""),
    "with Windows line breaks": (text) => text.replaceAll("\n", "\r\n"),
    "with a byte order mark": (text) => `\ufeff${text}`,
  };
  const cases = Object.entries(layouts).flatMap(([layout, text]) =>
    Object.entries(endings).map(([ending, change]) => [`${layout}, ${ending}`, change(text)] as const),
  );
  const providers: NewProvider[] = [
    NEW,
    { ...NEW, format: "rss", interval: "5m", components: ["A", "B # c"] },
  ];

  test.each(cases)("%s", (_, text) => {
    for (const provider of providers) {
      const added = addProvider(text, provider);
      expect(added).not.toBe(text);
      expect(removeProvider(added, provider.name)).toBe(text);
    }
  });

  test.each(cases)("%s, whichever of three new ones goes first", (_, text) => {
    const names = ["X", "Y", "Z"];
    const full = names.reduce(
      (sofar, name) => addProvider(sofar, { name, url: `https://${name}.example` }),
      text,
    );
    for (const order of [names, names.toReversed(), ["Y", "X", "Z"]]) {
      expect(order.reduce((sofar, name) => removeProvider(sofar, name), full)).toBe(text);
    }
  });
});
