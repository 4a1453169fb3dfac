import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Keeps the connections of a server within bounds. Where there are too many, the one that has been without a request for
 * longest goes: who holds connections and says nothing must not keep out who has something to say.
 */
export function boundConnections(server: Server, most: number): void {
  /** Without a request under way, longest first. */
  const idle = new Set<Socket>();
  let open = 0;
  server.on("connection", (socket) => {
    open++;
    idle.add(socket);
    socket.once("close", () => {
      open--;
      idle.delete(socket);
    });
    if (open <= most) return;
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
