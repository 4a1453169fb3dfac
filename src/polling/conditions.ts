import type { Relocated } from "../feeds/types.ts";
import { explain, type Failure } from "../http/failure.ts";
import { describeUrl } from "../http/url.ts";
import type { Logger } from "../log.ts";
import { describeMisnamed, misnamedIn, unlistedIn } from "../misnamed.ts";
import type { NamePattern, Provider } from "../provider.ts";
import { conceal } from "../secrets.ts";
import type { Snapshot } from "../types.ts";

/** What the log says of one provider's page: a line when its condition changes, none while it lasts. */
export class ConditionLog {
  readonly #provider: Provider;
  readonly #log: Logger;
  #condition: string | undefined;
  #movedTo: string | undefined;
  /** Components to be watched of which nothing is said any more. */
  #dealtWith: readonly NamePattern[] = [];

  constructor(provider: Provider, log: Logger) {
    this.#provider = provider;
    this.#log = log;
  }

  failed(failure: Failure): void {
    if (this.#condition === failure.code) return;
    this.#condition = failure.code;
    this.#log.warn(`${this.#provider.name}: ${explain(failure)}`);
  }

  succeeded(movedTo: URL | undefined): void {
    if (this.#condition !== undefined) {
      this.#condition = undefined;
      this.#log.info(`${this.#provider.name}: can be read again`);
    }
    if (!movedTo || this.#movedTo === movedTo.href) return;
    this.#movedTo = movedTo.href;
    const { name, url, definedAt } = this.#provider;
    const where = definedAt ? ` (${definedAt})` : "";
    const moved = `${describeUrl(url)} has moved for good; write url: ${movedTo.href}${where}`;
    this.#log.warn(`${name}: ${conceal(moved, this.#provider)}`);
  }

  /** The page says this: components to be watched that it does not have are told once. */
  shown(snapshot: Snapshot): void {
    const dealtWith = this.#dealtWith;
    const unlisted = unlistedIn(this.#provider.filter.components, snapshot).filter(
      (one) => !dealtWith.includes(one),
    );
    if (unlisted.length === 0) return;
    // One that an incident names is there, and will be when the incident is gone.
    this.#dealtWith = [...dealtWith, ...unlisted];
    const misnamed = misnamedIn(unlisted, snapshot);
    if (misnamed.length > 0) this.#log.warn(describeMisnamed(misnamed, snapshot, this.#provider));
  }

  /** The page is another product's now. */
  relocated({ from, format, url }: Relocated): void {
    const { name, definedAt } = this.#provider;
    const where = definedAt ? ` (${definedAt})` : "";
    const line = `${name}: the page has moved from ${from} to ${format}, and is read so from now on; write url: ${url.href} and format: ${format}${where}, or run status-watch repair`;
    this.#log.warn(conceal(line, this.#provider));
  }
}
