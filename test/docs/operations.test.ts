import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../helpers/cli.ts";

const DOC = readFileSync(join(PROJECT, "docs", "operations.md"), "utf8");
const [, runbook = ""] = DOC.split("\n## When something is wrong\n");

const sources = readdirSync(join(PROJECT, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(join(PROJECT, "src", path), "utf8"));

/** Messages of the first column, each as the parts between what differs from case to case. */
const messages = [...runbook.matchAll(/^\| `(.*?)`/gm)].map(([, message = ""]) => message);

describe("docs/operations.md", () => {
  it("has messages to look for", () => {
    expect(messages.length).toBeGreaterThan(8);
  });

  it.each(messages)("quotes a message that there is: %s", (message) => {
    const parts = message.split(/…|\d+/).filter((part) => part.trim() !== "");
    const says = (source: string) => {
      let at = 0;
      return parts.every((part) => {
        const found = source.indexOf(part, at);
        at = found + part.length;
        return found >= 0;
      });
    };
    expect(sources.some(says)).toBe(true);
  });
});
