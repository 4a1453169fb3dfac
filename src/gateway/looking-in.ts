import { timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hashSecret } from "./secrets.ts";

export interface LookingInOptions {
  /** What has to be sent by those who look in; undefined: nothing. */
  readonly token?: string;
  /** Why it is not ready, in words; empty: it is. */
  readonly unready: () => readonly string[];
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
}

/** How the daemon itself is. Whether it is alive, and whether it is ready, anybody may know who can reach it. */
export function addLookingIn(server: FastifyInstance, options: LookingInOptions): void {
  const alive = (_request: FastifyRequest, reply: FastifyReply) => reply.send({ status: "ok" });
  // Whoever floods it from the address of a probe, as through a proxy, must not make it look dead.
  const unlimited = { config: { rateLimit: false } } as const;
  server.get("/healthz", unlimited, alive);
  // By these names older tools had it.
  server.get("/health", unlimited, alive);
  server.get("/wakeup", unlimited, alive);
  server.get("/readyz", (request, reply) => {
    const reasons = options.unready();
    const shown = mayLookIn(request, options.token) ? { reasons } : {};
    if (reasons.length === 0) return reply.send({ status: "ready" });
    return reply.code(503).send({ status: "not ready", ...shown });
  });
  server.get("/metrics", async (request, reply) => {
    if (!mayLookIn(request, options.token)) return reply.code(401).send({ error: "unauthorized" });
    return reply.type(options.metrics.contentType).send(await options.metrics.text());
  });
}

function mayLookIn({ headers }: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(token)));
}
