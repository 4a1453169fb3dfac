import type { Clock } from "../clock.ts";
import { traceOf } from "../errors.ts";
import { formatByAddress } from "../feeds/detection/detect.ts";
import { FORMATS, type FormatName, formatNamed } from "../feeds/index.ts";
import { tidyFailure, tidySteps } from "../feeds/tidy.ts";
import type { Reading } from "../feeds/types.ts";
import type { Fetcher } from "../http/fetcher.ts";
import type { Logger } from "../log.ts";
import type { Provider } from "../provider.ts";
import { conceal } from "../secrets.ts";
import { inTurns, type Steps } from "../steps.ts";
import type { Snapshot } from "../types.ts";
import { type DocumentReading, type Fetch, PageDocuments } from "./documents.ts";
import { type KnownOfPage, NOTHING_KNOWN, plausible } from "./known-of-page.ts";
import { LastSnapshot } from "./last-snapshot.ts";
import { LoneDocument } from "./lone-document.ts";
import { PageFetcher } from "./page-fetcher.ts";
import { PageSearch } from "./page-search.ts";
import type { ReadingRoom } from "./reading-room.ts";
import { Relocation, type Target, whereTo } from "./relocation.ts";
import { pageAddress } from "./sharing.ts";

export interface PageContext {
  readonly fetcher: Fetcher;
  readonly log: Logger;
  readonly clock: Pick<Clock, "now">;
  /** Where many pages are read at once. */
  readonly room?: ReadingRoom;
}

/** A status page: what kind it is, and which versions of its documents have been dealt with. */
export class Page {
  readonly #provider: Provider;
  readonly #address: URL;
  readonly #context: PageContext;
  readonly #relocation: Relocation;
  readonly #fetcher: PageFetcher;
  readonly #last = new LastSnapshot();
  /** What the configuration says that it is, or, where it does not say, what it was found to be at first. */
  #home: Target | undefined;
  #documents = new PageDocuments();
  #target: Target | undefined;
  #searching: PageSearch | undefined;
  #reading: DocumentReading | undefined;
  readonly #lone = new LoneDocument();

