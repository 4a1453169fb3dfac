import type { Dispatcher } from "undici";
import { isOnHost } from "../feeds/wire/address.ts";
import { isLoopback } from "../http/url.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { judge, type Verdict } from "./answer.ts";
import { chooseLeavingForm } from "./choose.ts";
import { readForms } from "./forms.ts";
import { vendorOf } from "./index.ts";
import { type Fetch, pageOf, readPage } from "./plan.ts";
import { type FormRequest, requestOf, submit } from "./request.ts";

/** What came of a link to unsubscribe; `request`: the form that confirmed it. */
export type Left = (Verdict | { readonly outcome: "by-hand"; readonly why: string }) & {
  readonly request?: FormRequest;
};

/** A link as it is asked for: those of Statuspage's webhooks are written with http, and answer by https. */
export function leavingLink(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password) return undefined;
  if (url.protocol === "http:" && !isLoopback(url.hostname)) url.protocol = "https:";
  return url.protocol === "https:" || isLoopback(url.hostname) ? url : undefined;
}

/** Whether a link is on the provider's page, or on a host to which its product's links lead. */
export async function isOfProvider(link: URL, provider: Provider, fetch: Fetch): Promise<boolean> {
  const page = pageOf(new URL(provider.url));
  if (link.host === page.host) return true;
  const isOnVendors = ({ linkHosts = [] }: { linkHosts?: readonly string[] }) => isOnHost(link, ...linkHosts);
  if (isOnVendors(vendorOf(provider))) return true;
  const document = await readPage(page, fetch);
  return "url" in document && isOnVendors(vendorOf(provider, document));
}

/** Opens a link to unsubscribe, and confirms it where the page behind it has a plain form for that. */
export async function leave(
  link: URL,
  fetch: Fetch,
  agent: Dispatcher,
  own: Readonly<Record<string, string>> = {},
): Promise<Left> {
  const page = await readPage(link, fetch);
  if ("why" in page) return { outcome: "failed", why: page.why };
  const forms = readForms(page);
  const choice = chooseLeavingForm(forms, page.url);
  if (!choice)
    return {
      outcome: "unclear",
      why: "the link was opened, and the answer does not say whether that was all",
    };
  if ("why" in choice) return { outcome: "by-hand", why: choice.why };
  const { csrfToken } = forms;
  const request = requestOf(choice, page, {}, { own, ...present({ csrfToken }) });
  return { ...judge(await submit(agent, request)), request };
}
