import dns from "node:dns";
import net, { type LookupFunction, type TcpNetConnectOpts } from "node:net";

/** Reserved for documentation (RFC 5737): public by its number, and nobody's. */
export const PUBLIC_ADDRESS = "203.0.113.7";

/**
 * Names that resolve as a test says, within this process. What lies at the public address is really on loopback; all
 * other addresses are what they are.
 */
export class PublicNetwork implements Disposable {
  readonly #names: Map<string, readonly string[]>;
  readonly #lookup = dns.lookup;
  readonly #connect = net.connect;

  /** Each name with the addresses that it has. */
  constructor(names: Readonly<Record<string, readonly string[]>>) {
    this.#names = new Map(Object.entries(names));
    Object.assign(dns, { lookup: this.#resolve });
    Object.assign(net, { connect: this.#open });
  }

  /** From now on; with no address it does not resolve. */
  set(name: string, addresses: readonly string[]): void {
    this.#names.set(name, addresses);
  }

  [Symbol.dispose](): void {
    Object.assign(dns, { lookup: this.#lookup });
    Object.assign(net, { connect: this.#connect });
  }

  readonly #resolve: LookupFunction = (host, options, callback) => {
    const addresses = this.#names.get(host);
    if (!addresses) return this.#lookup(host, options, callback);
    const found = addresses.map((address) => ({ address, family: net.isIP(address) }));
    const [first] = found;
    if (!first) {
      const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${host}`), { code: "EAI_AGAIN" });
      setImmediate(callback, error, []);
    } else if (options.all) setImmediate(callback, null, found);
    else setImmediate(callback, null, first.address, first.family);
  };

  readonly #open = (options: TcpNetConnectOpts): net.Socket => {
    const { host = "", lookup = this.#resolve } = options;
    if (host === PUBLIC_ADDRESS) return this.#connect({ ...options, host: "127.0.0.1" });
    if (!this.#names.has(host)) return this.#connect(options);
    return this.#connect({ ...options, lookup: reaching(lookup) });
  };
}

function reaching(lookup: LookupFunction): LookupFunction {
  const onLoopback = (address: string) => (address === PUBLIC_ADDRESS ? "127.0.0.1" : address);
  return (host, options, callback) =>
    lookup(host, options, (error, found, family) => {
      if (typeof found === "string") callback(error, onLoopback(found), family);
      else
        callback(
          error,
          found.map((one) => ({ ...one, address: onLoopback(one.address) })),
        );
    });
}
