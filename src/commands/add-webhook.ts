import { openCatalogue } from "../catalogue.ts";
import { setWebhookHash } from "../config/change.ts";
import { describePath } from "../config/load.ts";
import { readConfigText } from "../config/read-file.ts";
import { writeAtomically } from "../config/write-file.ts";
import { UsageError } from "../errors.ts";
import { hashSecret, makeSecret } from "../gateway/secrets.ts";
import { hookBeneath, outsideAddress } from "../subscriptions/hook-address.ts";
import { slug } from "../text.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { selectProviders } from "./select.ts";
import type { CommandContext } from "./types.ts";

export interface AddWebhookOptions {
  /** Where the gateway is reached from outside: https://hooks.example.com. */
  readonly base?: string;
  readonly replace: boolean;
}

/** Makes the address at which a provider's page may push in what it has to say. Only its hash is written down. */
export async function addWebhook(
  name: string,
  options: AddWebhookOptions,
  context: CommandContext,
): Promise<number> {
  // Before an address that there is has been given up for one that could not be shown.
  const base = options.base === undefined ? undefined : outsideAddress(options.base, "--base");
  const { provider, path } = await makeHook(name, options, context);
  const shown = base ? hookBeneath(base, path) : path;
  if (context.output.format === "json") {
    context.stdout.write(`${JSON.stringify({ provider, webhook: shown, email: `${shown}/email` })}\n`);
    return 0;
  }
  const note = base ? "as it is" : "at the address at which the gateway is reached from outside";
  context.stdout.write(
    `${provider}: give this to the page, ${note}; it is not shown again\n  webhook: ${shown}\n  e-mail:  ${shown}/email\n`,
  );
  return 0;
}

/**
 * Makes a secret, writes its hash into the configuration, and gives the provider's name as it is written there, and the path
 * that ends in the secret.
 */
export async function makeHook(
  name: string,
  { replace }: Pick<AddWebhookOptions, "replace">,
  context: CommandContext,
): Promise<{ readonly provider: string; readonly path: string }> {
  const { path, isPackaged } = findConfig(context);
  const file = describePath(path, context.cwd);
  if (isPackaged)
    throw new UsageError(
      `the packaged configuration ${path} is never written; copy it to config/providers.yaml first`,
    );
  const [provider] = selectProviders((await readConfigAlone(path, context)).providers, [name]);
  if (!provider) throw new UsageError(`no provider is called ${name}`);
  if (!replace && (provider.webhook?.secretHashes ?? []).length > 0)
    throw new UsageError(
      `${provider.name} has an address already; add-webhook with --replace makes another, and the old one is refused from then on`,
    );
  const secret = makeSecret();
  const hash = `sha256:${hashSecret(secret)}`;
  const text = await readConfigText(path, file);
  await writeAtomically(path, setWebhookHash(text, provider.name, hash, file, openCatalogue));
  return { provider: provider.name, path: `/hooks/${slug(provider.name)}/${secret}` };
}
