import { Argument, type Command } from "commander";
import type { NameSource } from "../completion/names.ts";
import { SHELLS, type Shell } from "../completion/scripts.ts";
import type { AddWebhookOptions } from "./add-webhook.ts";
import type { RunOptions } from "./run.ts";
import type { SubscribeOptions } from "./subscribe.ts";
import type { CommandContext } from "./types.ts";
import type { UnsubscribeOptions } from "./unsubscribe.ts";

/** A command with its options and help. What it does is loaded when it is called. */
export interface CommandSpec<Options> {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** The exit code when it cannot do what it is asked; default 1. */
  readonly failureCode?: number;
  /** Whether `--format` means how output is written. */
  readonly hasOutput: boolean;
  readonly define?: (command: Command) => void;
  /** What shells complete its arguments and options with, by name, where that is not among a few choices. */
  readonly completes?: Readonly<Record<string, NameSource | "files" | "folders">>;
  readonly act: (context: CommandContext, options: Options, args: readonly unknown[]) => Promise<number>;
}

const UNKNOWN = 3;

const RUN: CommandSpec<RunOptions> = {
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
  act: async (context, options) => (await import("./run.ts")).run(options, context),
};

const CHECK_ONCE: CommandSpec<object> = {
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
    (await import("./check-once.ts")).checkOnce(names as string[], context),
};

const ADD_PROVIDER: CommandSpec<object> = {
  name: "add-provider",
  description: "find out what a page is, prove it by one reading, and add it to the configuration",
  examples: [
    "status-watch add-provider https://www.githubstatus.com",
    "status-watch add-provider status.example.com --name Example --interval 30s",
    "status-watch add-provider openai github stripe",
    "status-watch add-provider github --component Actions --component Packages",
  ],
  hasOutput: false,
  completes: { target: "services", "--format": "formats" },
  define: (command) =>
    command
      .argument(
        "[target...]",
        "addresses of pages, feeds or APIs, services' own domains, or names of known services",
      )
      .option("--name <name>", "what to call it; default: as the page calls itself")
      .option("--format <format>", "what kind of page it is, as list-formats shows them; default: detected")
      .option("--interval <duration>", "how often to read it, such as 30s or 5m")
      .option("--component <name>", "watch only this component; may be repeated", collect)
      .option("--allow-private", "let the page lead into private networks, as `allow_private: true` does")
      .option("--dry-run", "show what would be written, and write nothing", false)
      .addHelpText("after", "\nOf several, each is added by itself; exits with 1 where one could not be."),
  act: async (context, options, [targets]) =>
    (await import("./add-provider.ts")).addProvider(targets as string[], options, context),
};

const REMOVE_PROVIDER: CommandSpec<object> = {
  name: "remove-provider",
  description: "take a provider out of the configuration",
  examples: ["status-watch remove-provider GitHub"],
  hasOutput: true,
  completes: { name: "providers" },
  define: (command) => command.argument("<name>", "as list-providers shows it"),
  act: async (context, _options, [name]) =>
    (await import("./remove-provider.ts")).removeProvider(name as string, context),
};

const LIST_PROVIDERS: CommandSpec<object> = {
  name: "list-providers",
  description: "show what is watched",
  examples: ["status-watch list-providers", "status-watch list-providers --format json"],
  hasOutput: true,
  act: async (context) => (await import("./list-providers.ts")).listProviders(context),
};

const SEARCH: CommandSpec<object> = {
  name: "search",
  description: "find services that are known by name: for add-provider, and for `use` in a configuration",
  examples: [
    "status-watch search google",
    "status-watch search openai.com",
    "status-watch search --format json | jq -r .name",
  ],
  hasOutput: true,
  completes: { text: "services" },
  define: (command) => command.argument("[text...]", "a name, a part of it, or an address; default: all"),
  act: async (context, _options, [words]) => (await import("./search.ts")).search(words as string[], context),
};

const LIST_FORMATS: CommandSpec<object> = {
  name: "list-formats",
  description: "show the kinds of status pages that can be read, and how sure that is",
  examples: ["status-watch list-formats", "status-watch list-formats --format json"],
  hasOutput: true,
  define: (command) =>
    command.addHelpText(
      "after",
      `
Proved on: "real pages", as they were captured; "its samples", the vendor's own, as documented; "unproven": on nothing
but descriptions, such a page may turn out to be read wrongly.`,
    ),
  act: async (context) => (await import("./list-formats.ts")).listFormats(context),
};

const REPAIR: CommandSpec<{ dryRun: boolean }> = {
  name: "repair",
  description: "find providers whose page has moved, and write down what it is now",
  examples: ["status-watch repair", "status-watch repair GitHub --dry-run"],
  hasOutput: false,
  completes: { name: "providers" },
  define: (command) =>
    command
      .argument("[name...]", "providers to look at; default: all")
      .option("--dry-run", "show what has moved, and write nothing", false)
      .addHelpText(
        "after",
        "\nExits with 1 where a page cannot be read, or what it is now cannot be written.",
      ),
  act: async (context, options, [names]) =>
    (await import("./repair.ts")).repair(names as string[], options, context),
};

