import { createHash } from "node:crypto";
import { RawServer } from "../helpers/raw-server.ts";
import { contentTypeOf, type Handler } from "../helpers/server.ts";
import type { Certificate } from "../helpers/tls.ts";

export type PageFormat = "statuspage" | "atom" | "rss";

/** An incident with a single update. */
export interface Post {
  readonly id: string;
  readonly title: string;
  readonly word: string;
  readonly text: string;
  /** ISO 8601, on a whole minute. */
  readonly at: string;
}

/** What the page showed before the story begins. */
export const PAST: Post = {
  id: "past0000",
  title: "Long ago",
  word: "Resolved",
  text: "All is well again.",
  at: "2026-01-05T08:00:00Z",
};

export const OUTAGE: Post = {
  id: "outage00",
  title: "Outage",
  word: "Investigating",
  text: "We are looking into it.",
  at: "2026-03-01T10:00:00Z",
};

export const PATHS: Readonly<Record<PageFormat, string>> = {
  statuspage: "/api/v2/incidents.json",
  atom: "/history.atom",
  rss: "/history.rss",
};

/** A status page as good servers serve it: one document with an ETag, and 304 to who knows it already. */
export class StatusPage {
  readonly server: RawServer;
  readonly format: PageFormat;
  readonly #posts: Post[] = [PAST];
  readonly handler: Handler;

  private constructor(server: RawServer, format: PageFormat) {
    this.server = server;
    this.format = format;
    this.handler = serving(() => this.document);
  }

  static async start(format: PageFormat = "statuspage", certificate?: Certificate): Promise<StatusPage> {
    const server = await RawServer.start("closed", certificate);
    const page = new StatusPage(server, format);
    await page.mend();
    return page;
  }

  get url(): string {
    return this.server.origin + PATHS[this.format];
  }

  get document(): string {
    return documentOf(this.format, this.#posts);
  }

  /** Newest first, as on every page. */
  publish(post: Post): void {
    this.#posts.unshift(post);
  }

  async mend(): Promise<void> {
    await this.server.become({ http: this.handler });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }
}

/** Answers with the document, or with 304 where the request shows that it is known. */
export function serving(document: () => string | Buffer): Handler {
  return (request, response) => {
    const body = document();
    const etag = `"${createHash("sha1").update(body).digest("hex")}"`;
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else {
      const contentType = contentTypeOf(new URL(request.url ?? "/", "http://localhost").pathname);
      response.writeHead(200, { "content-type": contentType, etag }).end(body);
    }
  };
}

export function documentOf(format: PageFormat, posts: readonly Post[]): string {
  switch (format) {
    case "statuspage":
      return statuspageJson(posts);
    case "atom":
      return atomFeed(posts);
    case "rss":
      return rssFeed(posts);
  }
}

function statuspageJson(posts: readonly Post[]): string {
  const incidents = posts.map(({ id, title, word, text, at }) => {
    const times = { created_at: at, updated_at: at };
    const status = word.toLowerCase();
    const update = { id: `${id}-1`, status, body: text, display_at: at, ...times };
    return { id, name: title, status, impact: "minor", ...times, incident_updates: [update] };
  });
  return JSON.stringify({ page: { id: "kctbh9vrtdwd", name: "Acme", url: PAGE_URL }, incidents });
}

const PAGE_URL = "https://status.acme.example";

function contentOf({ word, text, at }: Post): string {
  const date = new Date(at);
  const day = `${date.toLocaleString("en", { month: "short", timeZone: "UTC" })} ${date.getUTCDate()}`;
  return `<p><small>${day}, ${at.slice(11, 16)} UTC</small><br><strong>${word}</strong> - ${text}</p>`;
}

function atomFeed(posts: readonly Post[]): string {
  const entries = posts.map(
    (
      post,
    ) => `<entry><id>tag:status.acme.example,2005:Incident/${post.id}</id><published>${post.at}</published>
<updated>${post.at}</updated><link rel="alternate" type="text/html" href="${PAGE_URL}/incidents/${post.id}"/>
<title>${post.title}</title><content type="html"><![CDATA[${contentOf(post)}]]></content></entry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status - Incident History</title>${entries.join("\n")}</feed>`;
}

function rssFeed(posts: readonly Post[]): string {
  const items = posts.map(
    (post) => `<item><title>${post.title}</title><description><![CDATA[${contentOf(post)}]]></description>
<pubDate>${new Date(post.at).toUTCString()}</pubDate><link>${PAGE_URL}/incidents/${post.id}</link></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Acme Status</title><link>${PAGE_URL}</link>${items.join("\n")}</channel></rss>`;
}
