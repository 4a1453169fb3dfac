import type { IncomingMessage } from "node:http";
import { Chalk } from "chalk";
import { systemClock } from "../../src/clock.ts";
import type { Consumer, ConsumerContext, ConsumerType } from "../../src/consumers/types.ts";
import { silentLogger } from "../../src/log.ts";
import type { StatusEvent } from "../../src/types.ts";
import { startServer } from "./server.ts";

/** One request as a service got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no string goes as JSON. */
  readonly body?: unknown;
}

export interface Receiver extends AsyncDisposable {
  readonly origin: string;
  readonly host: string;
  readonly received: readonly Received[];
  /** What answers from now on, one after the other and then the last again; `"hang"` never does. */
  reply(...replies: readonly (Reply | "hang")[]): void;
}

/** A service that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let replies: readonly (Reply | "hang")[] = [{}];
  const server = await startServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push(read(request, Buffer.concat(chunks).toString("utf8")));
      const [reply = {}, ...rest] = replies;
      if (rest.length > 0) replies = rest;
      if (reply === "hang") return;
      const { status = 200, headers = {}, body = "ok" } = reply;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      response.writeHead(status, headers).end(text);
    });
  });
  return {
    origin: server.origin,
    host: `127.0.0.1:${server.port}`,
    received,
    reply(...next) {
      replies = next;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function read(request: IncomingMessage, text: string): Received {
  const { method = "", url = "", headers } = request;
  const isJson = /json/.test(headers["content-type"] ?? "") && text !== "";
  return { method, path: url, headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** What stands at `a.0.b` of a JSON value. */
export function at(json: unknown, path: string): unknown {
  const step = (value: unknown, key: string) => (value as Record<string, unknown> | undefined)?.[key];
  return path.split(".").reduce(step, json);
}

export function textAt(json: unknown, path: string): string {
  const value = at(json, path);
  if (typeof value !== "string") throw new TypeError(`no text at ${path}`);
  return value;
}

export function listAt(json: unknown, path: string): readonly unknown[] {
  const value = at(json, path);
  if (!Array.isArray(value)) throw new TypeError(`no list at ${path}`);
  return value;
}

/** A consumer as the configuration makes it: its options read by its own schema. */
export function consumerOf<Options>(
  type: ConsumerType<Options>,
  options: unknown,
  context: Partial<ConsumerContext> = {},
): Consumer & AsyncDisposable {
  const consumer = type.create("it", type.options.parse(options), { ...CONTEXT, ...context });
  return Object.assign(consumer, { [Symbol.asyncDispose]: async () => consumer.close?.() });
}

const CONTEXT: ConsumerContext = {
  log: silentLogger,
  clock: systemClock,
  stdout: process.stdout,
  output: { format: "text", timeZone: "utc", chalk: new Chalk({ level: 0 }) },
};

/** An incident's first update, with whatever is to be different. */
export function eventWith(changes: Partial<StatusEvent> = {}): StatusEvent {
  return {
    id: "openai/inc-1/upd-1",
    kind: "incident",
    change: "opened",
    provider: "OpenAI",
    product: "OpenAI – Chat Completions",
    incidentId: "inc-1",
    updateId: "upd-1",
    title: "Elevated error rates",
    status: "investigating",
    impact: "major",
    message: "We are investigating.\nMore soon.",
    components: ["Chat Completions"],
    url: "https://status.openai.com/incidents/inc-1",
    startedAt: "2025-11-03T14:30:00.000Z",
    updatedAt: "2025-11-03T14:32:00.000Z",
    detectedAt: "2025-11-03T14:32:05.000Z",
    source: "poll",
    ...changes,
  };
}

export const RESOLVED: Partial<StatusEvent> = {
  id: "openai/inc-1/upd-2",
  updateId: "upd-2",
  change: "resolved",
  status: "resolved",
  message: "All is well again.",
};

/** What a page might say to do harm: markup, mentions, links of every target, and far too much of it. */
export const HOSTILE: Partial<StatusEvent> = {
  title: "<!channel> <@U1> @everyone @here @all *b* _i_ [x](https://evil.example) <b>&amp; `code` ||s||",
  product: "A<b>&*_`[x](https://evil.example) @channel",
  message: `<!here> <@U2> @everyone <script>alert(1)</script> [click](https://evil.example)\n${"😀&<>*_@x".repeat(4000)}`,
  components: ["<!channel>", "@everyone", "x".repeat(3000)],
  provider: "P<@&1>".repeat(200),
};

/** No half of a surrogate pair stands alone. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
