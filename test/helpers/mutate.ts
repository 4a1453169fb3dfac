/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of each name its own, so that not all histories, or mutations, are the same. */
export function seedOf(name: string, seed = 1): number {
  return Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) | 0, seed);
}

/** Bytes that mean something to JSON, XML, HTML, dates or character sets, and so break more than others. */
const TELLING = [0, 0x1b, ...Buffer.from(`<>&;"'{}[],:0-9/!\\\n`), 0x80, 0xc3, 0xfe, 0xff];

/** A body cut off, or with some of its bytes changed, inserted, doubled or dropped. */
export function mutate(body: Buffer, random: () => number): Buffer {
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
export function shortened(body: Buffer, mostBytes: number): Buffer {
  if (body.length <= mostBytes) return body;
  const text = body.toString();
  if (text.trimStart().startsWith("<")) return shortenedFeed(text, mostBytes) ?? body;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return body;
  }
  const withLists = (most: number) =>
    JSON.stringify(parsed, (_, value: unknown) => (Array.isArray(value) ? value.slice(0, most) : value));
  const short = [8, 4, 2, 1].map(withLists).find(({ length }) => length <= mostBytes);
  return Buffer.from(short ?? withLists(1));
}

function shortenedFeed(text: string, mostBytes: number): Buffer | undefined {
  for (const [last, rest] of [
    ["</entry>", "</feed>"],
    ["</item>", "</channel></rss>"],
  ] as const) {
    const end = text.indexOf(last, mostBytes / 2);
    if (end >= 0) return Buffer.from(text.slice(0, end) + last + rest);
  }
  return undefined;
}
