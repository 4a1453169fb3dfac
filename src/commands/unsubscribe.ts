import { UsageError } from "../errors.ts";
import type { Provider } from "../provider.ts";
import { vendorOf } from "../subscriptions/index.ts";
import { isOfProvider, leave, leavingLink } from "../subscriptions/leave.ts";
import { pageOf, readPage } from "../subscriptions/plan.ts";
import { cleanLine } from "../text.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { selectProviders } from "./select.ts";
import { type Network, ownHeaders, withNetwork } from "./subscription-network.ts";
import { exitCodeOf, type Report, writeReport } from "./subscription-report.ts";
import type { CommandContext } from "./types.ts";

export interface UnsubscribeOptions {
  readonly link?: string;
  readonly dryRun?: boolean;
}

/** Unsubscribes from a provider's page by a link that the page gave, or says how a person does. */
export async function unsubscribe(
  name: string,
  options: UnsubscribeOptions,
  context: CommandContext,
): Promise<number> {
  const link = options.link === undefined ? undefined : linkOf(options.link);
  const { providers } = await readConfigAlone(findConfig(context).path, context);
  const [provider] = selectProviders(providers, [name]) as [Provider];
  return withNetwork(provider, context, async (network) => {
    const report = link
      ? await byLink(link, provider, options.dryRun === true, network)
      : await byHand(provider, network);
    writeReport(report, context);
    return exitCodeOf(report);
  });
}

function linkOf(text: string): URL {
  const link = leavingLink(text);
  if (link) return link;
  throw new UsageError(`--link ${cleanLine(text).slice(0, 200)} is no web address`);
}

async function byHand(provider: Provider, { fetch }: Network): Promise<Report> {
  const page = await readPage(pageOf(new URL(provider.url)), fetch);
  const vendor = "url" in page ? vendorOf(provider, page) : vendorOf(provider);
  const why = "a page does not say who is subscribed: a link that it gave is needed";
  return { provider, vendor, outcome: "by-hand", why, steps: vendor.leaving };
}

async function byLink(link: URL, provider: Provider, isDry: boolean, network: Network): Promise<Report> {
  if (!(await isOfProvider(link, provider, network.fetch))) {
    const why = `${link.host} is neither the page's host nor known to be its product's`;
    return { provider, outcome: "by-hand", why, steps: [`if you trust it, open ${link.href} in a browser`] };
  }
  if (isDry) return { provider, outcome: "dry-run", why: "--dry-run", steps: [`open ${link.href}`] };
  const left = await leave(link, network.fetch, network.agent, ownHeaders(provider, link));
  return { provider, ...left, steps: left.outcome === "accepted" ? [] : [`open ${link.href} in a browser`] };
}
