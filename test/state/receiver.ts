import type { IncomingMessage, ServerResponse } from "node:http";
import { startServer, type TestServer } from "../helpers/server.ts";

export interface Received {
  readonly consumer: string;
  /** Of the daemon that sent it. */
  readonly run: number;
  readonly id: string;
  readonly provider: string;
}

/** Takes what webhooks post: `/<consumer>`, with the number of the daemon's run in `x-run`. */
export class Receiver implements AsyncDisposable {
  /** What was answered with 200, or would have been, had the sender lived. */
  readonly accepted: Received[] = [];
  refusals = 0;
  /** Before the answer. */
  onRequest: () => void = () => {};
  readonly #server: TestServer;
  readonly #isRefused: (consumer: string, count: number) => boolean;
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  private constructor(server: TestServer, isRefused: (consumer: string, count: number) => boolean) {
    this.#server = server;
    this.#isRefused = isRefused;
    server.handle((request, response) => void this.#take(request, response));
  }

  /** `isRefused`: whether the `count`-th request of a consumer is answered with 503. */
  static async start(isRefused: (consumer: string, count: number) => boolean): Promise<Receiver> {
    return new Receiver(await startServer(() => {}), isRefused);
  }

  /** As a configuration has it. */
  consumer(name: string): Record<string, unknown> {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own syntax
    return { type: "webhook", name, url: `${this.#server.origin}/${name}`, headers: { "x-run": "${RUN}" } };
  }

  /** Resolves once the condition holds; looked at whenever something is accepted. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request) parts.push(part as Buffer);
    } catch {
      // Killed in the middle of a request: that is none.
      return;
    }
    const consumer = (request.url ?? "").slice(1);
    const { id, provider } = JSON.parse(Buffer.concat(parts).toString()) as Received;
    const count = (this.#counts.get(consumer) ?? 0) + 1;
    this.#counts.set(consumer, count);
    this.onRequest();
    if (this.#isRefused(consumer, count)) {
      this.refusals++;
      response.writeHead(503).end();
      return;
    }
    this.accepted.push({ consumer, run: Number(request.headers["x-run"]), id, provider });
    response.writeHead(200).end();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
