import { asRecord } from "../feeds/wire/values.ts";
import type { Snapshot } from "../types.ts";
import { bareincident } from "./bareincident.ts";
import { betterstack } from "./betterstack.ts";
import { cachet } from "./cachet.ts";
import { incidentbody } from "./incidentbody.ts";
import { incidentio } from "./incidentio.ts";
import { instatus } from "./instatus.ts";
import { message } from "./message.ts";
import { slackmessage } from "./slackmessage.ts";
import { statuscast } from "./statuscast.ts";
import { statusio } from "./statusio.ts";
import { statuspage } from "./statuspage.ts";
import type { AboutNotice, NoticeFormat } from "./types.ts";

/** Every shape there is, the most telling first: the first that recognises a payload reads it. */
export const NOTICES = {
  // Of status pages' makers
  statuspage,
  instatus,
  betterstack,
  incidentio,
  statusio,
  statuscast,
  cachet,
  // Of anyone
  bareincident,
  incidentbody,
  message,
  slackmessage,
} satisfies Record<string, NoticeFormat>;

export type NoticeName = keyof typeof NOTICES;

export const NOTICE_NAMES = Object.keys(NOTICES) as readonly NoticeName[];

/**
 * What a payload says that was pushed in, known by its content alone; undefined where it is of no known shape.
 * @throws {FormatError} it is of one, and broken
 */
export function readNotice(
  payload: unknown,
  about: AboutNotice,
): { readonly format: NoticeName; readonly snapshot: Snapshot } | undefined {
  const record = asRecord(payload);
  const format = record && NOTICE_NAMES.find((name) => NOTICES[name].recognises(record));
  return format && { format, snapshot: NOTICES[format].read(record, about) };
}
