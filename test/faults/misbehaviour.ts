import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { PUBLIC_ADDRESS, type PublicNetwork } from "../helpers/public-network.ts";
import type { Behaviour } from "../helpers/raw-server.ts";
import type { Handler } from "../helpers/server.ts";
import { answering, sending } from "./answers.ts";
import { documentOf, type StatusPage } from "./page.ts";

/** What misbehaving pages lead to, and what decides how they do. */
export interface Surroundings {
  readonly network: PublicNetwork;
  /** Where nobody may be led. */
  readonly insideUrl: string;
  /** With a certificate that nobody trusts. */
  readonly untrustedUrl: string;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** One way in which a page misbehaves: always, or for a time. */
export interface Misbehaviour {
  /** Ends the sentence "A page that …". */
  readonly name: string;
  /** How it serves in good times; well where nothing is said. */
  readonly usually?: (page: StatusPage) => Handler;
  readonly broken?: (page: StatusPage, surroundings: Surroundings) => Behaviour;
  /** It is known by a public name. */
  readonly isPublic?: true;
  /** Its name does not resolve in bad times. */
  readonly losesName?: true;
}

/** Waits for the request, then does what it is told. */
function onRequest(answer: (socket: Socket) => void): Behaviour {
  return { socket: (socket) => void socket.once("data", () => answer(socket)) };
}

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";

function typeOf({ format }: StatusPage): string {
  return format === "statuspage" ? "application/json" : "application/atom+xml";
}

function send(page: StatusPage, response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, { "content-type": typeOf(page), ...headers }).end(page.document);
}

/** In pieces, each a little later than the one before: timers of several lengths may come in any order when late. */
function slowly(page: StatusPage): Handler {
  return async (_, response) => {
    const { document } = page;
    const third = Math.ceil(document.length / 3);
    response.writeHead(200, { "content-type": typeOf(page) });
    for (const piece of [0, 1, 2]) {
      response.write(document.slice(piece * third, (piece + 1) * third));
      await delay(10);
    }
    response.end();
  };
}

/** With another validator for each answer. */
function everNew(page: StatusPage): Handler {
  let answers = 0;
  return (_, response) => send(page, response, { etag: `W/"${answers++}"` });
}

/** How often each page's document has changed; a page that comes back goes on counting. */
const CHANGES = new WeakMap<StatusPage, { document: string | Buffer; count: number }>();

function byTimeOnly(page: StatusPage): Handler {
  return (request, response) => {
    const { document, count } = CHANGES.get(page) ?? { document: page.document, count: 0 };
    const changes = page.document === document ? count : count + 1;
    CHANGES.set(page, { document: page.document, count: changes });
    const lastModified = new Date(Date.parse("2026-03-01T00:00:00Z") + changes * 1_000).toUTCString();
    if (request.headers["if-modified-since"] === lastModified) response.writeHead(304).end();
    else send(page, response, { "last-modified": lastModified });
  };
}

/** Its incidents in another order each time, and each connection for one answer. */
function shuffled(page: StatusPage): Handler {
  let answers = 0;
  return (_, response) => {
    const turn = answers++ % page.posts.length;
    const posts = [...page.posts].reverse();
    const ids = [...new Set(posts.map(({ id }) => id))];
    const order = [...ids.slice(turn), ...ids.slice(0, turn)];
    const inOrder = order.flatMap((id) => page.posts.filter((post) => post.id === id));
    response
      .writeHead(200, { "content-type": typeOf(page), connection: "close" })
      .end(documentOf(page.format, inOrder));
  };
}

function cutOff(page: StatusPage, encoding: "gzip" | "br"): Behaviour {
  const whole = (encoding === "gzip" ? gzipSync : brotliCompressSync)(page.document);
  return sending(typeOf(page), whole.subarray(0, whole.length / 2), { "content-encoding": encoding });
}

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { name: "sends its body slowly", broken: (page) => ({ http: slowly(page) }) },
  { name: "never answers", broken: () => ({ socket: () => {} }) },
  { name: "stalls within its body", broken: () => onRequest((socket) => socket.write(`${HEAD}{`)) },
  { name: "resets connections", broken: () => onRequest((socket) => socket.resetAndDestroy()) },
  { name: "ends within its body", broken: () => onRequest((socket) => socket.end(`${HEAD}{`)) },
  { name: "asks to be left alone", broken: () => answering(429, { "retry-after": "1" }) },
  {
    name: "fails now and then",
    broken: ({ handler }, { random }) => ({
      http: (request, response) =>
        random() < 0.6 ? response.writeHead(500).end() : handler(request, response),
    }),
  },
  { name: "answers with a web page", broken: () => sending("text/html", "<title>Just a moment</title>") },
  {
    name: "leads to a certificate that nobody trusts",
    broken: (_, { untrustedUrl }) => answering(302, { location: untrustedUrl }),
  },
  { name: "redirects in a circle", broken: () => answering(302, { location: "?again" }) },
  {
    name: "leads into a private network",
    isPublic: true,
    broken: (_, { insideUrl }) => answering(302, { location: insideUrl }),
  },
  {
    name: "loses its name",
    isPublic: true,
    losesName: true,
    usually: (page) => (_, response) => send(page, response, { connection: "close" }),
  },
  { name: "nobody serves at times", broken: () => "closed" },
  { name: "is cut off within gzip", broken: (page) => cutOff(page, "gzip") },
  { name: "is cut off within brotli", broken: (page) => cutOff(page, "br") },
  {
    // Of another status page it would be taken for one that has moved.
    name: "answers with what is another site's",
    broken: (page) => sending(typeOf(page), '{"products":[{"name":"Shoes"}],"total":1}'),
  },
  { name: "has another validator each time", usually: everNew },
  { name: "has no validators", usually: (page) => (_, response) => send(page, response, {}) },
  { name: "has a time and no tag", usually: byTimeOnly },
  { name: "shuffles its incidents", usually: shuffled },
];

/** What its name resolves to in good times. */
export const GOOD_ADDRESSES = [PUBLIC_ADDRESS];
