import { formatByAddress } from "../feeds/detection/detect.ts";
import { FORMATS, type FormatName, formatNamed } from "../feeds/index.ts";
import type { Document } from "../http/document.ts";
import type { Provider } from "../provider.ts";
import { betterstack } from "./betterstack.ts";
import {
  cstate,
  datadog,
  firehydrant,
  hyperping,
  incidentio,
  openstatus,
  pagerduty,
  sorry,
  statuscast,
  statusio,
  UNKNOWN,
  upptime,
  uptimekuma,
} from "./by-hand.ts";
import { cachet } from "./cachet.ts";
import { instatus } from "./instatus.ts";
import { statuspage } from "./statuspage.ts";
import type { Vendor } from "./types.ts";

/** The products of which something is known about subscribing, by their formats. */
export const VENDORS: Readonly<Partial<Record<FormatName, Vendor>>> = {
  incidentio,
  instatus,
  betterstack,
  statusio,
  statuscast,
  datadog,
  pagerduty,
  firehydrant,
  sorry,
  hyperping,
  cachet,
  cstate,
  openstatus,
  upptime,
  uptimekuma,
  statuspage,
};

/** Whose page it is: by what the page shows, where that tells, else by what the configuration or the address says. */
export function vendorOf({ url, format }: Provider, page?: Document): Vendor {
  const names = Object.keys(VENDORS) as FormatName[];
  const shown = page && names.find((name) => shows(page, name));
  const name = shown ?? formatNamed(format) ?? formatByAddress(new URL(url));
  return (name && VENDORS[name]) ?? UNKNOWN;
}

function shows(page: Document, name: FormatName): boolean {
  const format = FORMATS[name];
  return VENDORS[name]?.marks?.(page) || format.marks?.(page) || format.recognises(page);
}
