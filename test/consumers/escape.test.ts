import { expect, test } from "vitest";
import {
  escapeHtml,
  escapeMarkdown,
  escapeTags,
  escapeWithin,
  withoutMentions,
} from "../../src/consumers/escape.ts";

test.each([
  ["*b* _i_ ~s~ `c` ||x|| <@1> # h", "\\*b\\* \\_i\\_ \\~s\\~ \\`c\\` \\|\\|x\\|\\| \\<@1\\> \\# h"],
  ["[x](https://evil.example/a_b)", "\\[x\\](https://evil.example/a_b)"],
  ["https://x.example[x](https://evil.example)", "https://x.example\\[x\\](https://evil.example)"],
  ["- a\n1. b\n2) c\n2.5 h - no list", "\\- a\n1\\. b\n2\\) c\n2\\.5 h - no list"],
  ["at 14:32 (UTC), 5% of calls!", "at 14:32 (UTC), 5% of calls!"],
])("Markdown in %j is text", (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test("tags, entities and quotes are text", () => {
  expect(escapeTags(`<!here> &amp; "x"`)).toBe(`&lt;!here&gt; &amp;amp; "x"`);
  expect(escapeHtml(`<a b="c" d='e'>`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;");
  expect(withoutMentions("@all me@x")).toBe("@\u2060all me@\u2060x");
});

test("is cut before it is escaped, so that no escape is cut", () => {
  for (const text of ["&".repeat(500), `a${"<".repeat(500)}`, "😀&".repeat(200), "short", ""]) {
    const escaped = escapeWithin(text, 100, escapeTags);
    expect(escaped.length).toBeLessThanOrEqual(100);
    expect(escaped).toMatch(/^(&(amp|lt);|a|😀|[short])*…?$/u);
  }
  expect(escapeWithin("a<b", 100, escapeTags)).toBe("a&lt;b");
});
