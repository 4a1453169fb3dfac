import type { FailureCode } from "../http/failure.ts";
import type { PollReport, PushReport, WatchedProvider } from "../observer.ts";
import type { ProviderFilter } from "../provider.ts";
import { labelText } from "./family.ts";
import { ProviderState } from "./provider-state.ts";

/** All that is counted and known of one provider; it goes with it. */
export class ProviderRecord {
  readonly label: string;
  readonly url: string;
  intervalMs: number;
  readonly polls: Record<PollReport["outcome"], number> = { read: 0, unchanged: 0, throttled: 0, failed: 0 };
  readonly failures = new Tally<FailureCode>();
  readonly pushes = new Tally<`${PushReport["source"]} ${PushReport["outcome"]}`>();
  bytes = 0;
  /** Undefined until the first poll is over. */
  isUp: boolean | undefined;
  lastSuccessAtMs: number | undefined;
  filter: ProviderFilter;
  #state = new ProviderState(() => this.filter);

  constructor({ name, url, intervalMs, filter }: WatchedProvider) {
    this.label = labelText(name);
    this.url = url;
    this.intervalMs = intervalMs;
    this.filter = filter;
  }

  get state(): ProviderState {
    return this.#state;
  }

  polled({ outcome, atMs, bytes, failure, snapshot }: PollReport): void {
    this.polls[outcome]++;
    this.bytes += bytes;
    this.isUp = outcome === "read" || outcome === "unchanged";
    if (this.isUp) this.lastSuccessAtMs = atMs;
    if (failure) this.failures.add(failure);
    if (snapshot) this.#state.see(snapshot);
  }

  received({ source, outcome, snapshot }: PushReport): void {
    this.pushes.add(`${source} ${outcome}`);
    if (snapshot) this.#state.see(snapshot);
  }

  /** Another product's page may tell nothing of what the old one told. */
  forgetState(): void {
    this.#state = new ProviderState(() => this.filter);
  }
}

/** How often each of a few words was said. */
class Tally<Word extends string> extends Map<Word, number> {
  add(word: Word): void {
    this.set(word, (this.get(word) ?? 0) + 1);
  }
}
