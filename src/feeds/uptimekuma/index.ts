import type { Document } from "../../http/document.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readLocated } from "../reading/located.ts";
import { readTogether } from "../reading/together.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { parseKuma } from "./parse.ts";

const API = /^\/api\/status-page\/(?:heartbeat\/)?([\w-]+)\/?$/;
const PAGE = /^\/status\/([\w-]+)\/?$/;

/** Uptime Kuma: the page with its monitors and what is pinned to it, and beside it how each monitor was of late. */
export const uptimekuma: FeedFormat = {
  label: "an Uptime Kuma page",
  proof: "unproven",
  // Also other products have their pages at `/status/…`.
  matches: (url) => API.test(url.pathname),
  probes: (page) => [new URL(pathOf(PAGE.exec(page.pathname)?.[1] ?? "default"), page)],
  watchesPage: true,
  recognises: isKuma,
  marks: (page) => slugIn(page) !== undefined,
  read(documents) {
    const { url } = documents;
    const slug = (API.exec(url.pathname) ?? PAGE.exec(url.pathname))?.[1];
    if (slug) return readPage(documents, new URL(pathOf(slug), url));
    // On a domain of its own the page is at the root, and its slug in its HTML.
    const locate = (page: Document) =>
      isKuma(page) ? url : new URL(pathOf(slugIn(page) ?? "default"), page.url);
    return readLocated(documents, url, locate, (found) =>
      API.test(found.pathname)
        ? readPage(documents, found)
        : readDocument(documents, found, (page) => parseKuma(page)),
    );
  },
};

function pathOf(slug: string): string {
  return `/api/status-page/${slug}`;
}

function readPage(documents: DocumentReader, page: URL): Promise<Reading> {
  const heartbeats = new URL(page.pathname.replace(/\/([\w-]+)$/, "/heartbeat/$1"), page);
  return readTogether(documents, [page, heartbeats], parseKuma);
}

function isKuma(document: Document): boolean {
  return accepts((page) => parseKuma(page), document);
}

/** Where the page's manifest is; before version 1.19 only among the data that the page's scripts begin with. */
function slugIn(page: Document): string | undefined {
  const html = page.text();
  if (!/\bwindow\.preloadData\s*=/.test(html)) return undefined;
  return (
    /\/api\/status-page\/([\w-]{1,200})\/manifest\.json/.exec(html)?.[1] ??
    /['"]slug['"]\s*:\s*['"]([\w-]{1,200})['"]/.exec(html)?.[1]
  );
}
