import tls, { createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { buildConnector, errors } from "undici";
import { lookupPublic, type Reach, refusalOf } from "./private-network.ts";

const HTTPS_PORT = 443;
/** As undici has it. */
const TCP_KEEP_ALIVE_MS = 60_000;
/** Of origins, so that a page that redirects to ever new ones does not fill the memory. */
const MOST_SESSIONS = 50_000;
/** What a server may have us keep: a session holds its certificate and its ticket. */
const LARGEST_SESSION_BYTES = 16_384;

/**
 * Connects as undici does, and resumes the TLS session of the connection before, which costs some half of a handshake
 * from nothing. Not left to undici: an agent makes a connector for each origin, which goes with its last connection, and
 * keeps sessions by weak references. The secure context is one for all, too: one each takes memory and time.
 */
export function resumingConnector(connectMs: number, reach: Reach): buildConnector.connector {
  const guard = reach === "public" ? { lookup: lookupPublic } : {};
  const plain = buildConnector({ timeout: connectMs, ...guard });
  const sessions = new Sessions();
  let secureContext: SecureContext | undefined;
  return (options, callback) => {
    // What is written as an address of a network is not looked up.
    const refusal = reach === "public" ? refusalOf(options.hostname) : undefined;
    if (refusal) return callback(refusal, null);
    if (options.protocol !== "https:") return plain(options, callback);
    secureContext ??= createSecureContext();
    const { hostname, servername, port = "" } = options;
    const key = `${servername || hostname}:${port}`;
    const session = sessions.get(key);
    const socket = tls.connect({
      host: hostname,
      port: Number(port || HTTPS_PORT),
      ...guard,
      ...(servername && { servername }),
      ...(session && { session }),
      secureContext,
      ALPNProtocols: ["http/1.1"],
    });
    socket.setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    const late = () => socket.destroy(new errors.ConnectTimeoutError(`no connection to ${key} in time`));
    const timer = setTimeout(late, connectMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      sessions.delete(key);
      callback(error, null);
    };
    socket.on("error", fail).once("secureConnect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      sessions.keepOf(socket, key);
      callback(null, socket);
    });
  };
}

/** The newest TLS session of each origin; of too many the least recently begun is forgotten. */
class Sessions {
  readonly #sessions = new Map<string, Buffer>();

  get(key: string): Buffer | undefined {
    return this.#sessions.get(key);
  }

  delete(key: string): void {
    this.#sessions.delete(key);
  }

  /** A connection that has just been made. With TLS 1.3 its session comes later, and more than one. */
  keepOf(socket: TLSSocket, key: string): void {
    const session = socket.getProtocol() === "TLSv1.3" ? undefined : socket.getSession();
    if (session) this.#keep(key, session);
    socket.on("session", (later: Buffer) => this.#keep(key, later));
  }

  #keep(key: string, session: Buffer): void {
    this.#sessions.delete(key);
    if (session.length > LARGEST_SESSION_BYTES) return;
    this.#sessions.set(key, session);
    if (this.#sessions.size <= MOST_SESSIONS) return;
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.#sessions.delete(oldest);
  }
}
