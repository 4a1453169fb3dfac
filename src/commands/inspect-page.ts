import { systemClock } from "../clock.ts";
import { type Detection, detect } from "../feeds/detection/detect.ts";
import type { Reading } from "../feeds/types.ts";
import { explain } from "../http/failure.ts";
import type { Fetcher } from "../http/fetcher.ts";
import { reachOf } from "../http/private-network.ts";
import { Page } from "../polling/page.ts";
import { isUnreadable, type Target, whereTo } from "../polling/relocation.ts";
import { pageAddress } from "../polling/sharing.ts";
import type { Provider } from "../provider.ts";
import type { CommandContext } from "./types.ts";

/** What came of looking at a provider's page. */
export type Finding =
  | { readonly outcome: "fine" }
  | { readonly outcome: "moved"; readonly to: Target; readonly why: string }
  | { readonly outcome: "unreadable"; readonly reason: string };

const FINE: Finding = { outcome: "fine" };

/** Whether a provider's page can be read as the configuration says, and if not, as what and where it can be. */
export async function inspect(
  provider: Provider,
  fetcher: Fetcher,
  context: CommandContext,
): Promise<Finding> {
  const pageOf = (one: Provider) => new Page(one, { fetcher, log: context.log, clock: systemClock });
  const page = pageOf(provider);
  const reading = await page.read();
  // A move is believed once what is there has been read.
  const proved = async (to: Target | undefined, why: string): Promise<Finding | undefined> => {
    if (!to) return undefined;
    const proof = await pageOf(movedTo(provider, to)).read();
    return proof.outcome === "read" ? { outcome: "moved", to, why } : undefined;
  };
  if (reading.outcome === "read") {
    const { format } = page;
    const to = reading.movedTo && format && { format, url: reading.movedTo };
    const redirected = await proved(to, "it redirects there for good");
    if (redirected) return redirected;
    if (!isOfAnother(reading, format)) return FINE;
  } else if (reading.outcome === "unchanged") return FINE;
  else if (!isUnreadable(reading)) return unreadable(reading);

  const detection = await look(provider, fetcher);
  const to = whereTo({ format: provider.format, url: pageAddress(provider) }, detection);
  const found = detection.found ? await proved(to, detection.why) : undefined;
  return found ?? (reading.outcome === "read" ? FINE : unreadable(reading));
}

/** The provider at another address; headers may be secrets, and are for the origin they were written for alone. */
function movedTo(provider: Provider, { url, format }: Target): Provider {
  const isSameOrigin = url.origin === new URL(provider.url).origin;
  const headers = isSameOrigin ? provider.headers : {};
  // It was the page before that led there.
  return { ...provider, url: url.href, format, headers, allowPrivate: reachOf(provider) === "anywhere" };
}

/** Some answer in Statuspage's shape, so that those who read it go on to; of their own they have more to tell. */
function isOfAnother(reading: Extract<Reading, { outcome: "read" }>, format: string | undefined): boolean {
  const { generator } = reading.snapshot.page;
  return format === "statuspage" && generator !== undefined && generator !== "Statuspage";
}

function look(provider: Provider, fetcher: Fetcher): Promise<Detection> {
  const address = pageAddress(provider);
  // The address as it is written: a format's shared document may lie elsewhere, with others.
  const own = new URL(provider.url).origin;
  const reach = reachOf(provider);
  return detect(address, (url) => fetcher.fetch(url, {}, url.origin === own ? provider.headers : {}, reach));
}

function unreadable(reading: Reading): Finding {
  const reason = "failure" in reading ? explain(reading.failure) : "it gave nothing to read";
  return { outcome: "unreadable", reason };
}
