import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { refuseHtml } from "../reading/document.ts";
import { FormatError } from "../types.ts";
import { readPlainXml } from "./plain-xml.ts";
import { asRecord, type WireRecord } from "./values.ts";

const options = {
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  // Ids and dates are text, whatever they look like.
  parseTagValue: false,
  parseAttributeValue: false,
  // Numeric references are only decoded with this on.
  htmlEntities: true,
  // A document's own entities are bounded in number, size and what they grow to; nested ones are never expanded.
  processEntities: {
    enabled: true,
    maxEntityCount: 50,
    maxEntitySize: 1_000,
    maxExpansionDepth: 1,
    maxTotalExpansions: 5_000_000,
    maxExpandedLength: 1_000_000,
  },
};
const parser = new XMLParser(options);
const NONE_KEPT: ReadonlySet<string> = new Set();
/** Atom may hold markup where text is expected; what is in these elements is kept as it is written. */
const KEPT_IN_ATOM: ReadonlySet<string> = new Set(["title", "summary", "content"]);
const atomParser = new XMLParser({ ...options, stopNodes: [...KEPT_IN_ATOM].map((name) => `*.${name}`) });

/** The element tree of a feed: attributes as `@name`, mixed text as `#text`, repeated elements as lists. */
export function parseXml(document: Document, wanted: string, isAtom = false): WireRecord {
  const text = refuseHtml(document, wanted);
  const start = text.trimStart();
  if (!start.startsWith("<")) {
    throw new FormatError(
      "not_this_format",
      `${describeUrl(document.url)} answered with something that is not XML where ${wanted} was expected`,
    );
  }
  return (
    readPlainXml(start, isAtom ? KEPT_IN_ATOM : NONE_KEPT) ??
    parseAnyXml(start, describeUrl(document.url), isAtom)
  );
}

/** XML of any kind; what is broken is refused with the place where it is. */
export function parseAnyXml(xml: string, where: string, isAtom: boolean): WireRecord {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) {
    throw new FormatError("malformed", `${where}: broken XML at line ${valid.err.line}: ${valid.err.msg}`);
  }
  try {
    return asRecord((isAtom ? atomParser : parser).parse(xml)) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FormatError("malformed", `${where}: broken XML: ${reason}`, { cause: error });
  }
}

/** One element or several, always as a list. */
export function asList(value: unknown): unknown[] {
  if (value === undefined || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

/** The text of an element, with or without attributes; of several the first. */
export function elementText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const text = typeof first === "string" ? first : asRecord(first)?.["#text"];
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** An attribute of an element. */
export function attribute(value: unknown, name: string): string | undefined {
  const text = asRecord(value)?.[`@${name}`];
  return typeof text === "string" ? text : undefined;
}
