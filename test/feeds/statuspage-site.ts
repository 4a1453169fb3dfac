import { createHash } from "node:crypto";
import { type Handler, startServer, type TestServer } from "../helpers/server.ts";

/** One post: status, text, and when (`HH:MM` of the day that all of this plays on). */
export type Post = readonly [status: string, body: string, time: string];

export function timeOf(time: string): string {
  return `2026-03-04T${time}:00.000Z`;
}

/** An incident as the API writes it; posts oldest first. */
export function incident(id: string, name: string, ...posts: readonly Post[]) {
  const updates = posts.map(([status, body, time], index) => {
    const at = timeOf(time);
    const times = { created_at: at, updated_at: at, display_at: at };
    return { id: `${id}-${index + 1}`, incident_id: id, status, body, ...times, affected_components: null };
  });
  const [first, last] = [updates[0], updates.at(-1)];
  return {
    id,
    name,
    status: last?.status,
    impact: "minor",
    created_at: first?.created_at,
    started_at: first?.created_at,
    updated_at: last?.updated_at,
    incident_updates: updates.reverse(),
    components: [] as object[],
  };
}

export type WireIncident = ReturnType<typeof incident>;

export function maintenance(id: string, name: string, ...posts: readonly Post[]): WireIncident {
  return { ...incident(id, name, ...posts), impact: "maintenance" };
}

export const SUMMARY = "api/v2/summary.json";
export const INCIDENTS = "api/v2/incidents.json";
export const MAINTENANCES = "api/v2/scheduled-maintenances.json";

/** A Statuspage whose documents are changed one by one, as its caches do. */
export class StatuspageSite {
  readonly #server: TestServer;
  readonly #root: string;
  readonly #answers = new Map<string, Handler>();
  readonly #hasValidators: boolean;
  #asked = 0;

  private constructor(server: TestServer, root: string, hasValidators: boolean) {
    this.#server = server;
    this.#root = root;
    this.#hasValidators = hasValidators;
    this.summary([]);
    this.incidents([]);
    this.maintenances([]);
  }

  /** `root` is the path that the page lies at. Without validators, unchanged documents come as the same bytes. */
  static async start({ root = "/", hasValidators = true } = {}): Promise<StatuspageSite> {
    const server = await startServer((request, response) => site.#answer(request, response));
    const site = new StatuspageSite(server, root, hasValidators);
    return site;
  }

  get url(): string {
    return this.#server.origin + this.#root;
  }

  /** What is open, with the page's components; `more` changes or adds keys. */
  summary(incidents: readonly WireIncident[], more: Readonly<Record<string, unknown>> = {}): void {
    const status = { indicator: "none", description: "All Systems Operational" };
    this.document(SUMMARY, { status, components: [], incidents, scheduled_maintenances: [], ...more });
  }

  incidents(incidents: readonly WireIncident[]): void {
    this.document(INCIDENTS, { incidents });
  }

  maintenances(scheduled_maintenances: readonly WireIncident[]): void {
    this.document(MAINTENANCES, { scheduled_maintenances });
  }

  document(path: string, content: object): void {
    const page = { id: "kctbh9vrtdwd", name: "Acme", url: "https://status.acme.example" };
    const body = JSON.stringify({ page, ...content });
    const etag = `"${createHash("sha1").update(body).digest("hex")}"`;
    this.answer(path, (request, response) => {
      if (this.#hasValidators && request.headers["if-none-match"] === etag)
        return void response.writeHead(304, { etag }).end();
      const validators = this.#hasValidators ? { etag } : {};
      response.writeHead(200, { "content-type": "application/json; charset=utf-8", ...validators }).end(body);
    });
  }

  /** Answers a path below the page in a way of its own. */
  answer(path: string, handler: Handler): void {
    this.#answers.set(this.#root + path, handler);
  }

  refuse(path: string, status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.answer(path, (_, response) => response.writeHead(status, headers).end());
  }

  /** Paths asked for since this was last asked; those of one reading in alphabetical order past the first. */
  asked(): string[] {
    const [first, ...rest] = this.#server.requests.slice(this.#asked).map(({ url = "" }) => url);
    this.#asked = this.#server.requests.length;
    return first === undefined ? [] : [first, ...rest.sort()];
  }

  /** The version that the request last made for a path named as known. */
  knownVersion(path: string): string | undefined {
    const request = this.#server.requests.findLast(({ url }) => url === this.#root + path);
    return request?.headers["if-none-match"];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  #answer(...[request, response]: Parameters<Handler>): void {
    const handler = this.#answers.get(request.url ?? "");
    if (handler) handler(request, response);
    else response.writeHead(404, { "content-type": "text/html" }).end("<html>not found</html>");
  }
}
