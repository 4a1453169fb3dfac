import { readBashLine, toReply } from "../completion/bash-line.ts";
import { type Offer, offerFor } from "../completion/offer.ts";
import { SCRIPTS, type Shell } from "../completion/scripts.ts";
import { cleanLine } from "../text.ts";
import { createProgram } from "./program.ts";
import type { CommandContext } from "./types.ts";

/**
 * Prints a shell's completion script, or answers it: `words` is what is typed so far, of bash as the line up to the
 * cursor and its COMP_WORDBREAKS.
 */
export async function completion(
  shell: Shell,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  context.stdout.write(words.length === 0 ? SCRIPTS[shell] : await answer(shell, words, context));
  return 0;
}

async function answer(shell: Shell, words: readonly string[], context: CommandContext): Promise<string> {
  // Only looked at: nothing is performed.
  const program = createProgram({ perform: async () => {} });
  if (shell !== "bash") {
    const offer = await offerFor(program, words, context);
    return toLines(
      offer,
      offer.candidates.map(({ value, about = "" }) => `${value}\t${cleanLine(about)}`),
    );
  }
  const [text = "", breaks = ""] = words;
  const line = readBashLine(text, breaks);
  const [, ...typed] = line.words;
  const offer = await offerFor(program, typed, context);
  const current = (typed.at(-1) ?? "").toLowerCase();
  const fitting = offer.candidates.filter(({ value }) => value.toLowerCase().startsWith(current));
  return toLines(
    offer,
    fitting.map(({ value }) => toReply(value, line)),
  );
}

function toLines({ kind }: Offer, words: readonly string[]): string {
  return [kind, ...words].map((line) => `${line}\n`).join("");
}
