import type { Provider } from "../provider.ts";
import type { Push } from "../state/store.ts";
import type { Snapshot } from "../types.ts";

/** What a push turned out to be. */
export type Meaning =
  | { readonly kind: "notice"; readonly snapshot: Snapshot }
  | Confirmation
  | { readonly kind: "rejected"; readonly reason: string };

/** A mail that asks to confirm a subscription by following its link. */
export interface Confirmation {
  readonly kind: "confirmation";
  readonly url: URL;
  readonly from?: string;
  readonly subject: string;
}

/** Reads a push; never throws. */
export type Understand = (push: Push, provider: Provider) => Promise<Meaning>;
