import type { Proof } from "../../feeds/types.ts";
import type { Snapshot } from "../../types.ts";
import type { AboutNotice } from "../types.ts";
import type { MailFormatName } from "./index.ts";

/** A mail, freed of how it was encoded and of who forwarded it. Nothing in it is proved to be true. */
export interface Mail {
  /** Without what mail programs put before it: `Fwd:`, `[External]`. */
  readonly subject: string;
  /** The sender's address, in lower case. */
  readonly from?: string;
  readonly fromName?: string;
  /** Header fields by lower-case name; of several of one name the first. */
  readonly headers: ReadonlyMap<string, string>;
  readonly sentAtMs?: number;
  /** What it says, as plain text and as what its HTML shows; some mails have both. */
  readonly bodies: readonly Lines[];
  readonly links: readonly Link[];
}

/** A text by its lines, without blanks at their ends. */
export type Lines = readonly string[];

export interface Link {
  readonly url: URL;
  /** What is shown of it; in plain text the address itself. */
  readonly text: string;
}

/**
 * How a product writes what it mails to subscribers. To add one: a file in this folder that exports a `MailFormat`, and
 * a line in `index.ts`.
 */
export interface MailFormat {
  /** For logs, with its article: "a mail of Statuspage's". */
  readonly label: string;
  readonly proof: Proof;
  /** Whether a mail is one of the product's, by its sender, links and words; never throws. */
  recognises(mail: Mail, about: AboutNotice): boolean;
  /**
   * The incident it tells of: a snapshot with `isNotice`; undefined where it is about something else. Ids, words and
   * times are those that the page's own formats give, as far as the mail lets know them; never throws.
   */
  read(mail: Mail, about: AboutNotice): Snapshot | undefined;
}

/** What a mail turned out to be. */
export type MailNotice =
  | { readonly kind: "notice"; readonly format: MailFormatName; readonly snapshot: Snapshot }
  | {
      /** It asks to confirm a subscription. */
      readonly kind: "confirmation";
      /** Always https. Whose it is must be judged before it is followed. */
      readonly url: URL;
      readonly from?: string;
      readonly subject: string;
    }
  | { readonly kind: "other"; readonly subject: string; readonly from?: string };
