import fc from "fast-check";
import { hostileText, RAW, RAW_NAMES, type RawName, TEXT_NAMES, type TextName } from "./hostile.ts";

/** A change of a document in JSON; `at` chooses a place in it, whatever its size. */
export type JsonChange =
  | { readonly at: number; readonly value: unknown }
  | { readonly at: number; readonly text: TextName }
  | { readonly at: number; readonly raw: RawName }
  /** Every value under the key of that place, wherever it stands. */
  | { readonly everyKeyAs: number; readonly value: unknown }
  | { readonly everyKeyAs: number; readonly text: TextName }
  | { readonly at: number; readonly key: TextName }
  | { readonly at: number; readonly copyOf: number }
  /** So often in its place; not at all: it is cut. */
  | { readonly at: number; readonly times: number }
  | { readonly at: number; readonly within: "list" | "object" };

/** A choice that is as likely to be late in a document as early. */
export const place = fc.noBias(fc.nat(0x7fff_ffff));
const text = fc.constantFrom(...TEXT_NAMES);
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    0.5,
    2 ** 53,
    -1e308,
    8.64e15,
    "",
    "1",
    [],
    {},
    [[]],
    [null],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

export const jsonChange: fc.Arbitrary<JsonChange> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: place, value }) },
  { weight: 4, arbitrary: fc.record({ at: place, text }) },
  { weight: 1, arbitrary: fc.record({ at: place, raw: fc.constantFrom(...RAW_NAMES) }) },
  { weight: 1, arbitrary: fc.record({ everyKeyAs: place, value }) },
  { weight: 1, arbitrary: fc.record({ everyKeyAs: place, text }) },
  { weight: 1, arbitrary: fc.record({ at: place, key: text }) },
  { weight: 3, arbitrary: fc.record({ at: place, copyOf: place }) },
  { weight: 3, arbitrary: fc.record({ at: place, times: fc.constantFrom(0, 2, 50, 3_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ at: place, within: fc.constantFrom("list" as const, "object" as const) }),
  },
);

/** A value somewhere in a document, by what holds it. */
interface Place {
  readonly holder: object;
  readonly key: string;
}

/** What a document is let grow to: more than any page sends, and read in well under a second. */
export const MOST_GROWN = 600_000;

/** The document, changed; undefined where it is not JSON. */
export function changeJson(body: string, changes: readonly JsonChange[]): string | undefined {
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch {
    return undefined;
  }
  const whole = { root };
  for (const change of changes) apply(change, whole);
  let left = MOST_GROWN;
  return (JSON.stringify(whole.root) ?? "null").replace(/"@raw:([a-z ]+)@"/g, (marked, name: RawName) => {
    const raw = RAW[name];
    left -= raw.length;
    return left > 0 ? raw : marked;
  });
}

function apply(change: JsonChange, whole: object): void {
  const places = placesIn(whole);
  // Nothing is left of a document that was cut.
  const pick = (at: number) => places[at % places.length] ?? { holder: whole, key: "root" };
  if ("everyKeyAs" in change) {
    const { key } = pick(change.everyKeyAs);
    const put = "text" in change ? hostileText(change.text) : change.value;
    const alike = places.filter((one) => one.key === key).slice(0, mostOf(put));
    for (const one of alike) set(one, copy(put));
    return;
  }
  const at = pick(change.at);
  if ("value" in change) set(at, copy(change.value));
  else if ("text" in change) set(at, hostileText(change.text));
  else if ("raw" in change) set(at, `@raw:${change.raw}@`);
  else if ("key" in change) rename(at, hostileText(change.key));
  else if ("copyOf" in change) set(at, copy(get(pick(change.copyOf))));
  else if ("within" in change) set(at, change.within === "list" ? [get(at)] : { [at.key]: get(at) });
  else repeat(at, change.times);
}

/** Every place in it, with a stack: what was put there may be deep. */
function placesIn(whole: object): Place[] {
  const places: Place[] = [];
  const holders = [whole];
  for (let holder = holders.pop(); holder; holder = holders.pop()) {
    for (const [key, held] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof held === "object" && held !== null) holders.push(held as object);
    }
  }
  return places;
}

function get({ holder, key }: Place): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

/** Defined, not assigned: a key called `__proto__` is to be a key. */
function set({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function rename(at: Place, key: string): void {
  const value = get(at);
  if (Array.isArray(at.holder)) return;
  Reflect.deleteProperty(at.holder, at.key);
  set({ holder: at.holder, key }, value);
}

function repeat(at: Place, times: number): void {
  const { holder, key } = at;
  const repeated = copies(get(at), Math.min(times, mostOf(key)));
  if (Array.isArray(holder)) holder.splice(Number(key), 1, ...repeated);
  else if (times === 0) Reflect.deleteProperty(holder, key);
  else for (const [index, value] of repeated.entries()) set({ holder, key: `${key}${index || ""}` }, value);
}

/** Nothing is to stand in two places: changed in the one it would change in the other, or come to hold itself. */
function copy(value: unknown): unknown {
  return copies(value, 1)[0];
}

function copies(value: unknown, times: number): unknown[] {
  const written = JSON.stringify(value) ?? "null";
  return JSON.parse(
    `[${Array(Math.min(times, mostOf(value)))
      .fill(written)
      .join()}]`,
  ) as unknown[];
}

/** So many of it do not grow a document beyond measure. */
function mostOf(value: unknown): number {
  return Math.max(1, Math.floor(MOST_GROWN / 2 / (JSON.stringify(value) ?? "null").length));
}
