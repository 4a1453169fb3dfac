import { Parser } from "htmlparser2";
import type { Document } from "../../http/document.ts";
import { describeUrl } from "../../http/url.ts";
import { FormatError } from "../types.ts";
import { MOST_TAGS } from "./html.ts";

/**
 * The text of `<script id="…">` in a web page, as it stands there: where pages that are drawn in the browser keep their
 * data. Any format whose pages do may use it. Undefined where there is no such script. Nothing is read past its end.
 */
export function scriptText(document: Document, id: string): string | undefined {
  const html = document.text();
  if (!html.includes(id)) return undefined;
  let text: string | undefined;
  let isInside = false;
  let tags = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      tags++;
      isInside = name === "script" && attributes["id"] === id;
      if (isInside) text = "";
      if (tags >= MOST_TAGS) parser.pause();
    },
    ontext(part) {
      if (isInside) text += part;
    },
    onclosetag() {
      if (isInside) parser.pause();
      isInside = false;
    },
  });
  parser.end(html);
  return text;
}

/**
 * The JSON in `<script id="…">` of a web page; undefined where there is no such script.
 * @throws {FormatError} what stands there is broken
 */
export function embeddedJson(document: Document, id: string): unknown {
  const text = scriptText(document, id);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = `${describeUrl(document.url)} holds broken JSON in <script id="${id}">: ${(error as Error).message}`;
    throw new FormatError("malformed", reason, { cause: error });
  }
}
