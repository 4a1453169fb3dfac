// Writes man/status-watch.1 from the table of commands; part of `npm run build`. With `-` it goes to standard output.
import { mkdirSync, writeFileSync } from "node:fs";
import { createProgram } from "../dist/commands/program.js";
import { VERSION } from "../dist/version.js";

const program = createProgram({ perform: async () => {} });
const help = program.createHelp();
const [version, common] = partition(help.visibleOptions(program), ({ long }) => long === "--version");
const after = readAfter(program);

const page = [
  // Without a date, so that the same version is the same page.
  `.TH STATUS\\-WATCH 1 "" "status\\-watch ${roff(VERSION)}" "User Commands"`,
  ".SH NAME",
  "status\\-watch \\- watch status pages and print what is new",
  ".SH SYNOPSIS",
  program.commands.map(synopsis).join("\n.br\n"),
  ".SH DESCRIPTION",
  roff(program.description()),
  "Every update of an incident is told once: events on standard output, logs on standard error.",
  ".SH COMMANDS",
  ...program.commands.flatMap(section),
  ".SH OPTIONS OF ALL COMMANDS",
  "They may stand before the command as well as behind it.",
  "\\fB\\-\\-format\\fR is taken by those that print what programs may read.",
  ...common.flatMap(option),
  ".PP",
  "Without a command:",
  ...version.flatMap(option),
  ".SH CONFIGURATION",
  roff(after.notes),
  ...examples(after.examples),
  ".SH EXIT STATUS",
  "Of \\fBcheck\\-once\\fR as its description says; of the others 0, or 1 with a message on standard error.",
  "A second SIGINT or SIGTERM ends the program at once, with 130 or 143.",
  ".SH ENVIRONMENT",
  ...term("\\fBSTATUS_WATCH_CONFIG\\fR", "The configuration, where \\fB\\-\\-config\\fR is not given."),
  ...term("\\fBXDG_CONFIG_HOME\\fR", "Where the user's own configuration is looked for; else in ~/.config."),
  ...term("\\fBNO_COLOR\\fR", "Output has no colour."),
  ".PP",
  "A configuration takes secrets from any other, where it names them.",
  ".SH SEE ALSO",
  "In the package: docs/configuration.md, docs/consumers.md, docs/formats.md, docs/operations.md, docs/scaling.md.",
];

const [target] = process.argv.slice(2);
const text = `${page.join("\n")}\n`;
if (target === "-") process.stdout.write(text);
else {
  mkdirSync(new URL("../man", import.meta.url), { recursive: true });
  writeFileSync(new URL("../man/status-watch.1", import.meta.url), text);
}

function synopsis(command) {
  return `\\fBstatus\\-watch ${roff(command.name())}\\fR ${placeholders(command.usage(), "\\fR")}`;
}

function section(command) {
  const { notes, examples: lines } = readAfter(command);
  const isCommon = ({ flags, description }) =>
    common.some((one) => one.flags === flags && one.description === description);
  const own = help.visibleOptions(command).filter((one) => !isCommon(one));
  return [
    `.SS ${roff(command.name())}`,
    sentence(command.description()),
    ...command.registeredArguments.flatMap((argument) =>
      term(`\\fI${roff(argument.name())}\\fR`, sentence(argument.description) + choices(argument)),
    ),
    ...own.flatMap(option),
    ...(notes === "" ? [] : [".PP", roff(notes)]),
    ...examples(lines),
  ];
}

function option({ flags, description, argChoices }) {
  return term(`\\fB${placeholders(flags, "\\fB")}\\fR`, sentence(description) + choices({ argChoices }));
}

function choices({ argChoices }) {
  return argChoices ? ` One of ${roff(argChoices.join(", "))}.` : "";
}

/** What stands behind the options in a command's help; it is known only from what is printed. */
function readAfter(command) {
  let printed = "";
  command.configureOutput({
    writeOut: (part) => {
      printed += part;
    },
  });
  command.outputHelp();
  const [notes = "", lines = ""] = printed.slice(command.helpInformation().length).split(/^Examples:$/m);
  return { notes: notes.trim(), examples: lines.trim().split("\n") };
}

function examples(lines) {
  return [".PP", ".nf", ...lines.map((line) => roff(line.trim())), ".fi"];
}

function term(name, meaning) {
  return [".TP", name, meaning];
}

/** A short line of the help as a sentence. */
function sentence(line) {
  const begun = line.charAt(0).toUpperCase() + line.slice(1);
  return roff(/[.!?)]$/.test(begun) ? begun : `${begun}.`);
}

/** `<file>` and `[name...]` as man pages write them. */
function placeholders(line, font) {
  return roff(line).replace(/<(.*?)>/g, `\\fI$1${font}`);
}

/** Text as it is: no character of it is an escape, no line of it a request. */
function roff(words) {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(
      /[^\x20-\x7e\n]/gu,
      (char) => `\\[u${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
    )
    .replace(/^(?=[.'])/gm, "\\&");
}

function partition(items, isFirst) {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
