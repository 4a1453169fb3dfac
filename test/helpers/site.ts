import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { FORMATS, type FormatName } from "../../src/feeds/index.ts";
import type { Reading } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import type { FetchResult } from "../../src/http/fetcher.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { contentTypeOf } from "./server.ts";

export const PAGE = "https://status.example.com/";

/** The documents of a status page by their addresses, queries aside; all else is a 404. */
export class Site {
  readonly page: URL;
  readonly documents: ReadonlyMap<string, Buffer>;

  constructor(page: string, documents: ReadonlyMap<string, Buffer>) {
    this.page = new URL(page);
    this.documents = documents;
  }

  readonly fetch = async (url: URL): Promise<FetchResult> => {
    const body = this.documents.get(url.origin + url.pathname);
    if (!body) {
      const failure = { code: "http_status", reason: `${url.href} answered 404` } as const;
      return { outcome: "failed", failure, status: 404 };
    }
    const headers = { "content-type": contentTypeOf(url.pathname) };
    return { outcome: "modified", document: createDocument(url, headers, body), version: {} };
  };

  /** What the format makes of the site at first sight. */
  read(format: FormatName): Promise<Reading> {
    const reading = new PageDocuments().begin(this.page, () => new Set(), 0, this.fetch);
    return FORMATS[format].read(reading);
  }
}

/** A site of one document. */
export function siteOfFile(path: string, name: string): Site {
  const url = new URL(name, PAGE).href;
  return new Site(url, new Map([[url, readFileSync(path)]]));
}

/**
 * A site of several: a folder for each host, and in it the documents at their paths, `index.html` for that of a
 * folder, `_` for that of its name without the slash. What is watched is `https://status.example.com/`, or the address in `page.txt`.
 */
export function siteOfFolder(folder: string): Site {
  const documents = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, entry);
    if (!statSync(path).isFile() || !entry.includes(sep)) continue;
    const address = relative(folder, path)
      .split(sep)
      .join("/")
      .replace(/(?<=\/)index\.html$|\/_$/, "");
    documents.set(new URL(`https://${address}`).href, readFileSync(path));
  }
  const pageFile = join(folder, "page.txt");
  return new Site(existsSync(pageFile) ? readFileSync(pageFile, "utf8").trim() : PAGE, documents);
}

/** The name of a fixture's case: its file's without the extension, or its folder's. */
export function caseName(entry: string): string {
  return entry.slice(0, entry.length - extname(entry).length);
}
