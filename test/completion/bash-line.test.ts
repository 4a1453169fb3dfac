import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBashLine, toReply } from "../../src/completion/bash-line.ts";

const BREAKS = " \t\n\"'><=;|&(:";

describe("A line of bash", () => {
  it.each([
    ["status-watch ", ["status-watch", ""], 0],
    ["status-watch  run", ["status-watch", "run"], 0],
    ["a Google\\ Cl", ["a", "Google Cl"], 0],
    ['a "Google Cl', ["a", "Google Cl"], 0],
    ['a "x \\"y\\" \\z', ["a", 'x "y" \\z'], 0],
    ["a 'x \\", ["a", "x \\"], 0],
    ["a 'it'\\''s' ", ["a", "it's", ""], 0],
    ['a "" ', ["a", "", ""], 0],
    ["a --format=js", ["a", "--format=js"], "--format=".length],
    ["a AWS:\\ us", ["a", "AWS: us"], "AWS:".length],
    ["a AWS\\:us", ["a", "AWS:us"], 0],
    ['a --config="my f', ["a", "--config=my f"], "--config=".length],
    ["a b\\", ["a", "b"], 0],
    ["", [""], 0],
  ])("is read in words: %j", (line, words, kept) => {
    expect(readBashLine(line, BREAKS)).toMatchObject({ words, kept });
  });

  it("breaks words only where bash does", () => {
    expect(readBashLine("a AWS:us", " =").kept).toBe(0);
  });

  it("is read back as what it was completed to, in every kind of quotes", () => {
    const word = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\0\n\r]/.test(text));
    fc.assert(
      fc.property(word, fc.constantFrom("" as const, '"' as const, "'" as const), (text, quote) => {
        const open = readBashLine(`a ${quote}`, BREAKS);
        const line = `a ${quote}${toReply(text, open)}${quote}`;
        expect(readBashLine(line, BREAKS).words).toEqual(["a", text]);
      }),
    );
  });

  it("parts words at blanks, tabs and line ends only", () => {
    for (const blank of ["\u00a0", "\u2003", "\u3000", "\v", "\f"])
      expect(readBashLine(`a ${blank}b c`, BREAKS).words).toEqual(["a", `${blank}b`, "c"]);
  });

  it("means the same to bash, and never anything else", () => {
    const names = [
      "Google Cloud",
      "It's",
      'a "b" `id` $(id) $HOME',
      "a;b&c|d>e<f",
      "~",
      "*",
      "#x",
      "\\",
      "Zürich ☎",
    ];
    for (const quote of ["", '"', "'"] as const) {
      const replies = names.map((name) => `${quote}${toReply(name, { words: [], quote, kept: 0 })}${quote}`);
      const said = execFileSync("bash", ["--norc", "-c", `printf '%s\\n' ${replies.join(" ")}`], {
        encoding: "utf8",
      });
      expect(said.split("\n").slice(0, -1)).toEqual(names);
    }
  });
});
