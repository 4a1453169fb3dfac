import { z } from "zod";
import { UsageError } from "../errors.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { judge } from "../subscriptions/answer.ts";
import { hookBeneath, isHook, publicAddress, withoutSecret } from "../subscriptions/hook-address.ts";
import { type Plan, planSubscription } from "../subscriptions/plan.ts";
import { type Entered, requestOf, submit } from "../subscriptions/request.ts";
import type { Channel } from "../subscriptions/types.ts";
import { fillIn } from "../subscriptions/wording.ts";
import { cleanLine } from "../text.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import { selectProviders } from "./select.ts";
import { type Network, ownHeaders, withNetwork } from "./subscription-network.ts";
import { exitCodeOf, type Report, writeReport } from "./subscription-report.ts";
import type { CommandContext } from "./types.ts";

export interface SubscribeOptions {
  readonly email?: string;
  readonly webhook?: string;
  readonly dryRun?: boolean;
}

/** Makes the webhook of a provider, and gives the path at which it lies: `/hooks/<provider>/<secret>`. */
export type MakeHook = (provider: Provider) => Promise<string>;

/** What is asked for, checked. */
interface Wish {
  readonly channel: Channel;
  readonly email?: string;
  /** Where webhooks come in, or the address of the very one. */
  readonly base?: URL;
}

const email = z.email().max(254);

/** Subscribes to a provider's page by its own form, or says how a person does. */
export async function subscribe(
  name: string,
  options: SubscribeOptions,
  context: CommandContext,
  { makeHook }: { readonly makeHook?: MakeHook } = {},
): Promise<number> {
  const wish = wishOf(options);
  const { providers } = await readConfigAlone(findConfig(context).path, context);
  const [provider] = selectProviders(providers, [name]) as [Provider];
  if (wish.base && !isHook(wish.base) && !makeHook && !options.dryRun)
    throw new UsageError("--webhook takes the address of a webhook: make one with add-webhook");
  return withNetwork(provider, context, async (network) => {
    const plan = await planSubscription(provider, wish.channel, wish.email !== undefined, network.fetch);
    const entered = await enteredInto(plan, wish, provider, options.dryRun ? undefined : makeHook);
    const done = await carryOut(plan, entered, provider, { channel: wish.channel, ...options }, network);
    const report: Report = { provider, vendor: plan.vendor, channel: wish.channel, ...done };
    writeReport(report, context);
    return exitCodeOf(report);
  });
}

function wishOf({ email: address, webhook }: SubscribeOptions): Wish {
  if (address === undefined && webhook === undefined)
    throw new UsageError("say what to subscribe: --email <address>, or --webhook <public address>");
  if (address !== undefined && !email.safeParse(address).success)
    throw new UsageError(`--email ${cleanLine(address).slice(0, 300)} is no e-mail address`);
  if (webhook === undefined) return { channel: "email", ...present({ email: address }) };
  return { channel: "webhook", base: publicAddress(webhook), ...present({ email: address }) };
}

/** What the page is to be given. No webhook is made for a page that cannot call one. */
async function enteredInto(
  plan: Plan,
  { base, channel, email: address }: Wish,
  provider: Provider,
  makeHook: MakeHook | undefined,
): Promise<Entered> {
  const isUseless = "why" in plan && "instead" in plan.vendor.ways[channel];
  if (!base || isUseless) return present({ email: address });
  if (isHook(base)) return { webhook: base.href, ...present({ email: address }) };
  const path = makeHook ? await makeHook(provider) : "/hooks/…";
  return { webhook: hookBeneath(base, path), ...present({ email: address }) };
}

async function carryOut(
  plan: Plan,
  entered: Entered,
  provider: Provider,
  { channel, dryRun }: Pick<Wish, "channel"> & Pick<SubscribeOptions, "dryRun">,
  { agent }: Network,
): Promise<Omit<Report, "provider" | "vendor" | "channel">> {
  const steps = stepsOf(plan, channel, entered);
  if ("why" in plan) return { outcome: dryRun ? "dry-run" : "by-hand", why: plan.why, steps: steps.byHand };
  const { page, chosen, csrfToken } = plan;
  const own = { own: ownHeaders(provider, page.url), ...present({ csrfToken }) };
  const request = requestOf(chosen, page, entered, own);
  const hidden = hiddenIn(entered);
  if (dryRun) return { outcome: "dry-run", why: "--dry-run", request, steps: steps.after, ...hidden };
  const verdict = judge(await submit(agent, request));
  const isSent = verdict.outcome === "accepted" || verdict.outcome === "unclear";
  // What was not taken has to be pasted by hand, and so to be seen.
  return isSent
    ? { ...verdict, request, steps: steps.after, ...hidden }
    : { ...verdict, request, steps: steps.byHand };
}

function stepsOf(plan: Plan, channel: Channel, entered: Entered) {
  const way = plan.vendor.ways[channel];
  const { byHand, after } =
    "instead" in way ? { byHand: [], after: [] } : { byHand: way.steps, after: way.after };
  const page = "why" in plan ? plan.at.href : plan.page.url.href;
  const values = { email: "an e-mail address of yours", ...entered, page };
  const filled = (steps: readonly string[]) => steps.map((step) => fillIn(step, values));
  const { webhook } = entered;
  const first =
    webhook === undefined ? [] : [`have status-watch run, reachable at ${new URL(webhook).origin}`];
  return { byHand: [...first, ...filled(byHand)], after: [...first, ...filled(after)] };
}

/** The secret of a webhook that the page has now is nobody else's to see. */
function hiddenIn({ webhook }: Entered): Pick<Report, "hidden"> {
  return webhook === undefined ? {} : { hidden: { value: webhook, reference: withoutSecret(webhook) } };
}
