import { hash } from "node:crypto";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createDocument, decompress, EncodingError, validatorsOf } from "../../src/http/document.ts";
import { TooLargeError } from "../../src/http/exchange.ts";

const URL_OF_PAGE = new URL("https://status.acme.example/history.atom");
const TEXT = "Größere Störung – 障害";

function textOf(body: Buffer, contentType?: string): string {
  return createDocument(URL_OF_PAGE, contentType ? { "content-type": contentType } : {}, body).text();
}

describe("the text of a document", () => {
  const utf16 = Buffer.from(`<a>${TEXT}</a>`, "utf16le");
  const mark = (...bytes: number[]) => Buffer.from(bytes);

  it.each([
    ["UTF-8, where nothing is said", Buffer.from(TEXT), undefined],
    [
      "UTF-8 with a mark, whatever else is said",
      Buffer.concat([mark(0xef, 0xbb, 0xbf), Buffer.from(TEXT)]),
      "a/b; charset=latin1",
    ],
    [
      "UTF-8, where the charset is one that nobody knows",
      Buffer.from(TEXT),
      "application/json; charset=utf8mb4",
    ],
  ])("is %s", (_, body, contentType) => {
    expect(textOf(body, contentType)).toBe(TEXT);
  });

  it.each([
    ["little end first", Buffer.concat([mark(0xff, 0xfe), utf16])],
    ["big end first", Buffer.concat([mark(0xfe, 0xff), Buffer.from(utf16).swap16()])],
    ["little end first, without a mark", utf16],
    ["big end first, without a mark", Buffer.from(utf16).swap16()],
  ])("is UTF-16, %s", (_, body) => {
    expect(textOf(body)).toBe(`<a>${TEXT}</a>`);
  });

  it("is by the declared charset, before that of the XML declaration", () => {
    const xml = (charset: string) => `<?xml version="1.0" encoding="${charset}"?><a>Störung</a>`;
    expect(textOf(Buffer.from(xml("utf-8"), "latin1"), `text/xml; Charset="ISO-8859-1"`)).toBe(xml("utf-8"));
    expect(textOf(Buffer.from(xml("windows-1252"), "latin1"))).toBe(xml("windows-1252"));
    expect(textOf(Buffer.from(xml("klingon")))).toBe(xml("klingon"));
  });

  it("has bytes that are none replaced, and is empty for an empty body", () => {
    expect(textOf(Buffer.from([0x61, 0xff, 0x62]))).toBe("a\ufffdb");
    expect(textOf(Buffer.alloc(0))).toBe("");
  });

  it("has its media type told apart from its parameters", () => {
    const of = (value: string) =>
      createDocument(URL_OF_PAGE, { "content-type": value }, Buffer.alloc(0)).contentType;
    expect([of("Text/HTML ; charset=utf-8"), of("application/json"), of("")]).toEqual([
      "text/html",
      "application/json",
      "",
    ]);
  });
});

describe("the cookies of a document", () => {
  const cookiesOf = (value?: string | string[]) =>
    createDocument(URL_OF_PAGE, value === undefined ? {} : { "set-cookie": value }, Buffer.alloc(0)).cookies;

  it("are the pairs that came with it", () => {
    expect(cookiesOf()).toEqual([]);
    expect(cookiesOf("a=1")).toEqual(["a=1"]);
    expect(cookiesOf(["a=b=c; Path=/; Secure", " d=; HttpOnly"])).toEqual(["a=b=c", "d="]);
  });
});

describe("a compressed body", () => {
  const short = Buffer.from("words ");
  // As good as random: compressed, it is still more than what is dealt with on the main thread.
  const long = Buffer.concat(Array.from({ length: 2_000 }, (_, n) => hash("sha256", String(n), "buffer")));

  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    [" GZIP ", gzipSync],
    ["br", brotliCompressSync],
    ["deflate", deflateSync],
    ["identity", (body: Buffer) => body],
    ["", (body: Buffer) => body],
  ])("is had back from %j, short or long", async (encoding, compress) => {
    for (const body of [short, long])
      expect(await decompress(compress(body), encoding, 100_000)).toEqual(body);
  });

  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
    ["deflate", deflateSync],
  ])("that grows beyond the limit is given up: %s", async (encoding, compress) => {
    await expect(decompress(compress(Buffer.alloc(1_000_000)), encoding, 10_000)).rejects.toThrow(
      TooLargeError,
    );
  });

  it.each([
    ["gzip", gzipSync(long).subarray(0, 40_000)],
    ["gzip", short],
    ["br", short],
    ["deflate", short],
    ["zstd", short],
  ])("that cannot be undone is refused: %s", async (encoding, body) => {
    await expect(decompress(body, encoding, 100_000)).rejects.toThrow(EncodingError);
  });
});

describe("the validators of an answer", () => {
  it("are those it has, and never empty", () => {
    const lastModified = "Mon, 20 Oct 2025 09:50:39 GMT";
    expect(validatorsOf({})).toBeUndefined();
    expect(validatorsOf({ etag: "" })).toBeUndefined();
    expect(validatorsOf({ etag: 'W/"1"' })).toEqual({ etag: 'W/"1"' });
    expect(validatorsOf({ etag: ['"1"', '"2"'], "last-modified": lastModified })).toEqual({
      etag: '"1"',
      lastModified,
    });
  });
});
