import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import rateLimit, { normalizeIP } from "@fastify/rate-limit";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { GatewayConfig, ListenAddress } from "../config/gateway.ts";
import { StatusWatchError } from "../errors.ts";
import { isLoopback } from "../http/url.ts";
import type { Logger } from "../log.ts";
import { boundConnections } from "./connections.ts";
import { addHooks, type HooksOptions } from "./hooks.ts";
import { addLookingIn, type LookingInOptions } from "./looking-in.ts";

export interface GatewayOptions extends HooksOptions, Omit<LookingInOptions, "token"> {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly deadlines?: Deadlines;
}

/** From its first byte, or from when the connection was made. */
export interface Deadlines {
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** How often Node looks for those that are over. */
  readonly lookEveryMs: number;
}

const MOST_BODY_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 1_024;
const DEADLINES: Deadlines = { headersMs: 5_000, requestMs: 15_000, lookEveryMs: 1_000 };
const KEEP_ALIVE_MS = 10_000;
/** Addresses whose requests are counted. */
const MOST_COUNTED = 10_000;

/** The one HTTP server of the daemon: what is pushed in comes here, and whoever wants to know how it is asks here. */
export class Gateway {
  readonly #server: FastifyInstance;

  private constructor(server: FastifyInstance) {
    this.#server = server;
  }

  /** @throws {StatusWatchError} it cannot listen there, or may not without a token */
  static async open(address: ListenAddress, options: GatewayOptions): Promise<Gateway> {
    refuseOpenDoor(address, options.config);
    const server = await build(options);
    try {
      await server.listen({ host: address.host, port: address.port });
    } catch (error) {
      await server.close();
      const where = `${address.host}:${address.port}`;
      const { code = "", message } = error as NodeJS.ErrnoException;
      throw new StatusWatchError(`the gateway cannot listen on ${where}: ${OBSTACLES[code] ?? message}`, {
        cause: error,
      });
    }
    return new Gateway(server);
  }

  /** Where it listens: with the port that was free, where any would do. */
  get url(): string {
    const { address, port, family } = this.#server.server.address() as AddressInfo;
    return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
  }

  /** Answers what is under way; accepts no other. */
  async close(): Promise<void> {
    await this.#server.close();
  }
}

function refuseOpenDoor(address: ListenAddress, { token, isPublic }: GatewayConfig): void {
  if (isLoopback(address.host) || token !== undefined || isPublic) return;
  throw new StatusWatchError(
    `the gateway on ${address.host} can be reached from elsewhere: set gateway.token: \${STATUS_WATCH_TOKEN}, or say gateway.public: true`,
  );
}

async function build(options: GatewayOptions): Promise<FastifyInstance> {
  const { config, deadlines = DEADLINES } = options;
  // Nothing of a request is said back to whoever sent it.
  const refuse = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) options.log.error(`the gateway failed inside status-watch: ${error.stack}`);
    return reply
      .code(status)
      .send({ error: ERRORS[status] ?? (status < 500 ? "bad request" : "internal error") });
  };
  const server = fastify({
    frameworkErrors: refuse,
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: deadlines.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: deadlines.headersMs, connectionsCheckingInterval: deadlines.lookEveryMs },
    trustProxy: Array.isArray(config.trustedProxies)
      ? [...config.trustedProxies]
      : config.trustedProxies === true,
    forceCloseConnections: "idle",
    return503OnClosing: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
  });
  boundConnections(server.server as Server, config.mostConnections ?? MOST_CONNECTIONS, options.log);
  // Bodies are kept as they came, whatever they are said to be; some senders do not say, or say nonsense.
  server.addHook("onRequest", async ({ raw }) => {
    raw.headers["content-type"] = "application/octet-stream";
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.setErrorHandler(refuse);
  await server.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: 60_000,
    cache: MOST_COUNTED,
    keyGenerator: addressOf,
  });
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (_request, reply) =>
    reply.code(404).send({ error: "not found" }),
  );
  addHooks(server, options);
  addLookingIn(server, { ...options, ...(config.token !== undefined && { token: config.token }) });
  return server;
}

/**
 * Whose requests are counted together; of IPv6, a network. A connection that has ended by now has no address any more:
 * Node ends one whose body is malformed after its request was handed on.
 */
function addressOf({ ip }: FastifyRequest): string {
  return (ip as string | undefined) === undefined ? "gone" : normalizeIP(ip);
}

const OBSTACLES: Readonly<Record<string, string>> = {
  EADDRINUSE: "something listens there already, maybe another status-watch; stop it, or take another port",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "permission denied; take a port above 1023",
};

const ERRORS: Readonly<Record<number, string>> = {
  413: "too large",
  415: "unsupported media type",
  429: "too many requests",
};
