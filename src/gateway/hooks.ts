import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Push } from "../state/store.ts";
import { admit, type Directory, type Knock } from "./admission.ts";

export interface HooksOptions {
  readonly directory: () => Directory;
  /** Gives whether there is room for it. */
  readonly accept: (push: Push) => Promise<boolean>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Params {
  readonly provider?: string;
  readonly secret?: string;
}

type HookRequest = FastifyRequest<{ Params: Params; Body: Buffer | undefined }>;

const TRY_AGAIN_AFTER_S = 30;

/** Webhooks and mails, at the addresses of this program and at those of the tools before it. */
export function addHooks(server: FastifyInstance, options: HooksOptions): void {
  const take = (source: Push["source"]) => (request: HookRequest, reply: FastifyReply) =>
    receive(request, reply, source, options);
  server.post("/hooks/:provider/:secret", take("webhook"));
  server.post("/hooks/:provider/:secret/email", take("email"));
  // Of older tools, whose senders need not be told of another address.
  server.post("/webhooks/:provider", take("webhook"));
  server.post("/webhook/:secret", take("webhook"));
  server.post("/webhook", take("webhook"));
}

async function receive(
  request: HookRequest,
  reply: FastifyReply,
  source: Push["source"],
  { directory, accept, now }: HooksOptions,
): Promise<FastifyReply> {
  const body = request.body ?? Buffer.alloc(0);
  const knock: Knock = { ...request.params, headers: request.headers, body, isMail: source === "email" };
  const provider = admit(knock, directory());
  if (!provider) return reply.code(401).send({ error: "unauthorized" });
  const isAccepted = await accept({ provider: provider.name, source, receivedAtMs: now(), body });
  if (isAccepted) return reply.code(202).send({ status: "accepted" });
  return reply.code(503).header("retry-after", TRY_AGAIN_AFTER_S).send({ error: "busy" });
}
