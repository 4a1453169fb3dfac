import type { AddWebhookOptions } from "../add-webhook.ts";
import type { SubscribeOptions } from "../subscribe.ts";
import type { UnsubscribeOptions } from "../unsubscribe.ts";
import type { CommandSpec } from "./spec.ts";

export const SUBSCRIBE: CommandSpec<SubscribeOptions> = {
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
    (await import("../subscribe.ts")).subscribe(provider as string, options, context, {
      makeHook: async ({ name }) => {
        const { makeHook } = await import("../add-webhook.ts");
        const { path } = await makeHook(name, { replace: false }, context);
        context.log.info(`${name}: the hash of its webhook's secret is written into the configuration`);
        return path;
      },
    }),
};

export const UNSUBSCRIBE: CommandSpec<UnsubscribeOptions> = {
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
    (await import("../unsubscribe.ts")).unsubscribe(provider as string, options, context),
};

export const ADD_WEBHOOK: CommandSpec<AddWebhookOptions> = {
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
    (await import("../add-webhook.ts")).addWebhook(name as string, options, context),
};

export const REJECTED: CommandSpec<{ state?: string }> = {
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
    (await import("../rejected.ts")).rejected(provider as string | undefined, options, context),
};
