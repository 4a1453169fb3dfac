import { adobe } from "./adobe/index.ts";
import { apple } from "./apple/index.ts";
import { atom } from "./atom.ts";
import { auth0 } from "./auth0.ts";
import { aws } from "./aws/index.ts";
import { azure } from "./azure.ts";
import { azuredevops } from "./azuredevops/index.ts";
import { betterstack } from "./betterstack/index.ts";
import { cachet } from "./cachet/index.ts";
import { cstate } from "./cstate/index.ts";
import { datadog } from "./datadog.ts";
import { firehydrant } from "./firehydrant.ts";
import { googlecloud } from "./googlecloud.ts";
import { heroku } from "./heroku/index.ts";
import { hyperping } from "./hyperping.ts";
import { incidentio } from "./incidentio/index.ts";
import { infomaniak } from "./infomaniak.ts";
import { instatus } from "./instatus/index.ts";
import { m365 } from "./m365/index.ts";
import { meta } from "./meta.ts";
import { okta } from "./okta.ts";
import { onlineornot } from "./onlineornot.ts";
import { openstatus } from "./openstatus.ts";
import { oracle } from "./oracle.ts";
import { pagerduty } from "./pagerduty/index.ts";
import { paypal } from "./paypal.ts";
import { playstation } from "./playstation/index.ts";
import { rootly } from "./rootly.ts";
import { rss } from "./rss.ts";
import { salesforce } from "./salesforce/index.ts";
import { slack } from "./slack.ts";
import { sorry } from "./sorry.ts";
import { statuscast } from "./statuscast.ts";
import { statusio } from "./statusio/index.ts";
import { statusiq } from "./statusiq/index.ts";
import { statuspage } from "./statuspage/index.ts";
import { statuspal } from "./statuspal/index.ts";
import { stripe } from "./stripe.ts";
import type { FeedFormat } from "./types.ts";
import { upptime } from "./upptime/index.ts";
import { uptimekuma } from "./uptimekuma/index.ts";
import { uptimerobot } from "./uptimerobot/index.ts";
import { zendesk } from "./zendesk/index.ts";

/** Every format there is. Detection takes the first that recognises a document, and asks for documents in this order. */
export const FORMATS = {
  // Pages of one vendor
  aws,
  googlecloud,
  azure,
  azuredevops,
  m365,
  apple,
  slack,
  salesforce,
  heroku,
  zendesk,
  stripe,
  paypal,
  okta,
  auth0,
  oracle,
  meta,
  adobe,
  playstation,
  infomaniak,
  // Products that many pages are made with, about in the order in which they are met
  incidentio,
  rootly,
  instatus,
  betterstack,
  statusio,
  statuspal,
  uptimerobot,
  uptimekuma,
  statusiq,
  statuscast,
  datadog,
  pagerduty,
  firehydrant,
  sorry,
  hyperping,
  cachet,
  cstate,
  openstatus,
  onlineornot,
  upptime,
  statuspage,
  // Feeds of anyone
  atom,
  rss,
} satisfies Record<string, FeedFormat>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The name, if there is a format of that name. */
export function formatNamed(name: string | undefined): FormatName | undefined {
  return FORMAT_NAMES.find((known) => known === name);
}
