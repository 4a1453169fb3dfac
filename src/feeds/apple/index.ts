import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import type { Snapshot } from "../../types.ts";
import { accepts, readDocument, refuseHtml } from "../reading/document.ts";
import { type FeedFormat, FormatError } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { refuseContent } from "../wire/json.ts";
import { asRecord } from "../wire/values.ts";
import { isStatus, readStatus } from "./services.ts";

const DATA = "https://www.apple.com/support/systemstatus/data/";
const DOCUMENT = "system_status_en_US.js";

/**
 * Apple's System Status, for everyone and for developers: one document each with all services. It is JSON, or the same
 * as an argument of a function call, whatever its name ends in.
 */
export const apple: FeedFormat = {
  label: "Apple's System Status",
  proof: "captured",
  matches: isApple,
  probes: () => [],
  watchesPage: false,
  recognises: (document) => accepts(parseApple, document),
  shared,
  onlyDocument: shared,
  read: (documents) => readDocument(documents, shared(documents.url), parseApple),
};

function isApple(url: URL): boolean {
  return (
    (isOnHost(url, "www.apple.com") && /\/support\/systemstatus(?:\/|$)/.test(url.pathname)) ||
    (isOnHost(url, "developer.apple.com") && /\/system-status(?:\/|$)/.test(url.pathname))
  );
}

/** The data exist for each language; an address of theirs is taken as it is, without what is to get past caches. */
function shared(url: URL): URL {
  if (!isApple(url)) return url;
  if (/\/system_status_\w+\.json?$|\/system_status_\w+\.js$/.test(url.pathname)) {
    return new URL(url.pathname, url.origin);
  }
  const isForDevelopers = isOnHost(url, "developer.apple.com") || url.pathname.includes("/developer");
  return new URL(`${isForDevelopers ? "developer/" : ""}${DOCUMENT}`, DATA);
}

/** @throws {FormatError} */
function parseApple(document: Document): Snapshot {
  const wanted = "Apple's System Status";
  const root = asRecord(parseScript(document, wanted));
  return root && isStatus(root) ? readStatus(root, document.url) : refuseContent(document, wanted);
}

/** `jsonCallback({…});` */
const CALL = /^\s*[A-Za-z_$][\w.$]{0,100}\s*\(/;

function parseScript(document: Document, wanted: string): unknown {
  const text = refuseHtml(document, wanted);
  const call = CALL.exec(text);
  try {
    return call ? JSON.parse(text.slice(call[0].length, text.lastIndexOf(")"))) : document.json();
  } catch (error) {
    const reason = `${describeUrl(document.url)} answered with broken JSON: ${(error as Error).message}`;
    throw new FormatError("malformed", reason, { cause: error });
  }
}