  /** `known`: what the page turned out to be after it had moved away from what the configuration says. */
  constructor(provider: Provider, context: PageContext, known?: Target) {
    this.#provider = provider;
    this.#address = new URL(provider.url);
    this.#fetcher = new PageFetcher(provider, this.#address, context.fetcher, context.room);
    this.#context = context;
    this.#relocation = new Relocation(context.clock);
    const format = formatNamed(provider.format) ?? formatByAddress(this.#address);
    const url = pageAddress(provider);
    // One object of the two that are nearly always the same.
    this.#home = format && { format, url: url.href === this.#address.href ? this.#address : url };
    this.#target = known ?? this.#home;
  }

  /** Known from the configuration, the address, or, after a first reading, from what the page is. */
  get format(): FormatName | undefined {
    return this.#target?.format;
  }

  /**
   * Whether the page is one document, and that is as before: nearly always it is, and then a whole reading is spared. It
   * was asked for; whatever else it answered is what `read` goes by.
   */
  async isAsBefore(): Promise<boolean> {
    const target = this.#target;
    // Of a page that has moved there is more to find out.
    const lone = target && target === this.#home && this.#lone.of(target, this.#documents);
    if (!lone) return false;
    try {
      const result = await this.#fetcher.fetch(lone.url, lone.kept.version);
      if (!this.#lone.stands(lone, result, this.#context.clock.now())) return false;
      this.#fetcher.begin();
      this.#fetcher.count(result);
      return true;
    } catch {
      // A bug of ours: `read` meets it again, and tells of it.
      return false;
    }
  }

  /**
   * Reads the page once. Never throws: whatever goes wrong, a bug of ours included, is an outcome of this page and no
   * other's. What was read counts as dealt with only after `commit`.
   */
  async read(known: KnownOfPage = NOTHING_KNOWN): Promise<Reading> {
    this.#reading = undefined;
    this.#last.begin();
    this.#fetcher.begin();
    try {
      const reading = plausible(await this.#readTarget(known), known);
      const target = this.#target;
      if (!target) return await this.#tidy(reading);
      if (!this.#relocation.suspects(reading))
        return await this.#tidy((await this.#goHome(target, known)) ?? reading);
      return await this.#tidy((await this.#findAgain(target, known)) ?? reading);
    } catch (error) {
      this.#context.log.debug(traceOf(error));
      const reason = "reading this page failed inside status-watch";
      const hint = "please report it; --log-level debug shows where";
      return { outcome: "failed", failure: { code: "internal", reason, hint } };
    } finally {
      this.#fetcher.end();
    }
  }

  /** Of all documents of the last reading, as they came over the wire. */
  get bytes(): number {
    return this.#fetcher.bytes;
  }

  /** How long the documents of the last reading ask to be taken for the newest: the shortest of them. */
  get freshForMs(): number {
    return this.#fetcher.freshForMs;
  }

  /** What the last reading brought has been told and saved. */
  commit(): void {
    this.#reading?.commit();
    this.#last.commit();
    // Kept to the next poll, it would outlive many garbage collections for nothing.
    this.#reading = undefined;
  }

  /** What is known of it has changed otherwise: that a document is as before does not mean that there is nothing to tell. */
  forget(): void {
    this.#documents.forgetNotes();
    this.#last.forget();
  }

  /** That it is as before is not enough to know any more: all of it is read next time. */
  forgetWholly(): void {
    this.#documents.forgetVersions();
    this.#last.forget();
  }

  async #readTarget(known: KnownOfPage): Promise<Reading> {
    const target = this.#target ?? (await this.#detect());
    if ("outcome" in target) return target;
    const { clock } = this.#context;
    const openIncidents = () => known.openIncidents();
    const fetch: Fetch = async (url, version) =>
      this.#fetcher.take(this.#lone.takeAnswer(url) ?? (await this.#fetcher.fetch(url, version)));
    this.#reading = this.#documents.begin(target.url, openIncidents, clock.now(), fetch);
    return FORMATS[target.format].read(this.#reading);
  }

  async #detect(): Promise<Target | Reading> {
    const found = await this.#search().find();
    if ("outcome" in found) return found;
    const { target, isSettled } = found;
    if (isSettled) {
      this.#target = target;
      this.#home ??= target;
    }
    return target;
  }

  /** Most pages are never looked for. */
  #search(): PageSearch {
    const fetch = (url: URL) => this.#fetcher.fetch(url, {});
    this.#searching ??= new PageSearch(this.#provider, this.#address, { ...this.#context, fetch });
    return this.#searching;
  }

  /** Looks what the page is now: what the configuration says, should it be back, or something else. */
  async #findAgain(from: Target, known: KnownOfPage): Promise<Reading | undefined> {
    const home = this.#home;
    const back = home && home !== from ? await this.#readAs(home, from, known) : undefined;
    if (back || !this.#relocation.mayLook()) return back;
    const to = whereTo(from, await this.#search().look());
    return to && this.#readAs(to, from, known);
  }

  /** Once a day, whether a page that has moved is back: what the configuration says was chosen for what it tells. */
  async #goHome(from: Target, known: KnownOfPage): Promise<Reading | undefined> {
    const home = this.#home;
    // Without having seen it there, nothing tells that it is what it was.
    const isAway = home !== undefined && home !== from && this.#relocation.homeGenerator !== undefined;
    return isAway && this.#relocation.mayLook() ? this.#readAs(home, from, known) : undefined;
  }

  /** The first reading of the page as something else; undefined, and all as before, where it cannot be read so. */
  async #readAs(to: Target, from: Target, known: KnownOfPage): Promise<Reading | undefined> {
    const before = { documents: this.#documents, reading: this.#reading };
    this.#documents = new PageDocuments();
    this.#target = to;
    let reading: Reading | undefined;
    try {
      reading = this.#accepted(to, await this.#readTarget(known));
    } finally {
      if (reading?.outcome !== "read") {
        this.#documents = before.documents;
        this.#reading = before.reading;
        this.#target = from;
      }
    }
    if (reading?.outcome !== "read") return undefined;
    this.#relocation.relocated(reading.snapshot.page.generator, from === this.#home);
    return { ...reading, relocated: { from: from.format, ...to } };
  }

  /** Some products answer in another's shape: that a page can be read as before does not make it what it was. */
  #accepted(to: Target, reading: Reading): Reading | undefined {
    const { homeGenerator } = this.#relocation;
    if (to !== this.#home || homeGenerator === undefined || reading.outcome !== "read") return reading;
    return reading.snapshot.page.generator === homeGenerator ? reading : undefined;
  }

  /** A reading fit to be told: what it quotes may be hostile, and the addresses it names may be secret. */
  async #tidy(reading: Reading): Promise<Reading> {
    if (reading.outcome === "read") {
      if (reading.relocated) this.#last.forget();
      const snapshot = await inTurns(this.#newIn(reading.snapshot));
      return snapshot ? { ...reading, snapshot } : { outcome: "unchanged" };
    }
    if (!("failure" in reading)) return reading;
    const { failure } = reading;
    const reason = conceal(failure.reason, this.#provider);
    return { ...reading, failure: tidyFailure({ ...failure, reason }) };
  }

  /** What of a snapshot is to be observed, fit to be told. */
  *#newIn(snapshot: Snapshot): Steps<Snapshot | undefined> {
    const news = yield* this.#last.newIn(snapshot, this.#context.clock.now());
    return news && (yield* tidySteps(news));
  }
}
