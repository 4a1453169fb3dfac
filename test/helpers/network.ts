import { AsyncLocalStorage } from "node:async_hooks";
import dns from "node:dns";
import tls from "node:tls";

/** A network on which there are these hosts and no others. */
export interface Network {
  readonly hosts: ReadonlySet<string>;
  /** Where all of them are, by https, on loopback. */
  readonly port: number;
  /** Who they are trusted by. */
  readonly authority: string;
  /** How a name that is not there fails. */
  readonly failure: "ENOTFOUND" | "EAI_AGAIN";
}

/** The network of a machine that has none: no name resolves. */
export const OFFLINE: Network = { hosts: new Set(), port: 0, authority: "", failure: "EAI_AGAIN" };

const networks = new AsyncLocalStorage<Network>();

/** Does something for which there is no other network than this one, while others go on beside it with theirs. */
export function onNetwork<T>(network: Network | undefined, task: () => Promise<T>): Promise<T> {
  return network ? networks.run(network, task) : task();
}

type Lookup = (host: string, options: dns.LookupOptions, callback: LookupCallback) => void;
type LookupCallback = (error: Error | null, address?: string | dns.LookupAddress[], family?: number) => void;

/** Of documentation, RFC 5737: what may not be reached where it is private is reached here. */
const PUBLIC_ADDRESS = "203.0.113.7";

// What resolves names and opens connections in this process. The program's own modules are as they are.
dns.lookup = new Proxy(dns.lookup, {
  apply(lookup, self, args: unknown[]) {
    const network = networks.getStore();
    if (!network) return Reflect.apply(lookup, self, args);
    const callback = args.at(-1) as LookupCallback;
    const [host, options] = args as Parameters<Lookup>;
    resolve(network, host, typeof options === "object" ? options : {}, callback);
  },
});
tls.connect = new Proxy(tls.connect, {
  apply(connect, self, args: [tls.ConnectionOptions, ...unknown[]]) {
    const network = networks.getStore();
    const [options, ...rest] = args;
    if (!network || options.host === undefined) return Reflect.apply(connect, self, args);
    const { port, authority } = network;
    const lookup = toLoopback((options.lookup ?? dns.lookup) as Lookup);
    const secureContext = tls.createSecureContext({ ca: authority });
    return Reflect.apply(connect, self, [{ ...options, lookup, port, secureContext }, ...rest]);
  },
});

function resolve(
  { hosts, failure }: Network,
  host: string,
  { all }: dns.LookupOptions,
  callback: LookupCallback,
): void {
  if (hosts.has(host)) callback(null, ...answer(PUBLIC_ADDRESS, all));
  else callback(Object.assign(new Error(`getaddrinfo ${failure} ${host}`), { code: failure }));
}

/** Looks a name up with whatever the lookup refuses, and leads to where the servers of tests are. */
function toLoopback(lookup: Lookup): Lookup {
  return (host, options, callback) =>
    lookup(host, { ...options, all: true }, (error) => {
      if (error) callback(error, []);
      else callback(null, ...answer("127.0.0.1", options.all));
    });
}

function answer(address: string, all = false): [string | dns.LookupAddress[], number?] {
  return all ? [[{ address, family: 4 }]] : [address, 4];
}
