import type { CommandSpec } from "./spec.ts";

export const ADD_PROVIDER: CommandSpec<object> = {
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
    (await import("../add-provider.ts")).addProvider(targets as string[], options, context),
};

export const REMOVE_PROVIDER: CommandSpec<object> = {
  name: "remove-provider",
  description: "take a provider out of the configuration",
  examples: ["status-watch remove-provider GitHub"],
  hasOutput: false,
  completes: { name: "providers" },
  define: (command) => command.argument("<name>", "as list-providers shows it"),
  act: async (context, _options, [name]) =>
    (await import("../remove-provider.ts")).removeProvider(name as string, context),
};

export const LIST_PROVIDERS: CommandSpec<object> = {
  name: "list-providers",
  description: "show what is watched",
  examples: ["status-watch list-providers", "status-watch list-providers --format json"],
  hasOutput: true,
  act: async (context) => (await import("../list-providers.ts")).listProviders(context),
};

export const SEARCH: CommandSpec<object> = {
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
  act: async (context, _options, [words]) =>
    (await import("../search.ts")).search(words as string[], context),
};

export const LIST_FORMATS: CommandSpec<object> = {
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
  act: async (context) => (await import("../list-formats.ts")).listFormats(context),
};

export const REPAIR: CommandSpec<{ dryRun: boolean }> = {
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
    (await import("../repair.ts")).repair(names as string[], options, context),
};

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
