import { createRequire } from "node:module";
import type { Agent, buildConnector, Dispatcher } from "undici";
import { systemClock } from "../clock.ts";
import { present } from "../present.ts";
import { isRecord } from "../records.ts";
import { USER_AGENT } from "../version.ts";
import {
  type Asked,
  addressOf,
  DeadlineError,
  exchange,
  headerOf,
  NoAnswerError,
  TooLargeError,
} from "./exchange.ts";
import { type Failure, failureOf } from "./failure.ts";
import { retryAfter } from "./retry-after.ts";

/** For all that is sent together. */
export const DEADLINE_MS = 15_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What came of one request. Neither holds anything of the address but its host. */
export type Answer = Answered | { readonly host: string; readonly failure: Failure };

export interface Answered {
  readonly host: string;
  readonly status: number;
  readonly body: string;
  /** Where a redirect leads, as it is written; none is followed. */
  readonly location?: string;
  /** Capped at an hour. */
  readonly retryAfterMs?: number;
}

export interface Sent {
  readonly method?: Asked["method"];
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number | undefined;
}

const require = createRequire(import.meta.url);

/** The sockets of whoever sends, who destroys them in the end. `connect`: how, where not as undici does. */
export function createAgent(connect?: buildConnector.connector): Agent {
  // Not before there is something to send: a configuration is checked by these files too, and undici takes longer to
  // load than all of that.
  const undici = require("undici") as typeof import("undici");
  // Deliveries come one at a time, so one connection; it is kept (undici's 4 s) for what follows at once only: one
  // that is long idle is often closed just as it is used, and a message sent again may be there twice.
  const usual = { connections: 1, headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  return new undici.Agent({ ...usual, ...(connect && { connect }) });
}

/** Sends a value as JSON; POST where nothing else is said. Never throws for what a network or a server may do. */
export function postJson(
  agent: Dispatcher,
  url: URL | string,
  { body, headers, ...sent }: Sent & { readonly body: unknown },
): Promise<Answer> {
  const ours = { "content-type": "application/json; charset=utf-8", accept: "application/json", ...headers };
  return send(agent, url, { ...sent, headers: ours, body: JSON.stringify(body) });
}

/** Sends a body as it is. A user name and password in the address go as Basic authentication. */
export async function send(
  agent: Dispatcher,
  url: URL | string,
  {
    method = "POST",
    headers = {},
    body,
    deadlineMs = DEADLINE_MS,
  }: Sent & { readonly body: string | Uint8Array },
): Promise<Answer> {
  const target = new URL(url);
  const { host } = target;
  try {
    const limits = { deadlineMs, maxBodyBytes: MAX_ANSWER_BYTES };
    const all = { "user-agent": USER_AGENT, ...basicAuth(target), ...headers };
    const answer = await exchange(agent, addressOf(target), all, limits, { method, body });
    const retryAfterMs = retryAfter(headerOf(answer.headers, "retry-after"), systemClock.now());
    const location = headerOf(answer.headers, "location");
    const text = answer.body.toString("utf8");
    return { host, status: answer.status, body: text, ...present({ location, retryAfterMs }) };
  } catch (error) {
    const status = error instanceof TooLargeError ? error.status : undefined;
    // A refusal says all that it has to say by its status, however much comes with it, as of a proxy on the way.
    if (status !== undefined && (status < 200 || status >= 300)) return { host, status, body: "" };
    return { host, failure: failureFor(error, target, deadlineMs) };
  }
}

/** What stands at a path of the answer's JSON; undefined where nothing does, or the body is no JSON. */
export function valueIn(answer: Answer, ...path: readonly string[]): unknown {
  if (!("status" in answer)) return undefined;
  try {
    let value: unknown = JSON.parse(answer.body);
    for (const key of path) value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return value;
  } catch {
    return undefined;
  }
}

/** Whether the request was accepted. */
export function isOk(answer: Answer): answer is Answered {
  return "status" in answer && answer.status >= 200 && answer.status < 300;
}

/** Whether the same request may be accepted later. */
export function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function basicAuth({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function failureFor(error: unknown, { host, hostname }: URL, deadlineMs: number): Failure {
  if (error instanceof DeadlineError) {
    return {
      code: "timeout",
      reason: `${host}: ${error.message} (${Number((deadlineMs / 1000).toFixed(1))} s)`,
    };
  }
  if (error instanceof TooLargeError)
    return { code: "too_large", reason: `the answer of ${host} is too large` };
  const failure = failureOf(error instanceof NoAnswerError ? error.cause : error, hostname);
  if (failure?.code === "internal") {
    return {
      code: "internal",
      reason: `no request can be made to ${host}`,
      hint: "check the token and the headers",
    };
  }
  // A bug, then. Its message might quote what it was given, so only its kind is told.
  const kind = error instanceof Error ? error.name : typeof error;
  return failure ?? { code: "internal", reason: `no request can be made to ${host} (${kind})` };
}
