import dns from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { Provider } from "../provider.ts";

/** How far what a page says may lead: to addresses that everybody can reach, or into private networks too. */
export type Reach = "public" | "anywhere";

/** A connection that was refused because it would have led from a public page into a private network. */
export class PrivateAddressError extends Error {
  readonly address: string;
  constructor(address: string) {
    super(`${address} is an address of a private network`);
    this.address = address;
  }
}

/** The registries of RFC 6890 and its successors: private, loopback, link-local, shared, multicast and the like. */
const PRIVATE_IPV4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  // By which each machine on Azure reaches its host.
  "168.63.129.16/32",
];
/**
 * `::/96` has the unspecified address, loopback, and the deprecated form of IPv4 addresses; `64:ff9b:1::/48` is a NAT64's
 * own; `2001::/32` is Teredo, which hides an IPv4 address.
 */
const PRIVATE_IPV6 = [
  ...["::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "5f00::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

const PRIVATE = privateAddresses();

function privateAddresses(): BlockList {
  const list = new BlockList();
  for (const range of PRIVATE_IPV4) {
    const [net = "", bits] = range.split("/");
    list.addSubnet(net, Number(bits), "ipv4");
    // The same within IPv6: mapped (RFC 4291), translated (RFC 2765), through a NAT64 (RFC 6052), and 6to4 (RFC 3056).
    for (const prefix of ["::ffff:", "::ffff:0:", "64:ff9b::"])
      list.addSubnet(prefix + net, 96 + Number(bits), "ipv6");
    const [a = 0, b = 0, c = 0, d = 0] = net.split(".").map(Number);
    const words = [a * 256 + b, c * 256 + d].map((word) => word.toString(16)).join(":");
    list.addSubnet(`2002:${words}::`, 16 + Number(bits), "ipv6");
  }
  for (const range of PRIVATE_IPV6) {
    const [net = "", bits] = range.split("/");
    list.addSubnet(net, Number(bits), "ipv6");
  }
  return list;
}

/** Whether an IP address is one that only some networks know. */
export function isPrivateAddress(address: string): boolean {
  // A link-local address may come with the interface it is meant for.
  const [bare = ""] = address.split("%");
  return PRIVATE.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}

/** Names that the public DNS has not, and never will have: of this machine, or of a network's own. */
const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Whether an address as it is written is plainly one of a private network, without looking its name up. */
function isPrivateHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, "");
  return isIP(host) > 0 ? isPrivateAddress(host) : PRIVATE_NAME.test(host);
}

/** What the user wrote is his own will; so only what a public address says must not lead into a private network. */
export function reachFrom(url: URL): Reach {
  return isPrivateHost(url) ? "anywhere" : "public";
}

/** How far what a provider's page says may lead. */
export function reachOf({ url, allowPrivate }: Pick<Provider, "url" | "allowPrivate">): Reach {
  return allowPrivate ? "anywhere" : reachFrom(new URL(url));
}

/** Why an address of a network, as a host is written, is not connected to from a public page. */
export function refusalOf(hostname: string): PrivateAddressError | undefined {
  const isRefused = isIP(hostname) > 0 && isPrivateAddress(hostname);
  return isRefused ? new PrivateAddressError(hostname) : undefined;
}

/**
 * Of what a name resolves to, the public addresses; an error where there is none. It is the address connected to that is
 * looked at, so that a name may answer with another one each time it is asked.
 */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  dns.lookup(host, { ...options, all: true }, (error, found = []) => {
    const open = found.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (error) callback(error, []);
    else if (!first) callback(new PrivateAddressError(found[0]?.address ?? host), []);
    else if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};
