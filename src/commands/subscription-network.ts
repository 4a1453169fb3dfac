import type { Dispatcher } from "undici";
import { systemClock } from "../clock.ts";
import { resumingConnector } from "../http/connector.ts";
import { Fetcher } from "../http/fetcher.ts";
import { reachOf } from "../http/private-network.ts";
import { createAgent } from "../http/send.ts";
import type { Provider } from "../provider.ts";
import type { Fetch } from "../subscriptions/plan.ts";
import type { CommandContext } from "./types.ts";

/** By which a provider's page is asked, and sent to. */
export interface Network {
  readonly fetch: Fetch;
  readonly agent: Dispatcher;
}

const CONNECT_MS = 15_000;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5";

/** Lends a network, and ends its connections when all is done or the user wants the program to end. */
export async function withNetwork(
  provider: Provider,
  { stopped }: CommandContext,
  act: (network: Network) => Promise<number>,
): Promise<number> {
  const fetcher = new Fetcher({ clock: systemClock, maxBodyBytes: MAX_PAGE_BYTES });
  // Forms are sent where the page says: like all that it says, no further than it may lead.
  const reach = reachOf(provider);
  const agent = createAgent(resumingConnector(CONNECT_MS, reach));
  const end = () => Promise.all([fetcher.close(), agent.destroy()]);
  const onStopped = () => void end();
  stopped.addEventListener("abort", onStopped, { once: true });
  const fetch: Fetch = (url) =>
    fetcher.fetch(url, {}, { ...ownHeaders(provider, url), accept: ACCEPT }, reach);
  try {
    return await act({ fetch, agent });
  } finally {
    stopped.removeEventListener("abort", onStopped);
    await end();
  }
}

/** The user's headers are for the provider's own origin. */
export function ownHeaders({ url, headers }: Provider, to: URL): Readonly<Record<string, string>> {
  return to.origin === new URL(url).origin ? headers : {};
}
