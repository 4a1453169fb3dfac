import { hash } from "node:crypto";
import type { Document } from "../../http/document.ts";
import type { FetchResult } from "../../http/fetcher.ts";
import type { DocumentReader } from "../types.ts";
import { asRecord, asString } from "../wire/values.ts";

/** Beyond so many rows it may depend on their order which of them are looked at. */
const MOST_ROWS = 500;
const PLAIN_ID = /^[\w-]{1,64}$/;

/**
 * A document in JSON that is a record of lists, whose rows may stand in another order each time: then it is unchanged.
 * Everything else in it counts.
 */
export async function getUnordered(documents: DocumentReader, url: URL): Promise<FetchResult> {
  const result = await documents.get(url);
  if (result.outcome !== "modified") return result;
  const digest = digestOf(result.document);
  if (digest !== undefined && digest === documents.noted(url)) return { outcome: "unchanged" };
  documents.note(url, digest);
  return result;
}

/** Undefined where it is no such document. */
function digestOf(document: Document): string | undefined {
  try {
    const root = asRecord(document.json());
    if (!root) return undefined;
    const parts = Object.entries(root).map(([key, value]) => [key, withoutOrder(value)]);
    return hash("sha1", JSON.stringify(parts), "base64");
  } catch {
    // Broken, or nested so deeply that it cannot be written: whoever parses it says so.
    return undefined;
  }
}

/** Rows in the order of what they say; where two have one id, or one has none, their own order counts. */
function withoutOrder(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > MOST_ROWS) return value;
  const ids = value.map((row) => asString(asRecord(row)?.["id"]) ?? "");
  if (new Set(ids).size < ids.length || !ids.every((id) => PLAIN_ID.test(id))) return value;
  return value.map((row) => JSON.stringify(row)).sort();
}
