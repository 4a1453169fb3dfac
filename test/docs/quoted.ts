import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readBashLine } from "../../src/completion/bash-line.ts";
import { PROJECT } from "../helpers/cli.ts";

/** A command that a document has its reader type. */
export interface Quoted {
  readonly file: string;
  readonly line: string;
  /** What comes behind `status-watch`. */
  readonly words: readonly string[];
  /** Typed to a container rather than to a shell. */
  readonly isInside: boolean;
}

/** What is written for those who use it. */
export const DOCUMENTS = [
  "README.md",
  ...readdirSync(join(PROJECT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
/** Blocks of other languages are none of a shell's. */
const SHELL_BLOCKS = new Set(["", "console", "sh"]);

/** Every command of ours in the blocks of the README and the docs. */
export function quotedCommands(): Quoted[] {
  return DOCUMENTS.flatMap((file) =>
    typedLines(readFileSync(join(PROJECT, file), "utf8")).flatMap((line) =>
      commandsIn(line).map((command) => ({ file, line, ...command })),
    ),
  );
}

/** What they name of it in running text: `status-watch …` in backquotes. */
export function mentions(): { readonly file: string; readonly text: string }[] {
  return DOCUMENTS.flatMap((file) => {
    const text = readFileSync(join(PROJECT, file), "utf8").replace(/^```.*?^```$/gms, "");
    return [...text.matchAll(/`(?:npx )?status-watch ([^`]+)`/g)].map(([, words = ""]) => ({
      file,
      text: words,
    }));
  });
}

/** The lines of shell blocks that are typed, without prompt and comment. */
function typedLines(markdown: string): string[] {
  let language: string | undefined;
  const typed: string[] = [];
  for (const line of markdown.split("\n")) {
    const [isFence, name = ""] = /^```(\w*)/.exec(line) ?? [];
    if (isFence) language = language === undefined ? name : undefined;
    else if (language !== undefined && SHELL_BLOCKS.has(language)) {
      const [, prompted] = /^[$#] (.*)$/.exec(line) ?? [];
      const bare = /^(?:npx )?status-watch /.test(line) ? line : undefined;
      const text = prompted ?? bare;
      if (text !== undefined) typed.push(text.replace(/\s+# .*$/, ""));
    }
  }
  return typed;
}

function commandsIn(line: string): Pick<Quoted, "words" | "isInside">[] {
  return line.split(/ (?:&&|\|\|?|;) /).flatMap((part) => {
    const words = readBashLine(part.replace(/ >.*$/, ""), "").words;
    const isInside = /^(?:docker|podman) (?:exec|run) |^kubectl exec /.test(part);
    const isOurs = words[0] === "status-watch" || (words[0] === "npx" && words[1] === "status-watch");
    if (!isOurs && !isInside) return [];
    const own = words.slice(words.lastIndexOf("status-watch") + 1);
    return own.length > 0 ? [{ words: own, isInside }] : [];
  });
}
