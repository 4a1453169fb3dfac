import { parse } from "yaml";
import { z } from "zod";
import type { Service } from "./catalogue.ts";
import { present } from "./present.ts";

/** A catalogue's text as services. Throws where it is not in the form that its head describes. */
export function readCatalogue(text: string): Service[] {
  const names = z.array(z.string().min(1));
  const service = z.strictObject({
    name: z.string().min(1),
    page: z.url({ protocol: /^https$/ }),
    format: z.string().optional(),
    domain: z.union([z.string(), names]).default([]),
    aliases: names.default([]),
    components: names.default([]),
  });
  // Its own check compares each key with each other one, and line numbers are of no use here.
  const services: unknown = parse(text, { prettyErrors: false, uniqueKeys: false });
  return z
    .array(service)
    .parse(services)
    .map(({ format, domain, ...rest }) => ({
      ...rest,
      domains: typeof domain === "string" ? [domain] : domain,
      ...present({ format }),
    }));
}
