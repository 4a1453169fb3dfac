import { hash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { present } from "../present.ts";
import { USER_AGENT } from "../version.ts";
import { Connections } from "./connections.ts";
import {
  createDocument,
  type Document,
  decompress,
  EncodingError,
  hasTooManyParts,
  MOST_PARTS,
  type Validators,
  validatorsOf,
} from "./document.ts";
import {
  addressOf,
  DeadlineError,
  exchange,
  headerOf,
  NoAnswerError,
  type ResponseHeaders,
  TooLargeError,
  type WireResponse,
} from "./exchange.ts";
import { type Failure, failureOf, isOutOfFiles, isReset } from "./failure.ts";
import { freshness } from "./freshness.ts";
import { type Reach, reachFrom } from "./private-network.ts";
import { REDIRECT_STATUSES, redirectTarget } from "./redirect.ts";
import { refused } from "./refused.ts";
import { describeUrl } from "./url.ts";

export interface FetcherOptions {
  readonly clock: Clock;
  /** For one fetch, redirects and tries included. */
  readonly deadlineMs?: number;
  /** After decompression. */
  readonly maxBodyBytes?: number;
  /** Connections are not kept from poll to poll. */
  readonly lowMemory?: boolean;
  /** Connections that may be kept from poll to poll: beyond them each is closed after its answer. */
  readonly keptConnections?: number;
}

/** What is known of a document from the reading before. */
export interface KnownVersion {
  readonly validators?: Validators;
  /** Of the wire bytes. */
  readonly hash?: string;
}

export type FetchResult =
  | {
      readonly outcome: "modified";
      readonly document: Document;
      readonly version: KnownVersion;
      /** Of the body, as it came over the wire. */
      readonly bytes?: number;
      /** Set where the answer asks to be taken for the newest for so long. */
      readonly freshForMs?: number;
      /** Set where every hop of the way here was permanent: the address to be written from now on. */
      readonly movedTo?: URL;
    }
  /** `version` where the same bytes came again under other validators. */
  | {
      readonly outcome: "unchanged";
      readonly version?: KnownVersion;
      readonly bytes?: number;
      readonly freshForMs?: number;
    }
  | { readonly outcome: "throttled"; readonly failure: Failure; readonly retryAfterMs?: number }
  | { readonly outcome: "failed"; readonly failure: Failure; readonly status?: number };

/** No headers of the user's. */
export const NO_HEADERS: Readonly<Record<string, string>> = {};

const ACCEPT =
  "application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.5, */*;q=0.1";
/** After the first, each on a connection that was idle or is new; the last is on a new one. */
const MOST_TRIES_AGAIN = 2;
const MAX_REDIRECTS = 5;
const DEFAULT_DEADLINE_MS = 15_000;
const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Conditional GETs over kept-alive connections. One for the whole program; owns its sockets. */
export class Fetcher {
  /** One for each reach: a connection made for the one is never used for the other. */
  readonly #connections: Readonly<Record<Reach, Connections>>;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #maxBodyBytes: number;

  constructor(options: FetcherOptions) {
    this.#clock = options.clock;
    this.#deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const allowance = { left: options.keptConnections ?? Number.POSITIVE_INFINITY };
    const settings = { connectMs: this.#deadlineMs, closes: options.lowMemory ?? false, allowance };
    this.#connections = {
      public: new Connections({ ...settings, reach: "public" }),
      anywhere: new Connections({ ...settings, reach: "anywhere" }),
    };
  }

  /**
   * Never throws for what a network or a server may do; whatever that is comes back as an outcome. `reach`: where it,
   * and what it redirects to, may lie; where nothing is said, the address itself is taken for the user's own will.
   */
  async fetch(
    url: URL,
    known: KnownVersion = {},
    headers: Readonly<Record<string, string>> = NO_HEADERS,
    reach: Reach = reachFrom(url),
  ): Promise<FetchResult> {
    const connections = this.#connections[reach];
    const endsMs = performance.now() + this.#deadlineMs;
    let at = url;
    let permanent = true;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      // Headers of the user's may be secrets: they go to the origin he wrote them for and no other.
      const own = at === url || at.origin === url.origin ? headers : NO_HEADERS;
      const answer = await this.#get(connections, at, requestHeaders(known.validators, own), endsMs);
      if ("failure" in answer) return { outcome: "failed", failure: answer.failure };
      if (answer.status === 304 && known.validators) return unchanged(answer.headers);
      if (!REDIRECT_STATUSES.has(answer.status)) {
        const result = await this.#read(at, answer, known);
        return result.outcome === "modified" && hop > 0 && permanent ? { ...result, movedTo: at } : result;
      }
      const target = redirectTarget(at, headerOf(answer.headers, "location"));
      if ("failure" in target) return { outcome: "failed", failure: target.failure };
      permanent &&= answer.status === 301 || answer.status === 308;
      at = target.url;
    }
    const reason = `${describeUrl(url)} redirects more than ${MAX_REDIRECTS} times`;
    return { outcome: "failed", failure: { code: "redirect", reason, hint: "give the final address" } };
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#connections).map((connections) => connections.close()));
  }

  async #get(
    connections: Connections,
    url: URL,
    headers: Record<string, string>,
    endsMs: number,
  ): Promise<WireResponse | { failure: Failure }> {
    const address = addressOf(url);
    for (let attempt = 0; ; attempt++) {
      const connection = connections.take(address.origin);
      try {
        const deadlineMs = Math.max(endsMs - performance.now(), 0);
        const limits = { deadlineMs, maxBodyBytes: this.#maxBodyBytes };
        const answer = await exchange(connection.client, address, headers, limits);
        connection.answered(answer.body.length);
        return answer;
      } catch (error) {
        // A server that closes an idle connection just as we use it is nobody's failure. Each try uses up one of the
        // idle ones, so the last is on a fresh one.
        const isStale = error instanceof NoAnswerError && isReset(error.cause);
        if (!isStale || attempt === MOST_TRIES_AGAIN) {
          if (error instanceof NoAnswerError && isOutOfFiles(error.cause)) this.#giveBack();
          return { failure: this.#explain(error, url) };
        }
      } finally {
        connection.release();
      }
    }
  }

  /** Where no more connections can be opened, the pages that have none would never get one. */
  #giveBack(): void {
    for (const connections of Object.values(this.#connections)) connections.giveBack();
  }

  #explain(error: unknown, url: URL): Failure {
    if (error instanceof DeadlineError) {
      return { code: "timeout", reason: `${url.host}: ${error.message} (${this.#deadlineMs / 1000} s)` };
    }
    if (error instanceof TooLargeError) return this.#tooLarge(url);
    const failure = failureOf(error instanceof NoAnswerError ? error.cause : error, url.hostname);
    if (failure) return failure;
    throw error;
  }

  #tooLarge(url: URL): Failure {
    const megabytes = Math.round(this.#maxBodyBytes / 1024 / 1024);
    return { code: "too_large", reason: `the answer of ${describeUrl(url)} is larger than ${megabytes} MiB` };
  }

  async #read(url: URL, answer: WireResponse, known: KnownVersion): Promise<FetchResult> {
    const { status, headers, body } = answer;
    if (status !== 200) return refused(url, status, headers, this.#clock.now());
    const bodyHash = hash("sha1", body, "base64");
    const validators = validatorsOf(headers);
    const version = { hash: bodyHash, ...present({ validators }) };
    const about = { version, bytes: body.length, ...freshness(headers) };
    if (bodyHash === known.hash) return { outcome: "unchanged", ...about };
    try {
      const encoding = headerOf(headers, "content-encoding") ?? "";
      const bytes = await decompress(body, encoding, this.#maxBodyBytes);
      if (hasTooManyParts(bytes)) return { outcome: "failed", failure: tooManyParts(url) };
      const document = createDocument(url, headers, bytes);
      return { outcome: "modified", document, ...about };
    } catch (error) {
      if (error instanceof TooLargeError) return { outcome: "failed", failure: this.#tooLarge(url) };
      if (!(error instanceof EncodingError)) throw error;
      const reason = `the answer of ${describeUrl(url)} cannot be decompressed: ${error.message}`;
      return { outcome: "failed", failure: { code: "encoding", reason } };
    }
  }
}

function tooManyParts(url: URL): Failure {
  const reason = `the answer of ${describeUrl(url)} is made of more than ${MOST_PARTS} parts, as no status page is`;
  return { code: "too_large", reason };
}

const UNCHANGED: FetchResult = { outcome: "unchanged" };

/** Nearly every answer: nothing is made for it that is not needed. */
function unchanged(headers: ResponseHeaders): FetchResult {
  const { freshForMs } = freshness(headers);
  return freshForMs === undefined ? UNCHANGED : { outcome: "unchanged", freshForMs };
}

function requestHeaders(
  known: Validators | undefined,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers: Record<string, string> = {
    "user-agent": USER_AGENT,
    accept: ACCEPT,
    "accept-encoding": "gzip, br",
  };
  if (known?.etag) headers["if-none-match"] = known.etag;
  if (known?.lastModified) headers["if-modified-since"] = known.lastModified;
  // Copying nothing is not free, and nearly all have none.
  return own === NO_HEADERS ? headers : Object.assign(headers, own);
}
