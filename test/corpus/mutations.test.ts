import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { parseStatuspage } from "../../src/feeds/statuspage/parse.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { FormatError } from "../../src/feeds/types.ts";
import { createDocument } from "../../src/http/document.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";

const PARSERS = {
  "statuspage-json": parseStatuspage,
  "statuspage-atom": parseAtom,
  "statuspage-rss": parseRss,
};
const MUTATIONS = 200;
/** Of a capture, this much is mutated: more would take minutes, and holds nothing that is not in it. */
const MOST_BYTES = 8_000;

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes that mean something to JSON, XML, HTML, dates or character sets, and so break more than others. */
const TELLING = [0, 0x1b, ...Buffer.from(`<>&;"'{}[],:0-9/!\\\n`), 0x80, 0xc3, 0xfe, 0xff];

/** A body cut off, or with some of its bytes changed, inserted, doubled or dropped. */
function mutate(body: Buffer, random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit);
  if (below(4) === 0) return body.subarray(0, below(body.length));
  let mutated = body;
  for (let change = below(8); change >= 0; change--) {
    const at = below(mutated.length);
    const byte = below(2) === 0 ? (TELLING[below(TELLING.length)] ?? 0) : below(256);
    const piece = mutated.subarray(at, at + below(40));
    const [insert, dropped] = [
      [Buffer.of(byte), 1],
      [Buffer.of(byte), 0],
      [piece, 0],
      [Buffer.alloc(0), piece.length],
    ][below(4)] as [Buffer, number];
    mutated = Buffer.concat([mutated.subarray(0, at), insert, mutated.subarray(at + dropped)]);
  }
  return mutated;
}

/** A part of a large capture that is whole in itself: JSON with shorter lists, a feed with fewer entries. */
function shortened(body: Buffer): Buffer {
  if (body.length <= MOST_BYTES) return body;
  const text = body.toString();
  if (text.trimStart().startsWith("<")) {
    const end = text.indexOf("</entry>", MOST_BYTES / 2);
    return end < 0 ? body : Buffer.from(`${text.slice(0, end)}</entry></feed>`);
  }
  const withLists = (most: number) =>
    JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      Array.isArray(value) ? value.slice(0, most) : value,
    );
  const short = [8, 4, 2, 1].map(withLists).find(({ length }) => length <= MOST_BYTES);
  return Buffer.from(short ?? withLists(1));
}

describe.skipIf(!hasCorpus)(`${MUTATIONS} mutations of a captured payload are each read or refused`, () => {
  for (const [folder, parse] of Object.entries(PARSERS)) {
    it.each(corpusFiles(folder))(`${folder}/%s`, (file) => {
      const random = randomFrom(Buffer.from(file).reduce((seed, byte) => (seed * 31 + byte) | 0, 0));
      const body = shortened(readCorpus(folder, file));
      const url = new URL(`https://status.example.com/${file}`);
      const unexpected: string[] = [];
      let refused = 0;
      for (let mutation = 0; mutation < MUTATIONS; mutation++) {
        const mutated = mutate(body, random);
        try {
          tidySnapshot(parse(createDocument(url, {}, mutated)));
        } catch (error) {
          if (error instanceof FormatError) refused++;
          else unexpected.push(`mutation ${mutation}: ${String(error)}`);
        }
      }
      expect(unexpected).toEqual([]);
      // Both ways out have been taken: neither is the mutation too weak, nor is everything refused.
      expect(refused).toBeGreaterThan(0);
      expect(refused).toBeLessThan(MUTATIONS);
    });
  }
});