const SUBSCRIBE: CommandSpec<SubscribeOptions> = {
  name: "subscribe",
  description: "have a page push what is new: by its own form where it has a plain one, else say how",
  examples: [
    "status-watch subscribe Acme --email status@example.com --dry-run",
    "status-watch subscribe Acme --webhook https://hooks.example.com --email ops@example.com",
  ],
  hasOutput: true,
  completes: { provider: "providers" },
  define: (command) =>
    command
      .argument("<provider>", "as list-providers shows it")
      .option("--email <address>", "to be sent mails; with --webhook, to be told when the webhook fails")
      .option(
        "--webhook <address>",
        "to have a webhook called: where status-watch can be reached from outside, or the address that add-webhook gave",
      )
      .option("--dry-run", "show what would be sent where, and send nothing", false)
      .addHelpText(
        "after",
        `
What is entered goes to the page's own site only, and captchas are left to people. Exits with 1 where the page has not
taken it, or was not asked: what is left to do is printed then.`,
      ),
  act: async (context, options, [provider]) =>
    (await import("./subscribe.ts")).subscribe(provider as string, options, context, {
      makeHook: async ({ name }) =>
        (await import("./add-webhook.ts")).makeHook(name, { replace: false }, context),
    }),
};

const UNSUBSCRIBE: CommandSpec<UnsubscribeOptions> = {
  name: "unsubscribe",
  description: "end what a page pushes, by a link that it gave, or say how",
  examples: [
    "status-watch unsubscribe Acme",
    "status-watch unsubscribe Acme --link 'https://status.example.com/?unsubscribe=x1y2z3'",
  ],
  hasOutput: true,
  completes: { provider: "providers" },
  define: (command) =>
    command
      .argument("<provider>", "as list-providers shows it")
      .option("--link <address>", "from the foot of a mail, or from meta.unsubscribe of what a webhook sent")
      .option("--dry-run", "show what would be opened, and open nothing", false)
      .addHelpText("after", "\nExits with 1 where something is left to do; it is printed then."),
  act: async (context, options, [provider]) =>
    (await import("./unsubscribe.ts")).unsubscribe(provider as string, options, context),
};

const TEST_CONSUMER: CommandSpec<object> = {
  name: "test-consumer",
  description: "send a sample event to every consumer, or the one named, and say what it answered",
  examples: ["status-watch test-consumer", "status-watch test-consumer slack"],
  hasOutput: true,
  completes: { name: "consumers" },
  define: (command) => command.argument("[name]", "as the configuration calls it"),
  act: async (context, _options, [name]) =>
    (await import("./test-consumer.ts")).testConsumer(name as string | undefined, context),
};

const HISTORY: CommandSpec<{ since: string; state?: string }> = {
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
    (await import("./history.ts")).history(provider as string | undefined, options, context),
};

const EXPLAIN: CommandSpec<{ at?: string }> = {
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
    (await import("./explain.ts")).explain(path as string, options, context),
};

const ADD_WEBHOOK: CommandSpec<AddWebhookOptions> = {
  name: "add-webhook",
  description: "make the address at which a provider's page may push in what it has to say",
  examples: [
    "status-watch add-webhook GitHub",
    "status-watch add-webhook GitHub --base https://hooks.example.com",
    "status-watch add-webhook GitHub --replace",
  ],
  hasOutput: true,
  completes: { provider: "providers" },
  define: (command) =>
    command
      .argument("<provider>", "as list-providers shows it")
      .option("--base <url>", "where the gateway is reached from outside, to show the whole address")
      .option("--replace", "in the place of the address that there is, which is refused from then on", false),
  act: async (context, options, [name]) =>
    (await import("./add-webhook.ts")).addWebhook(name as string, options, context),
};

const REJECTED: CommandSpec<{ state?: string }> = {
  name: "rejected",
  description: "show what was pushed in and could not be used, where state is kept (run --state)",
  examples: ["status-watch rejected", "status-watch rejected GitHub --format json"],
  hasOutput: true,
  completes: { provider: "providers", "--state": "folders" },
  define: (command) =>
    command
      .argument("[provider]", "only for this one")
      .option("--state <folder>", "default: as the configuration says"),
  act: async (context, options, [provider]) =>
    (await import("./rejected.ts")).rejected(provider as string | undefined, options, context),
};

const HEALTH: CommandSpec<{ listen?: string; ready: boolean }> = {
  name: "health",
  description: "ask the daemon that runs here whether it is well: exits with 0 if it is, else with 1",
  examples: ["status-watch health", "status-watch health --listen 127.0.0.1:8787 --ready"],
  hasOutput: false,
  define: (command) =>
    command
      .option("--listen <host:port>", "where it listens; default: as the configuration says")
      .option("--ready", "whether it is also ready: every provider looked at, nothing stuck", false),
  act: async (context, options) => (await import("./health.ts")).health(options, context),
};

const DEMO: CommandSpec<object> = {
  name: "demo",
  description: "play a small fleet of status pages on this machine and watch it; needs no network",
  examples: ["status-watch demo", "status-watch demo --format json"],
  hasOutput: true,
  act: async (context) => (await import("./demo.ts")).demo(context),
};

const COMPLETION: CommandSpec<object> = {
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
    (await import("./completion.ts")).completion(shell as Shell, words as string[], context),
};

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** In the order in which the help shows them. */
export const COMMANDS = [
  RUN,
  CHECK_ONCE,
  ADD_PROVIDER,
  REMOVE_PROVIDER,
  LIST_PROVIDERS,
  SEARCH,
  LIST_FORMATS,
  REPAIR,
  EXPLAIN,
  HISTORY,
  SUBSCRIBE,
  UNSUBSCRIBE,
  TEST_CONSUMER,
  ADD_WEBHOOK,
  REJECTED,
  HEALTH,
  DEMO,
  COMPLETION,
] as readonly CommandSpec<never>[];
