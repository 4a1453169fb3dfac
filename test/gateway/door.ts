import { type GatewayConfig, toGateway } from "../../src/config/gateway.ts";
import { Directory } from "../../src/gateway/admission.ts";
import { type Deadlines, Gateway } from "../../src/gateway/gateway.ts";
import { hashSecret, makeSecret } from "../../src/gateway/secrets.ts";
import { createLogger } from "../../src/log.ts";
import type { Observer } from "../../src/observer.ts";
import type { Provider, WebhookSettings } from "../../src/provider.ts";
import type { StateStore } from "../../src/state/store.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";

export const SECRET = makeSecret();

/** A provider that may be told of by whoever knows the secret. Its page answers nothing. */
export function pushed(settings: Partial<Provider> = {}, webhook: Partial<WebhookSettings> = {}): Provider {
  return provider({
    url: "http://127.0.0.1:9",
    format: "statuspage",
    intervalMs: 3_600_000,
    webhook: {
      secretHashes: [hashSecret(SECRET)],
      signingSecrets: [],
      confirms: false,
      confirmsSubscriptions: false,
      ...webhook,
    },
    ...settings,
  });
}

export interface DoorOptions {
  readonly providers?: readonly Provider[];
  readonly config?: Partial<GatewayConfig>;
  readonly deadlines?: Deadlines;
  readonly store?: StateStore;
  readonly observer?: Observer;
}

/** The real daemon in this process, with its gateway on a free port. */
export class Door implements AsyncDisposable {
  readonly daemon: TestDaemon;
  readonly gateway: Gateway;

  private constructor(daemon: TestDaemon, gateway: Gateway) {
    this.daemon = daemon;
    this.gateway = gateway;
  }

  static async open({
    providers = [pushed()],
    config,
    deadlines,
    ...options
  }: DoorOptions = {}): Promise<Door> {
    const daemon = new TestDaemon(options);
    const directory = new Directory(providers);
    const stream = { write: (line: string) => daemon.logLines.push(line.trimEnd()) };
    const gateway = await Gateway.open(
      { host: "127.0.0.1", port: 0 },
      {
        config: { ...toGateway({}), ...config },
        log: createLogger("info", stream as unknown as NodeJS.WritableStream),
        now: Date.now,
        directory: () => directory,
        accept: (push) => daemon.app.accept(push),
        unready: () => daemon.app.unready(),
        metrics: { contentType: "text/plain", text: async () => "metrics\n" },
        ...(deadlines && { deadlines }),
      },
    );
    daemon.watch(...providers);
    return new Door(daemon, gateway);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    return fetch(this.gateway.url + path, {
      method: "POST",
      body: isRaw ? (body as string) : JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.gateway.url + path, { headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    await this.daemon[Symbol.asyncDispose]();
  }
}

/** A webhook of Statuspage, of one incident with one update. */
export function statuspageWebhook(update: string, status = "investigating", id = "kctbh9vrtdwd") {
  const at = "2025-11-03T14:32:00.000Z";
  return {
    meta: { unsubscribe: "http://acme.statuspage.io/?unsubscribe=x", generated_at: at },
    page: { id: "jb7j80lkgqvb", status_indicator: "minor", status_description: "Minor Service Outage" },
    incident: {
      ...{ id, name: "Errors of the API", status, impact: "minor", created_at: at, updated_at: at },
      ...{ shortlink: "http://stspg.io/646947c1e", resolved_at: null, components: [] },
      incident_updates: [
        { id: update, incident_id: id, status, body: `Text of ${update}.`, created_at: at, display_at: at },
      ],
    },
  };
}
