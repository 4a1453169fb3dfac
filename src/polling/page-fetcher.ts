import { type Fetcher, type FetchResult, type KnownVersion, NO_HEADERS } from "../http/fetcher.ts";
import { type Reach, reachOf } from "../http/private-network.ts";
import type { Provider } from "../provider.ts";
import { Reader, type ReadingRoom } from "./reading-room.ts";

/**
 * Fetches the documents of one page: each as the page may be asked for it, and no more at once than there is room to read.
 * Adds up what they say of themselves beside their bodies.
 */
export class PageFetcher {
  readonly #fetcher: Fetcher;
  readonly #headers: Readonly<Record<string, string>>;
  /** The origin that they are for; undefined where there are none: most providers have none. */
  readonly #headersFor: string | undefined;
  readonly #reach: Reach;
  readonly #reader: Reader;
  #bytes = 0;
  #freshForMs: number | undefined;

  constructor(provider: Provider, address: URL, fetcher: Fetcher, room?: ReadingRoom) {
    this.#fetcher = fetcher;
    this.#headers = provider.headers;
    this.#headersFor = Object.keys(provider.headers).length > 0 ? address.origin : undefined;
    this.#reach = reachOf(provider);
    this.#reader = new Reader(room);
  }

  /** Of all documents since it was last begun anew, as they came over the wire. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How long they ask to be taken for the newest: the shortest of them, so that each of them may be asked for again. */
  get freshForMs(): number {
    return this.#freshForMs ?? 0;
  }

  /** Begins to add up anew. */
  begin(): void {
    this.#bytes = 0;
    this.#freshForMs = undefined;
  }

  fetch(url: URL, known: KnownVersion): Promise<FetchResult> {
    // Others may read while this page waits for what else it has, or is looked for.
    this.#reader.giveUpSeat();
    return this.#fetcher.fetch(url, known, this.#headersOf(url), this.#reach);
  }

  /** An answer is to be made use of, and counts. */
  count(result: FetchResult): void {
    if ("bytes" in result && result.bytes) this.#bytes += result.bytes;
    if (result.outcome !== "modified" && result.outcome !== "unchanged") return;
    this.#freshForMs = Math.min(this.#freshForMs ?? Number.POSITIVE_INFINITY, result.freshForMs ?? 0);
  }

  /** An answer is to be read: it counts, and resolves once there is room to read it. */
  async take(result: FetchResult): Promise<FetchResult> {
    this.count(result);
    if (result.outcome === "modified") await this.#reader.takeSeat(result.document.body.length);
    return result;
  }

  /** What was taken has been read. */
  end(): void {
    this.#reader.giveUpSeat();
  }

  /** The user's headers are for the provider's own origin. */
  #headersOf(url: URL): Readonly<Record<string, string>> {
    // Reading an origin out of a URL is not free.
    return this.#headersFor !== undefined && url.origin === this.#headersFor ? this.#headers : NO_HEADERS;
  }
}
