import { Argument } from "commander";
import { SHELLS, type Shell } from "../../completion/scripts.ts";
import type { RunOptions } from "../run.ts";
import type { CommandSpec } from "./spec.ts";

const UNKNOWN = 3;

export const RUN: CommandSpec<RunOptions> = {
  name: "run",
  description: "watch until stopped: events on stdout, logs on stderr",
  examples: ["status-watch run", "status-watch run --format json | jq .title"],
  hasOutput: true,
  completes: { "--state": "folders" },
  define: (command) =>
    command
      .option("--edits", "also tell of edits of updates that were told before", false)
      .option("--no-ongoing", "at the first sight of a page, do not tell of incidents that are open")
      .option(
        "--state <folder>",
        'where what was seen and what is owed is kept, so that it survives a restart; "memory": nowhere (default)',
      )
      .option(
        "--listen <host:port>",
        "where webhooks and mails are taken in, and health and metrics are shown; default: nowhere",
      )
      .option("--low-memory", "close connections after each answer: for thousands of https pages", false)
      .option("--discard-damaged-state", "put damaged state aside and go on from a baseline", false)
      .addHelpText("after", "\nSIGHUP, or saving the configuration, reloads it. SIGINT and SIGTERM end it."),
  act: async (context, options) => (await import("../run.ts")).run(options, context),
};

export const CHECK_ONCE: CommandSpec<object> = {
  name: "check-once",
  description: "read all providers, or those named, once and show how they are",
  examples: ["status-watch check-once", "status-watch check-once GitHub OpenAI || echo trouble"],
  failureCode: UNKNOWN,
  hasOutput: true,
  completes: { name: "providers" },
  define: (command) =>
    command.argument("[name...]", "providers to read; default: all").addHelpText(
      "after",
      `
Exit codes, as of monitoring plugins: 0 all operational (or in planned maintenance), 1 degraded or a minor incident,
2 a major or critical one, 3 unknown: a page that cannot be read, or wrong usage. Of several the first of 2, 1, 3, 0.`,
    ),
  act: async (context, _options, [names]) =>
    (await import("../check-once.ts")).checkOnce(names as string[], context),
};

export const EXPLAIN: CommandSpec<{ at?: string }> = {
  name: "explain",
  description: "show which consumers would be told of an event, when, and why not",
  examples: [
    "status-watch explain event.json",
    "status-watch run --format json | head -n 1 | status-watch explain -",
    "status-watch explain event.json --at 2025-11-03T23:00:00+01:00",
  ],
  hasOutput: true,
  completes: { event: "files" },
  define: (command) =>
    command
      .argument("<event>", "a file with one event as --format json prints it, or - for standard input")
      .option("--at <time>", "judge as of another moment, such as 2025-11-03T22:30:00Z; default: now"),
  act: async (context, options, [path]) =>
    (await import("../explain.ts")).explain(path as string, options, context),
};

export const HISTORY: CommandSpec<{ since: string; state?: string }> = {
  name: "history",
  description: "show past events, where state is kept (run --state)",
  examples: ["status-watch history --since 24h", "status-watch history GitHub --since 7d --format json"],
  hasOutput: true,
  completes: { provider: "providers", "--state": "folders" },
  define: (command) =>
    command
      .argument("[provider]", "only of this one")
      .option("--since <duration>", "how far back: 30m, 24h, 7d", "24h")
      .option("--state <folder>", "default: as the configuration says"),
  act: async (context, options, [provider]) =>
    (await import("../history.ts")).history(provider as string | undefined, options, context),
};

export const TEST_CONSUMER: CommandSpec<object> = {
  name: "test-consumer",
  description: "send a sample event to every consumer, or the one named, and say what it answered",
  examples: ["status-watch test-consumer", "status-watch test-consumer slack"],
  hasOutput: true,
  completes: { name: "consumers" },
  define: (command) => command.argument("[name]", "as the configuration calls it"),
  act: async (context, _options, [name]) =>
    (await import("../test-consumer.ts")).testConsumer(name as string | undefined, context),
};

export const HEALTH: CommandSpec<{ listen?: string; ready: boolean }> = {
  name: "health",
  description: "ask the daemon that runs here whether it is well: exits with 0 if it is, else with 1",
  examples: ["status-watch health", "status-watch health --listen 127.0.0.1:8787 --ready"],
  hasOutput: false,
  define: (command) =>
    command
      .option("--listen <host:port>", "where it listens; default: as the configuration says")
      .option("--ready", "whether it is also ready: every provider looked at, nothing stuck", false),
  act: async (context, options) => (await import("../health.ts")).health(options, context),
};

export const DEMO: CommandSpec<object> = {
  name: "demo",
  description: "play a small fleet of status pages on this machine and watch it; needs no network",
  examples: ["status-watch demo", "status-watch demo --format json"],
  hasOutput: true,
  act: async (context) => (await import("../demo.ts")).demo(context),
};

export const COMPLETION: CommandSpec<object> = {
  name: "completion",
  description: "print the script that makes a shell complete commands, options and names",
  examples: [
    "status-watch completion bash > ~/.local/share/bash-completion/completions/status-watch",
    "status-watch completion zsh > ~/.zfunc/_status-watch     # a folder of $fpath",
    "status-watch completion fish > ~/.config/fish/completions/status-watch.fish",
  ],
  hasOutput: false,
  define: (command) =>
    command
      .usage("[options] <shell>")
      .addArgument(new Argument("<shell>", "whose script").choices(SHELLS))
      .argument("[words...]", "what is typed so far; only the script gives it, and is answered")
      .addHelpText(
        "after",
        "\nThe script asks the program for what there is: installed once, it completes what later versions add.",
      ),
  act: async (context, _options, [shell, words]) =>
    (await import("../completion.ts")).completion(shell as Shell, words as string[], context),
};
