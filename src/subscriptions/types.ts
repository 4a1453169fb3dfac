import type { Proof } from "../feeds/types.ts";
import type { Document } from "../http/document.ts";

/** The ways in which a status page pushes what is new to whoever subscribes. */
export type Channel = "email" | "webhook";

/**
 * What is known of subscribing to the pages of one product. Words only: what is sent, and where, is read from the form
 * on the page itself.
 */
export interface Vendor {
  readonly name: string;
  /** What this was written from: pages as captured, the vendor's own documentation or source, or neither. */
  readonly proof: Proof;
  /** Whether a web page is one of the vendor's, where its format cannot tell; never throws. */
  readonly marks?: (page: Document) => boolean;
  readonly ways: Readonly<Record<Channel, Way | Missing>>;
  /** How a person unsubscribes; the steps of each channel. */
  readonly leaving: readonly string[];
  /** Hosts, beside the page's own, that its links to unsubscribe lead to. */
  readonly linkHosts?: readonly string[];
}

/** How a person subscribes. In the steps, `{page}`, `{email}` and `{webhook}` stand for what they name. */
export interface Way {
  /** Where beneath the page a form may be, when not on the page itself. */
  readonly forms?: readonly string[];
  readonly steps: readonly string[];
  /** What is left to do once the form has been sent. */
  readonly after: readonly string[];
}

/** There is no such subscription; what there is instead. */
export interface Missing {
  readonly instead: string;
}
