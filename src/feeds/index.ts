import { atom } from "./atom.ts";
import { rss } from "./rss.ts";
import { statuspage } from "./statuspage/index.ts";
import type { FeedFormat } from "./types.ts";

/** Every format there is, the most telling first: detection tries them in this order. */
export const FORMATS = {
  statuspage,
  atom,
  rss,
} satisfies Record<string, FeedFormat>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The name, if there is a format of that name. */
export function formatNamed(name: string | undefined): FormatName | undefined {
  return FORMAT_NAMES.find((known) => known === name);
}
