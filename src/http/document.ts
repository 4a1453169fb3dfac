import { promisify } from "node:util";
import { brotliDecompress, brotliDecompressSync, gunzip, gunzipSync, inflateSync } from "node:zlib";
import { headerOf, type ResponseHeaders, TooLargeError } from "./exchange.ts";

/** What identifies one version of a document to its server; never empty. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A body that arrived whole. */
export interface Document {
  /** Where it was finally found. */
  readonly url: URL;
  /** Media type without parameters, lower case; empty where none was sent. */
  readonly contentType: string;
  /** Decompressed. */
  readonly body: Buffer;
  /** `name=value` of each cookie that came with it. */
  readonly cookies: readonly string[];
  /** The body as text, by byte order mark, declared charset, XML declaration, or as UTF-8. */
  text(): string;
  /** Whether that reads it as UTF-8: then bytes that look like ASCII are, wherever they stand. */
  isUtf8(): boolean;
  /**
   * The body as JSON, parsed once however many ask.
   * @throws {SyntaxError}
   */
  json(): unknown;
}

/** The validators of an answer, if it has any. */
export function validatorsOf(headers: ResponseHeaders): Validators | undefined {
  const etag = headerOf(headers, "etag");
  const lastModified = headerOf(headers, "last-modified");
  if (!etag && !lastModified) return undefined;
  return { ...(etag && { etag }), ...(lastModified && { lastModified }) };
}

export function createDocument(url: URL, headers: ResponseHeaders, body: Buffer): Document {
  const [type = "", ...parameters] = (headerOf(headers, "content-type") ?? "").split(";");
  const charset = parameters.map((p) => /^\s*charset\s*=\s*"?([^\s";]+)/i.exec(p)?.[1]).find(Boolean);
  let text: string | undefined;
  let json: { readonly value: unknown } | { readonly error: unknown } | undefined;
  return {
    url,
    contentType: type.trim().toLowerCase(),
    body,
    cookies: cookiesOf(headers),
    text() {
      text ??= decoderOf(body, charset).decode(body);
      return text;
    },
    isUtf8: () => decoderOf(body, charset).encoding === "utf-8",
    json() {
      json ??= parsed(this.text());
      if ("error" in json) throw json.error;
      return json.value;
    },
  };
}

const NO_COOKIES: readonly string[] = [];

function cookiesOf({ "set-cookie": lines }: ResponseHeaders): readonly string[] {
  if (lines === undefined) return NO_COOKIES;
  return [lines].flat().map((line) => line.split(";", 1)[0]?.trim() ?? "");
}

function parsed(text: string): { value: unknown } | { error: unknown } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error };
  }
}

/** A document that is put together from pieces of one in UTF-8; what is known of that is known of it. */
export function documentOfPieces({ url, contentType }: Document, pieces: readonly Buffer[]): Document {
  const headers = { "content-type": `${contentType}; charset=utf-8` };
  return createDocument(url, headers, Buffer.concat(pieces));
}

interface Decoder {
  readonly encoding: string;
  decode(body: Buffer): string;
}

function decoderOf(body: Buffer, charset: string | undefined): Decoder {
  return decoderFor(encodingByMark(body) ?? charset ?? encodingByXmlDeclaration(body) ?? "utf-8");
}

function encodingByMark(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return "utf-8";
  if (body[0] === 0xfe && body[1] === 0xff) return "utf-16be";
  if (body[0] === 0xff && body[1] === 0xfe) return "utf-16le";
  // No mark, but an ASCII character in each pair: XML or JSON in UTF-16.
  if (body[0] === 0 && body[1] !== 0) return "utf-16be";
  if (body.length > 1 && body[0] !== 0 && body[1] === 0) return "utf-16le";
  return undefined;
}

function encodingByXmlDeclaration(body: Buffer): string | undefined {
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(body.toString("latin1", 0, 200))?.[1];
}

/** To make one takes longer than to read a small body with it. */
const UTF8: Decoder = new TextDecoder();

function decoderFor(label: string): Decoder {
  if (/^utf-?8$/i.test(label)) return UTF8;
  try {
    return new TextDecoder(label);
  } catch {
    // A charset nobody has heard of: nearly always UTF-8 with a typing error in the server's configuration.
    return UTF8;
  }
}

/** Of objects, lists and elements: the largest page known is made of 8,000. */
export const MOST_PARTS = 150_000;
const PART_STARTS = [..."{[<"].map((one) => one.charCodeAt(0));

/**
 * Whether a body is made of more parts than any page is. Each takes a hundred times the memory that it takes in the
 * body, and a body of nothing else many seconds of a loop that all pages share.
 */
export function hasTooManyParts(body: Uint8Array): boolean {
  if (body.length <= MOST_PARTS) return false;
  let left = MOST_PARTS;
  for (const start of PART_STARTS) {
    // Nearly all of a body is something else, over which this is ten times as quick as a look at each byte.
    for (let at = body.indexOf(start); at >= 0; at = body.indexOf(start, at + 1)) if (--left < 0) return true;
  }
  return false;
}

/** The encoding of a body could not be undone. */
export class EncodingError extends Error {}

const gunzipAsync = promisify(gunzip);
const brotliAsync = promisify(brotliDecompress);
/** Above this much compressed, decompressing in a thread costs less than it would hold up the loop. */
const ASYNC_ABOVE_BYTES = 50_000;

/** Room for most bodies at once: in many small pieces it takes half as long again. */
const USUAL_BYTES = 65_536;
const MOST_AT_ONCE_BYTES = 4 * USUAL_BYTES;

/** What a gzip body says at its end that it holds; it may lie, so that no more than a little room is made for it. */
function sizeInGzip(body: Buffer): number {
  const bytes = body.length < 4 ? 0 : body.readUInt32LE(body.length - 4);
  return Math.min(Math.max(bytes + 1, 1_024), MOST_AT_ONCE_BYTES);
}

/**
 * Undoes `content-encoding`, ending early once the result passes `maxBytes`.
 * @throws {EncodingError} truncated or not what it says
 * @throws {TooLargeError} a bomb
 */
export async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes, chunkSize: USUAL_BYTES };
  const large = body.length > ASYNC_ABOVE_BYTES;
  try {
    switch (encoding.trim().toLowerCase()) {
      case "":
      case "identity":
        return body;
      case "gzip":
      case "x-gzip":
        options.chunkSize = sizeInGzip(body);
        return large ? await gunzipAsync(body, options) : gunzipSync(body, options);
      case "br":
        return large ? await brotliAsync(body, options) : brotliDecompressSync(body, options);
      case "deflate":
        return inflateSync(body, options);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new TooLargeError(undefined, { cause: error });
    throw new EncodingError(error instanceof Error ? error.message : "", { cause: error });
  }
  throw new EncodingError(`unknown content-encoding "${encoding}"`);
}
