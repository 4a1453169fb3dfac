import type { Argument, Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/commands/program.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { sourceOf } from "../../src/completion/offer.ts";
import { optionsOf, placeOf, takesValue } from "../../src/completion/place.ts";

const program = createProgram({ perform: async () => {} });

/** What nothing can be known of: it is made up as it is typed. */
const FREE = [
  "add-provider --name",
  "add-provider --interval",
  "add-provider --component",
  "explain --at",
  "history --since",
  "run --listen",
  "health --listen",
  "subscribe --email",
  "subscribe --webhook",
  "unsubscribe --link",
  "add-webhook --base",
  "completion words",
];

interface Valued {
  readonly command: Command;
  readonly name: string;
  readonly choices: readonly string[] | undefined;
}

function valuesOf(command: Command): Valued[] {
  const valued = (one: Option | Argument, name: string) => ({ command, name, choices: one.argChoices });
  return [
    ...optionsOf(command)
      .filter(takesValue)
      .map((option) => valued(option, option.long ?? "")),
    ...command.registeredArguments.map((argument) => valued(argument, argument.name())),
  ];
}

describe("What is completed", () => {
  it("is every value of every option and argument but those that may be anything", () => {
    const free = program.commands
      .flatMap(valuesOf)
      .filter(({ command, name, choices }) => !choices && sourceOf(command.name(), name) === undefined)
      .map(({ command, name }) => `${command.name()} ${name}`);
    expect(free.sort()).toEqual([...FREE].sort());
  });

  it("is nothing that the commands do not have", () => {
    for (const { name, completes = {} } of COMMANDS) {
      const command = program.commands.find((one) => one.name() === name);
      const known = command ? valuesOf(command).map((value) => value.name) : [];
      expect(known).toEqual(expect.arrayContaining(Object.keys(completes)));
    }
  });
});

describe("The place of a word", () => {
  const describePlace = (...words: string[]) => {
    const place = placeOf(program, words);
    if (!place) return "nowhere";
    const { expected, command } = place;
    const name =
      typeof expected === "object" ? ("long" in expected ? expected.long : expected.name()) : expected;
    return `${command.name()}: ${name}`;
  };

  it.each([
    [[""], "status-watch: command"],
    [["chec"], "status-watch: command"],
    [["-"], "status-watch: command"],
    [["--format", ""], "status-watch: --format"],
    [["--format", "json", ""], "status-watch: command"],
    [["--format=json", ""], "status-watch: command"],
    [["--no-color", ""], "status-watch: command"],
    [["-c", "a.yaml", "check-once", ""], "check-once: name"],
    [["check-once", "a", "b", ""], "check-once: name"],
    [["check-once", "a", "--tz", ""], "check-once: --tz"],
    [["check-once", "--", "--tz", ""], "check-once: name"],
    [["check-once", "--config="], "check-once: --config"],
    [["check-once", "--nothing", ""], "check-once: name"],
    [["check-once", "--nothing="], "check-once: undefined"],
    [["history", "a", ""], "history: undefined"],
    [["explain", "-"], "explain: event"],
    [["explain", "-", ""], "explain: undefined"],
    [["run", ""], "run: undefined"],
    [["run", "--edits", "--st"], "run: undefined"],
    [["help", ""], "help: command"],
    [["nothing", ""], "nowhere"],
    [[], "status-watch: command"],
  ])("is known: %j", (words, place) => {
    expect(describePlace(...words)).toBe(place);
  });
});
