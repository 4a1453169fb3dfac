import { type Handler, startServer, type TestServer } from "../helpers/server.ts";

export interface Post {
  readonly status: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Trouble {
  readonly id: string;
  readonly title: string;
  readonly impact?: string;
  readonly components?: readonly string[];
  readonly scheduled?: { readonly for: string; readonly until: string };
  readonly posts: readonly Post[];
  /** When the newest post was edited; ISO 8601. */
  readonly editedAt?: string;
}

/** A Statuspage on loopback; what it shows can be changed at any moment. */
export class StatusPage implements AsyncDisposable {
  name = "Acme";
  components: Record<string, string> = { API: "operational", Dashboard: "operational" };
  incidents: readonly Trouble[] = [];
  maintenances: readonly Trouble[] = [];
  readonly #server: TestServer;
  readonly #waiting = new Set<() => void>();
  #readings = 0;

  private constructor(server: TestServer) {
    this.#server = server;
    server.handle(this.#answer);
  }

  static async start(showing: Partial<Pick<StatusPage, "incidents" | "components" | "name">> = {}) {
    const page = new StatusPage(await startServer(() => {}));
    return Object.assign(page, showing);
  }

  get url(): string {
    return this.#server.origin;
  }

  /** Every path asked for so far. */
  get paths(): string[] {
    return this.#server.requests.map(({ url = "" }) => url);
  }

  get requests() {
    return this.#server.requests;
  }

  /** How often the page has been read, whether or not it could be. */
  get readings(): number {
    return this.#readings;
  }

  /** Resolves once so many more readings have begun; with two, one of them has begun and ended. */
  async read(more: number): Promise<void> {
    const count = this.#readings + more;
    while (this.#readings < count) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Answers everything with this, until `mend`. */
  answer(handler: Handler): void {
    this.#server.handle((request, response) => {
      this.#count(request.url);
      handler(request, response);
    });
  }

  mend(): void {
    this.#server.handle(this.#answer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }

  readonly #answer: Handler = (request, response) => {
    this.#count(request.url);
    const body = this.#documents()[request.url ?? ""];
    if (body) response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    else response.writeHead(404, { "content-type": "text/html" }).end("<html>no such page</html>");
  };

  #count(path: string | undefined): void {
    if (path !== "/api/v2/summary.json") return;
    this.#readings++;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #documents(): Record<string, unknown> {
    const page = { id: "kctbh9vrtdwd", name: this.name, url: this.url, time_zone: "Etc/UTC" };
    const components = Object.entries(this.components).map(([name, status]) => ({
      ...{ id: idOf(name), name, status, updated_at: "2026-02-01T12:00:00Z" },
      ...{ group: false, group_id: null },
    }));
    const [incidents, maintenances] = [this.incidents, this.maintenances].map((list) => list.map(wire));
    const open = (list: ReturnType<typeof wire>[] = []) =>
      list.filter(({ status }) => status !== "resolved" && status !== "completed");
    const status = { indicator: "none", description: "All Systems Operational" };
    return {
      "/api/v2/summary.json": {
        ...{ page, status, components, incidents: open(incidents) },
        scheduled_maintenances: open(maintenances),
      },
      "/api/v2/incidents.json": { page, incidents },
      "/api/v2/scheduled-maintenances.json": { page, scheduled_maintenances: maintenances },
    };
  }
}

function wire({ id, title, impact = "minor", components = [], scheduled, posts, editedAt }: Trouble) {
  const newest = posts.at(-1);
  return {
    ...{ id, name: title, status: newest?.status, impact },
    ...{ created_at: posts[0]?.at, started_at: posts[0]?.at, updated_at: editedAt ?? newest?.at },
    ...(scheduled && { scheduled_for: scheduled.for, scheduled_until: scheduled.until }),
    components: components.map((name) => ({ id: idOf(name), name })),
    incident_updates: posts
      .map(({ status, text, at }, index) => ({
        ...{ id: `${id}-${index + 1}`, incident_id: id, status, body: text },
        ...{ created_at: at, updated_at: (at === newest?.at && editedAt) || at, display_at: at },
        affected_components: null,
      }))
      .reverse(),
  };
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/\W+/g, "").padEnd(12, "0");
}

export const PAST: Trouble = {
  id: "past00000001",
  title: "Long ago",
  posts: [
    { status: "investigating", text: "We are looking into it.", at: "2026-01-05T07:00:00Z" },
    { status: "resolved", text: "All is well again.", at: "2026-01-05T08:00:00Z" },
  ],
};

/** An outage of the API as it stands after so many of its three posts. */
export function outage(posts: 1 | 2 | 3, settings: Partial<Trouble> = {}): Trouble {
  return {
    ...{ id: "outage000001", title: "Errors of the API", impact: "major", components: ["API"] },
    posts: [
      { status: "investigating", text: "Requests fail.", at: "2026-03-01T10:00:00Z" },
      { status: "identified", text: "A disk is <b>full</b>.\nWe empty it.", at: "2026-03-01T10:30:00Z" },
      { status: "resolved", text: "Requests are answered again.", at: "2026-03-01T11:00:00Z" },
    ].slice(0, posts),
    ...settings,
  };
}

/** Forty outages: more text than a pipe and both its ends hold. */
export function flood(): Trouble[] {
  return Array.from({ length: 40 }, (_, index) => {
    const id = `flood${String(index).padStart(7, "0")}`;
    const post = {
      status: "investigating",
      text: `${index} ${"x".repeat(25_000)}.`,
      at: "2026-03-01T10:00:00Z",
    };
    return outage(1, { id, posts: [post] });
  });
}
