import { FORMATS } from "../feeds/index.ts";
import type { FetchResult } from "../http/fetcher.ts";
import { type Kept, type PageDocuments, stands } from "./documents.ts";
import type { Target } from "./relocation.ts";

interface Found {
  readonly documents: PageDocuments;
  readonly url: URL;
  readonly kept: Kept;
}

/**
 * The document of a page that is one document. Nearly always it is as before, and then a whole reading is spared: this is
 * what nearly every poll comes to, so nothing is done here that need not be.
 */
export class LoneDocument {
  /** Looked up once, as long as the page is what it is: what it turns out to be otherwise begins with other documents. */
  #found: Found | undefined;
  #answered: { readonly href: string; readonly result: FetchResult } | undefined;

  /** Undefined where the page is more than that, or there is nothing by which to ask whether it has changed. */
  of({ format, url: address }: Target, documents: PageDocuments): Found | undefined {
    if (this.#found?.documents !== documents) {
      const url = FORMATS[format].onlyDocument?.(address);
      const kept = url && documents.keptOf(url);
      this.#found = url && kept && { documents, url, kept };
    }
    return this.#found?.kept.version.validators && this.#found;
  }

  /** Whether that is as before; whatever else it answered is there to be taken by the reading that follows. */
  stands({ url, kept }: Found, result: FetchResult, nowMs: number): boolean {
    if (result.outcome === "unchanged") stands(kept, nowMs, result.version);
    else this.#answered = { href: url.href, result };
    return result.outcome === "unchanged";
  }

  takeAnswer(url: URL): FetchResult | undefined {
    const answered = this.#answered;
    this.#answered = undefined;
    return answered?.href === url.href ? answered.result : undefined;
  }
}
