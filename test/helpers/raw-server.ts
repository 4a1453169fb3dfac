import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Handler } from "./server.ts";
import type { Certificate } from "./tls.ts";

/** What a server does: speak HTTP, do something of its own to every connection, or not listen at all. */
export type Behaviour = { readonly http: Handler } | { readonly socket: (socket: Socket) => void } | "closed";

/** A server on a free port of loopback that can be made to behave otherwise at any moment, on the same port. */
export class RawServer {
  /** In the order they came; those of bare connections are not seen. */
  readonly requests: IncomingMessage[] = [];
  readonly #front = createServer((socket) => this.#accept(socket));
  readonly #http: ReturnType<typeof createHttpServer>;
  readonly #sockets = new Set<Socket>();
  readonly #scheme: "http" | "https";
  #behaviour: Behaviour;
  #port = 0;
  #connections = 0;
  #waiting: { count: number; resolve: () => void }[] = [];

  private constructor(behaviour: Behaviour, certificate: Certificate | undefined) {
    this.#behaviour = behaviour;
    this.#scheme = certificate ? "https" : "http";
    this.#http = certificate ? createHttpsServer(certificate) : createHttpServer();
    this.#http.on("request", (request: IncomingMessage, response) => {
      this.requests.push(request);
      if (this.#behaviour === "closed" || !("http" in this.#behaviour)) request.socket.destroy();
      else this.#behaviour.http(request, response);
      for (const { count, resolve } of this.#waiting) if (this.requests.length >= count) resolve();
    });
    this.#http.on("tlsClientError", () => {});
  }

  static async start(behaviour: Behaviour, certificate?: Certificate): Promise<RawServer> {
    const server = new RawServer(behaviour, certificate);
    await server.#listen();
    if (behaviour === "closed") server.#front.close();
    return server;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** Accepted so far. */
  get connections(): number {
    return this.#connections;
  }

  /** From now on. Connections at rest are closed, so that the next request meets the new behaviour. */
  async become(behaviour: Behaviour): Promise<void> {
    const wasClosed = this.#behaviour === "closed";
    this.#behaviour = behaviour;
    if (behaviour === "closed") this.#front.close();
    else if (wasClosed) await this.#listen();
    if (behaviour === "closed" || "socket" in behaviour) this.#http.closeIdleConnections();
  }

  /** Resolves once so many requests more have come. */
  async asked(more: number): Promise<void> {
    const count = this.requests.length + more;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#front.listening) await new Promise((resolve) => this.#front.close(resolve));
  }

  async #listen(): Promise<void> {
    this.#front.listen(this.#port, "127.0.0.1");
    await once(this.#front, "listening");
    this.#port = (this.#front.address() as AddressInfo).port;
  }

  #accept(socket: Socket): void {
    this.#connections++;
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    if (this.#behaviour === "closed") socket.destroy();
    else if ("socket" in this.#behaviour) this.#behaviour.socket(socket);
    else this.#http.emit("connection", socket);
  }
}
