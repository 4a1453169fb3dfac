import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { failed } from "./document.ts";

/** What was found on a page: the address of its document. */
const ADDRESS = "address";

/**
 * Reads a page whose documents lie where only its HTML tells. The page is looked at once; again when what it told
 * leads nowhere any more.
 */
export async function readLocated(
  documents: DocumentReader,
  page: URL,
  locate: (page: Document) => URL | undefined,
  read: (url: URL) => Promise<Reading>,
): Promise<Reading> {
  const known = documents.found.get(ADDRESS);
  if (known) {
    const reading = await read(new URL(known));
    if (reading.outcome === "failed" && leadsNowhere(reading)) documents.found.delete(ADDRESS);
    return stayingHere(reading);
  }
  const result = await documents.get(page, { fresh: true });
  if (result.outcome !== "modified") return result;
  const url = locate(result.document);
  if (!url) {
    const reason = `${describeUrl(page)} does not tell where its status is to be read`;
    return failed(new FormatError("not_this_format", reason));
  }
  documents.found.set(ADDRESS, url.href);
  return stayingHere(await read(url));
}

/** The server is there, and has no such document. */
function leadsNowhere({ status, failure }: Extract<Reading, { outcome: "failed" }>): boolean {
  const isRefusal = status !== undefined && status >= 400 && status < 500;
  return isRefusal || failure.code === "not_this_format" || failure.code === "malformed";
}

/** Where the document elsewhere has moved to is nothing to watch in the page's place. */
function stayingHere(reading: Reading): Reading {
  if (reading.outcome !== "read") return reading;
  return { outcome: "read", snapshot: reading.snapshot };
}
