import { Argument, type Command } from "commander";
import { COMMANDS } from "../commands/table.ts";
import type { CommandContext } from "../commands/types.ts";
import type { Candidate } from "./names.ts";
import { commandsOf, optionsOf, type Place, placeOf } from "./place.ts";

/** What may stand at a place: one of these words, or a path, which shells complete better than we. */
export interface Offer {
  readonly kind: "words" | "files" | "folders";
  readonly candidates: readonly Candidate[];
}

const NOTHING: Offer = { kind: "words", candidates: [] };

/** What the last of these words, which may be empty, could become. All there is: shells choose by what is typed. */
export async function offerFor(
  program: Command,
  words: readonly string[],
  context: CommandContext,
): Promise<Offer> {
  const place = placeOf(program, words);
  if (!place) return NOTHING;
  const current = words.at(-1) ?? "";
  if (place.takesOptions && current.startsWith("-")) return offerOptions(place);
  const offer = await offerValues(program, place, context);
  // Where nothing else can be said, the options are what is left to say.
  const isSilent = current === "" && place.takesOptions && offer.kind === "words" && !offer.candidates.length;
  return isSilent ? offerOptions(place) : offer;
}

function offerOptions({ command }: Place): Offer {
  const candidates = optionsOf(command).map(({ long, short, description }) => ({
    value: long ?? short ?? "",
    about: description,
  }));
  return { kind: "words", candidates };
}

async function offerValues(program: Command, place: Place, context: CommandContext): Promise<Offer> {
  const { command, expected, before, configPath } = place;
  if (expected === undefined) return NOTHING;
  // What `help` takes is a command too.
  if (expected === "command" || command.name() === "help") {
    const candidates = commandsOf(program).map((one) => ({ value: one.name(), about: one.description() }));
    return { kind: "words", candidates };
  }
  if (expected.argChoices) {
    const candidates = expected.argChoices.map((choice) => ({ value: before + choice }));
    return { kind: "words", candidates };
  }
  const name = expected instanceof Argument ? expected.name() : (expected.long ?? "");
  const source = sourceOf(command.name(), name);
  if (source === undefined) return NOTHING;
  if (source === "files" || source === "folders") return { kind: source, candidates: [] };
  // Not loaded where it is not needed, with the parser that it brings.
  const { namesOf } = await import("./names.ts");
  const names = await namesOf(source, configPath === undefined ? context : withConfig(configPath, context));
  return { kind: "words", candidates: names.map((one) => ({ ...one, value: before + one.value })) };
}

/** The shell would have put the home folder in the tilde's place; a line that is being typed still has it. */
function withConfig(typed: string, context: CommandContext): CommandContext {
  return { ...context, configPath: typed.replace(/^~(?=\/)/, () => context.env["HOME"] ?? "~") };
}

/** What a command's argument or option, which has no choices, is completed with; undefined: it may be anything. */
export function sourceOf(command: string, name: string) {
  if (name === "--config") return "files";
  return COMMANDS.find((spec) => spec.name === command)?.completes?.[name];
}
