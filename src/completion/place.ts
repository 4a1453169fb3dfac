import type { Argument, Command, Option } from "commander";

/** Where in a command line something is to be completed. */
export interface Place {
  /** The command typed so far; the program itself while there is none. */
  readonly command: Command;
  /** What the word stands for: an option's value, an argument, or the name of a command. */
  readonly expected: Option | Argument | "command" | undefined;
  /** Whether an option could stand there too. */
  readonly takesOptions: boolean;
  /** What of the word stays as it is: `--format=` of `--format=js`. */
  readonly before: string;
  /** `--config`, where it has been typed. */
  readonly configPath?: string;
}

/**
 * The place of the last of these words, which follow the program's name and may be empty, by the rules that the program
 * reads them by. Undefined behind a command that there is not.
 */
export function placeOf(program: Command, words: readonly string[]): Place | undefined {
  let command = program;
  let operands = 0;
  let pending: Option | undefined;
  let configPath: string | undefined;
  let takesOptions = true;
  const take = (option: Option, value: string) => {
    if (option.long === "--config") configPath = value;
  };

  for (const word of words.slice(0, -1)) {
    if (pending) {
      take(pending, word);
      pending = undefined;
    } else if (takesOptions && word === "--") {
      takesOptions = false;
    } else if (takesOptions && isOption(word)) {
      const { option, value } = readOption(command, word);
      if (option && takesValue(option)) {
        if (value === undefined) pending = option;
        else take(option, value);
      }
    } else if (command === program) {
      const found = commandsOf(program).find((one) => one.name() === word);
      if (!found) return undefined;
      command = found;
    } else operands++;
  }

  const current = words.at(-1) ?? "";
  const typed = takesOptions && isOption(current) ? readOption(command, current) : undefined;
  const place = { command, takesOptions: takesOptions && !pending, ...(configPath && { configPath }) };
  if (pending) return { ...place, expected: pending, before: "" };
  if (typed?.value !== undefined)
    return { ...place, expected: typed.option, takesOptions: false, before: typed.before };
  const expected = command === program ? "command" : argumentAt(command, operands);
  return { ...place, expected: typed ? undefined : expected, before: "" };
}

/** The commands that the help shows, `help` among them. */
export function commandsOf(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

/** The options that the help shows, `--help` among them. */
export function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

export function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

/** A hyphen alone is a file name: standard input. */
function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

function readOption(command: Command, word: string) {
  const [name, value] = word.startsWith("--") ? word.split(/=(.*)/s, 2) : [word];
  const option = optionsOf(command).find(({ long, short }) => long === name || short === name);
  return { option, value, before: `${name}=` };
}

/** The last argument may stand for any number of words. */
function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}
