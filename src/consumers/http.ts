import { explain } from "../http/failure.ts";
import { type Answer, createAgent, DEADLINE_MS, isOk, mayPass, postJson, type Sent } from "../http/send.ts";
import { present } from "../present.ts";
import type { StatusEvent } from "../types.ts";
import type { Consumer, ConsumerContext, Delivery } from "./types.ts";

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** What else to say of a status: `{ 404: "make a new webhook" }`. */
export type Hints = Readonly<Record<number, string>>;

/** Sends JSON within what is left of a delivery's time. */
export type Post = (
  url: URL | string,
  sent: Omit<Sent, "deadlineMs"> & { readonly body: unknown },
) => Promise<Answer>;

/** A consumer that sends JSON: its sockets are closed with it, and one deadline is kept for each delivery. */
export function httpConsumer(
  name: string,
  { deadlineMs = DEADLINE_MS }: Pick<ConsumerContext, "deadlineMs">,
  deliver: (event: StatusEvent, post: Post, thread: string | undefined) => Promise<Delivery>,
): Consumer {
  const agent = createAgent();
  return {
    name,
    deliver(event, thread) {
      const endsMs = performance.now() + deadlineMs;
      const left = () => Math.max(endsMs - performance.now(), 1);
      return deliver(event, (url, sent) => postJson(agent, url, { ...sent, deadlineMs: left() }), thread);
    },
    close: () => agent.destroy(),
  };
}

/** What the bus is to be told of an answer, going by its status alone. The body is never shown. */
export function deliveryOf(answer: Answer, hints: Hints = {}): Delivery {
  if ("failure" in answer) {
    const reason = explain(answer.failure);
    // Neither mends itself; an answer too large to read means that the message did arrive.
    const isFinal = answer.failure.code === "internal" || answer.failure.code === "too_large";
    return { outcome: isFinal ? "drop" : "retry", reason };
  }
  const { host, status, retryAfterMs } = answer;
  if (isOk(answer)) return { outcome: "delivered" };
  const hint =
    hints[status] ?? HINTS[status] ?? (status < 400 ? "it redirects: give the final address" : undefined);
  const reason = explain({ code: "http_status", reason: `${host} answered ${status}`, ...present({ hint }) });
  return mayPass(status)
    ? { outcome: "retry", reason, ...(retryAfterMs !== undefined && { afterMs: pauseOf(retryAfterMs) }) }
    : { outcome: "drop", reason };
}

/** The same with the pause that a service asks for in its body, in seconds, where it does. */
export function afterSeconds(delivery: Delivery, seconds: unknown): Delivery {
  if (delivery.outcome !== "retry" || typeof seconds !== "number") return delivery;
  return { ...delivery, afterMs: pauseOf(seconds * 1000) };
}

/** Never at once: a service that says "after 0 s" would be asked without end. */
function pauseOf(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

const HINTS: Hints = {
  400: "it does not accept the message; check the address and the options",
  401: "check the token or password",
  403: "the token or address is not allowed to do this",
  404: "check the address; it may have been revoked",
  405: "check the address: it takes no messages",
  410: "the address was revoked: make a new one",
  413: "the message is too large for it",
  422: "it does not accept the message; check the options",
};
