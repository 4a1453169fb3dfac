import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { secretOptions } from "../../src/config/option-fields.ts";
import { CONSUMERS } from "../../src/consumers/index.ts";
import type { ConsumerType, Delivery } from "../../src/consumers/types.ts";
import { createLogger } from "../../src/log.ts";
import { MARKER, SAMPLES, type Sample } from "../helpers/consumer-samples.ts";
import { consumerOf, eventWith, RESOLVED } from "../helpers/receiver.ts";
import { startServer } from "../helpers/server.ts";

const TYPES: readonly (readonly [string, ConsumerType])[] = Object.entries(CONSUMERS);
const STATUSES = [200, 202, 204, 301, 307, 400, 401, 403, 404, 408, 410, 413, 422, 429, 500, 503];
/** Short, for several answers are none. */
const DEADLINE_MS = 60;

describe.each(TYPES)("%s", (name, type) => {
  const samples = SAMPLES[name] ?? [];

  test("has samples of its options, with every secret in one of them", () => {
    expect(samples, `no sample of ${name}: add one to test/helpers/consumer-samples.ts`).not.toEqual([]);
    const given = samples.flatMap((sample) => Object.keys(sample({ origin: "http://127.0.0.1", port: 1 })));
    expect(given).toEqual(expect.arrayContaining(secretOptions(type.options)));
  });

  test("never tells a secret, whatever a service answers", async () => {
    await using service = await startServer(() => {});
    const { origin, port } = service;
    for (const sample of samples) {
      for (const handler of [...STATUSES.map(echoing), broken, garbled]) {
        service.handle(handler);
        await expectDiscretion(type, sample, origin, port);
      }
    }
  });

  test("nor where there is no service, no TLS or no answer", async () => {
    await using silent = await startServer(() => {});
    for (const sample of samples) {
      await expectDiscretion(type, sample, "http://127.0.0.1:1", 1);
      await expectDiscretion(type, sample, silent.origin.replace("http:", "https:"), silent.port);
      await expectDiscretion(type, sample, silent.origin, silent.port);
    }
  });

  test("nor where a secret is no good for a header", async () => {
    await using service = await startServer(echoing(200));
    for (const sample of samples) {
      const spoiled: Sample = (service) => spoil(sample(service));
      // What the configuration refuses goes nowhere.
      if (!type.options.safeParse(spoiled(service)).success) continue;
      await expectDiscretion(type, spoiled, service.origin, service.port);
    }
  });
});

/** All that a consumer says of its deliveries, of an incident's first event and a later one. */
async function expectDiscretion(type: ConsumerType, sample: Sample, origin: string, port: number) {
  const lines = new PassThrough();
  const log = createLogger("debug", lines);
  const context = { log, stdout: new PassThrough().resume(), deadlineMs: DEADLINE_MS };
  await using consumer = consumerOf(type, sample({ origin, port }), context);
  const deliveries: Delivery[] = [];
  for (const [changes, thread] of [[{}], [RESOLVED, "1/2"], [RESOLVED, "77"]] as const) {
    deliveries.push(await consumer.deliver(eventWith(changes), thread));
  }
  const said = `${deliveries.map((delivery) => ("reason" in delivery ? delivery.reason : "")).join("\n")}\n${lines.read() ?? ""}`;
  expect(said).not.toContain(MARKER);
  for (const [word] of said.matchAll(/[\w+/-]{12,}={0,2}/g)) {
    expect(Buffer.from(word, "base64").toString("latin1"), word).not.toContain(MARKER);
  }
}

/** Answers with everything it was told, wherever an answer has room for it. */
function echoing(status: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const all = `${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()} ${MARKER}`;
      const body = { ok: false, error: all, errors: [all], message: all, description: all, detail: all };
      const headers = { "content-type": "application/json", location: `/${MARKER}`, "x-error": MARKER };
      response.writeHead(status, headers).end(status === 204 ? "" : JSON.stringify(body));
    });
  };
}

function broken(request: IncomingMessage) {
  request.socket.destroy();
}

function garbled(request: IncomingMessage) {
  request.socket.end(`HTTP/1.1 what? ${request.url}\r\n${MARKER}\r\n\r\n`);
}

/** With a line end at the end of each secret, as is easily had of a file. */
function spoil(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const spoiled = (value: unknown) =>
    typeof value === "string" && value.includes(MARKER) ? `${value}\nx` : value;
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, spoiled(value)]));
}
