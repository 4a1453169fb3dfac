import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly port: number;
  /** Paths asked for, in order. */
  readonly requests: readonly IncomingMessage[];
  /** What answers from now on. */
  handle(handler: Handler): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real HTTP server on a free port of loopback; whatever is still open ends with it. */
export async function startServer(
  handler: Handler,
  host = "127.0.0.1",
  server: Server = createServer(),
): Promise<TestServer> {
  let current = handler;
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    current(request, response);
  });
  for (const name of ["connection", "secureConnection"]) {
    server.on(name, (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    });
  }
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    port,
    requests,
    handle(next) {
      current = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A handler that answers by path; 404 elsewhere. */
export function routes(table: Readonly<Record<string, string | Handler>>): Handler {
  return (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const route = table[path];
    if (route === undefined)
      response.writeHead(404, { "content-type": "text/html" }).end("<html>not found</html>");
    else if (typeof route === "string")
      response.writeHead(200, { "content-type": contentTypeOf(path) }).end(route);
    else route(request, response);
  };
}

export function contentTypeOf(path: string): string {
  if (path.endsWith(".json")) return "application/json; charset=utf-8";
  if (path.endsWith(".atom")) return "application/atom+xml; charset=utf-8";
  if (path.endsWith(".rss")) return "application/rss+xml; charset=utf-8";
  return "text/html; charset=utf-8";
}
