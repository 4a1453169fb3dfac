import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Logger } from "../log.ts";

/**
 * Keeps the connections of a server within bounds. Where there are too many, the one that has been without a request for
 * longest goes: who holds connections and says nothing must not keep out who has something to say. It is said once, and
 * again only after half of them had gone.
 */
export function boundConnections(server: Server, most: number, log: Pick<Logger, "warn">): void {
  /** Without a request under way, longest first. */
  const idle = new Set<Socket>();
  let open = 0;
  let isSaid = false;
  server.on("connection", (socket) => {
    open++;
    idle.add(socket);
    socket.once("close", () => {
      open--;
      idle.delete(socket);
      if (open <= most / 2) isSaid = false;
    });
    if (open <= most) return;
    if (!isSaid)
      log.warn(
        `the gateway has more than ${most} connections: those that have asked for nothing longest are closed; see gateway.max_connections`,
      );
    isSaid = true;
    const [longest = socket] = idle;
    idle.delete(longest);
    longest.destroy();
  });
  server.on("request", ({ socket }: { socket: Socket }, response: ServerResponse) => {
    idle.delete(socket);
    response.once("close", () => {
      if (!socket.destroyed) idle.add(socket);
    });
  });
}
