import { present } from "../present.ts";
import { headerOf, type ResponseHeaders } from "./exchange.ts";
import type { FetchResult } from "./fetcher.ts";
import { retryAfter } from "./retry-after.ts";
import { describeUrl } from "./url.ts";

/** What an answer means that is neither the document nor that it is as before. */
export function refused(url: URL, status: number, headers: ResponseHeaders, nowMs: number): FetchResult {
  const retryAfterMs = retryAfter(headerOf(headers, "retry-after"), nowMs);
  const reason = `${describeUrl(url)} answered ${status}`;
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    return { outcome: "throttled", failure: { code: "throttled", reason }, ...present({ retryAfterMs }) };
  const hint = STATUS_HINTS[status];
  return { outcome: "failed", failure: { code: "http_status", reason, ...present({ hint }) }, status };
}

const STATUS_HINTS: Readonly<Record<number, string>> = {
  401: "the page is private: set `headers:` for it",
  403: "the page is private, or refuses automated readers",
  404: "check the address; the page may have moved to another product",
  410: "the page has closed down, or moved",
};
