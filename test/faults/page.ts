import { createHash } from "node:crypto";
import { RawServer } from "../helpers/raw-server.ts";
import { contentTypeOf, type Handler } from "../helpers/server.ts";
import type { Certificate } from "../helpers/tls.ts";

export type PageFormat = "statuspage" | "atom" | "rss";

/** One update; those of one id are of one incident. */
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
  /** Newest first. */
  readonly posts: Post[] = [PAST];
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
    return documentOf(this.format, this.posts);
  }

  /** Newest first, as on every page. */
  publish(post: Post): void {
    this.posts.unshift(post);
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
  const incidents = byIncident(posts).map((own) => {
    const [{ id, title, word, at }] = own;
    const updates = own.map((post, index) => {
      const times = { created_at: post.at, updated_at: post.at, display_at: post.at };
      return {
        id: `${id}-${own.length - index}`,
        status: post.word.toLowerCase(),
        body: post.text,
        ...times,
      };
    });
    const times = { created_at: own.at(-1)?.at, updated_at: at };
    return {
      ...{ id, name: title, status: word.toLowerCase(), impact: "minor" },
      ...times,
      incident_updates: updates,
    };
  });
  return JSON.stringify({ page: { id: "kctbh9vrtdwd", name: "Acme", url: PAGE_URL }, incidents });
}

/** Newest first, as are the posts of each. */
function byIncident(posts: readonly Post[]): [Post, ...Post[]][] {
  const incidents = new Map<string, [Post, ...Post[]]>();
  for (const post of posts) {
    const own = incidents.get(post.id);
    if (own) own.push(post);
    else incidents.set(post.id, [post]);
  }
  return [...incidents.values()];
}

const PAGE_URL = "https://status.acme.example";

function contentOf(posts: readonly Post[]): string {
  return posts.map(paragraphOf).join("\n");
}

function paragraphOf({ word, text, at }: Post): string {
  const date = new Date(at);
  const day = `${date.toLocaleString("en", { month: "short", timeZone: "UTC" })} ${date.getUTCDate()}`;
  return `<p><small>${day}, ${at.slice(11, 16)} UTC</small><br><strong>${word}</strong> - ${text}</p>`;
}

function atomFeed(posts: readonly Post[]): string {
  const entries = byIncident(posts).map((own) => {
    const [{ id, title, at }] = own;
    return `<entry><id>tag:status.acme.example,2005:Incident/${id}</id><published>${own.at(-1)?.at}</published>
<updated>${at}</updated><link rel="alternate" type="text/html" href="${PAGE_URL}/incidents/${id}"/>
<title>${title}</title><content type="html"><![CDATA[${contentOf(own)}]]></content></entry>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status - Incident History</title>${entries.join("\n")}</feed>`;
}

function rssFeed(posts: readonly Post[]): string {
  const items = byIncident(posts).map((own) => {
    const [{ id, title, at }] = own;
    return `<item><title>${title}</title><description><![CDATA[${contentOf(own)}]]></description>
<pubDate>${new Date(at).toUTCString()}</pubDate><link>${PAGE_URL}/incidents/${id}</link></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Acme Status</title><link>${PAGE_URL}</link>${items.join("\n")}</channel></rss>`;
}
