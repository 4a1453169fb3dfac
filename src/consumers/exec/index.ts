import { z } from "zod";
import { formatDuration } from "../../config/duration.ts";
import { durationBetween } from "../../config/fields.ts";
import type { ConsumerType } from "../types.ts";
import { environmentOf } from "./environment.ts";
import { Runner } from "./run.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
const MIN_TIMEOUT_MS = 100;
const MAX_TIMEOUT_MS = 3_600_000;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const text = z.string().refine((value) => !value.includes("\0"), "must not hold control characters");

const options = z.strictObject({
  command: z
    .array(text, { error: "expected a list: the program, then its arguments" })
    .refine(([program]) => Boolean(program?.trim()), "must begin with the program to run")
    .describe(
      "The program to run for every event, and its arguments, as a list. The event is a line of JSON on its standard input, and in variables: STATUS_WATCH_ID, STATUS_WATCH_TITLE …",
    ),
  shell: z
    .boolean()
    .default(false)
    .describe(
      "Whether the first entry of the command is a script for /bin/sh, the others being its $1, $2 …; false by default. Texts of events are in variables: quote them.",
    ),
  timeout: durationBetween(MIN_TIMEOUT_MS, MAX_TIMEOUT_MS)
    .optional()
    .describe(`How long it may run before it is ended; ${formatDuration(DEFAULT_TIMEOUT_MS)} by default.`),
  env: z
    .record(z.string().regex(VARIABLE, "not a valid name for a variable"), text)
    .default({})
    .describe(
      `Variables that the program is given besides the event's. Of the environment of status-watch it sees only PATH, HOME, the language and the like: pass on what else it needs, NAME: \${NAME}.`,
    ),
});

/** Runs a program for every event. Exit code 0 says that it was dealt with. */
export const execConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  create(name, { command, shell, timeout: timeoutMs = DEFAULT_TIMEOUT_MS, env }) {
    const [script = "", ...rest] = command;
    const argv = shell ? ["/bin/sh", "-c", script, "sh", ...rest] : command;
    const runner = new Runner(argv, timeoutMs);
    return {
      name,
      deliver: (event) => runner.run(`${JSON.stringify(event)}\n`, environmentOf(event, env, process.env)),
      close: () => runner.close(),
    };
  },
};
