import type { Proof } from "../feeds/types.ts";
import type { WireRecord } from "../feeds/wire/values.ts";
import type { Snapshot } from "../types.ts";

/**
 * A shape of what is pushed in: a webhook's JSON. To add one: a file in this folder that exports a `NoticeFormat`, and a
 * line in `index.ts`. What a notice says becomes a snapshot as what a page says does; it knows nothing of who sent it,
 * of what was seen before, and of who is told.
 */
export interface NoticeFormat {
  /** For logs, with its article: "a Statuspage webhook". */
  readonly label: string;
  readonly proof: Proof;
  /** Whether a payload is one of these, by its content; never throws. */
  recognises(payload: WireRecord): boolean;
  /**
   * What it says: a snapshot with `isNotice`. Ids are those that the page's own formats give the same incident and
   * update, so that each is told once whichever channel brings it.
   * @throws {FormatError} it is one of these, and broken
   */
  read(payload: WireRecord, about: AboutNotice): Snapshot;
}

export interface AboutNotice {
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
  /** The provider's address, as configured. */
  readonly pageUrl: string;
}
