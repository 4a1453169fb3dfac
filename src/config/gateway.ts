import { isIP } from "node:net";
import { z } from "zod";
import { oneOrMore } from "./fields.ts";
import { secret } from "./option-fields.ts";

const DEFAULT_REQUESTS_PER_MINUTE = 600;
/** Of letters and digits alone, more than anybody could try. */
const SHORTEST_TOKEN = 16;

/** Where the gateway listens, and who may do what there. */
export interface GatewayConfig {
  readonly listen?: ListenAddress;
  /** To be sent by those who look in: `authorization: Bearer …`. */
  readonly token?: string;
  /** Anybody may look in, from wherever. */
  readonly isPublic: boolean;
  /** Of proxies that are believed about who asks; true: of any. */
  readonly trustedProxies: readonly string[] | boolean;
  /** Of one address. */
  readonly requestsPerMinute: number;
  readonly mostConnections?: number;
}

export interface ListenAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

const A_PROXY = "expected the address of a proxy or a network, such as 10.0.0.0/8";
/** Groups of networks that the server knows by name. */
const NETWORKS_BY_NAME = ["loopback", "linklocal", "uniquelocal"];

const proxy = z.string().trim().refine(isNetwork, A_PROXY);

const AN_ADDRESS = "expected an address and a port, such as 127.0.0.1:8787";

const TOO_SHORT = `must have at least ${SHORTEST_TOKEN} characters; openssl rand -hex 32 makes one`;

const listenAddress = z.string({ error: AN_ADDRESS }).transform((text, context) => {
  const address = parseListenAddress(text);
  if (address) return address;
  context.addIssue({ code: "custom", message: AN_ADDRESS });
  return z.NEVER;
});

export const gatewaySchema = z.strictObject({
  listen: listenAddress
    .optional()
    .describe("Address and port for webhooks, mail, health and metrics: 127.0.0.1:8787. Off when left out."),
  token: secret(
    `What those who look in from elsewhere have to send: authorization: Bearer …. At least ${SHORTEST_TOKEN} characters.`,
  )
    // Not as `min`: editors would hold that against the reference.
    .refine((token) => token === "" || token.length >= SHORTEST_TOKEN, TOO_SHORT)
    .optional(),
  public: z.boolean().optional().describe("Anybody may look in, whatever the address."),
  trust_proxy: z
    .union([z.boolean(), oneOrMore(proxy, A_PROXY)])
    .optional()
    .describe("Proxies whose X-Forwarded-For is believed: their addresses or networks, or true for any."),
  rate_limit: z
    .int()
    .min(1)
    .optional()
    .describe(`Requests a minute from one address; default ${DEFAULT_REQUESTS_PER_MINUTE}.`),
  max_connections: z
    .int()
    .min(8)
    .optional()
    .describe(
      "Connections at once; default 1024. Of more, those that have asked for nothing longest are closed.",
    ),
});

export function toGateway(file: z.output<typeof gatewaySchema>): GatewayConfig {
  return {
    ...(file.listen && { listen: file.listen }),
    ...(file.token !== undefined && { token: file.token }),
    ...(file.max_connections !== undefined && { mostConnections: file.max_connections }),
    isPublic: file.public ?? false,
    trustedProxies: file.trust_proxy ?? false,
    requestsPerMinute: file.rate_limit ?? DEFAULT_REQUESTS_PER_MINUTE,
  };
}

/** `127.0.0.1:8787`, `[::1]:8787`, `localhost:8787`; `:8787` and `8787` are of this machine only. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]\s]*)):)?(\d{1,5})$/i.exec(text.trim());
  if (!match) return undefined;
  const [, v6, name, port = ""] = match;
  if (Number(port) > 65_535 || (v6 !== undefined && isIP(v6) !== 6)) return undefined;
  return { host: v6 ?? (name || "127.0.0.1"), port: Number(port) };
}

/** Whether it names one address or more: `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. */
function isNetwork(text: string): boolean {
  if (NETWORKS_BY_NAME.includes(text)) return true;
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const mostBits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  return mostBits > 0 && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= mostBits));
}
