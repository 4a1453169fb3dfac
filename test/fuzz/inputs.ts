import { FORMAT_NAMES, type FormatName } from "../../src/feeds/index.ts";
import { FOLDERS, FORMAT_OF, UNREADABLE } from "../corpus/expected.ts";
import { corpusFiles, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { casesOf } from "../helpers/fixtures.ts";
import { shortened } from "../helpers/mutate.ts";
import { PAGE, Site } from "../helpers/site.ts";

/** A page to be mutated: a golden fixture, or a real capture where this machine has them. */
export interface Input {
  readonly name: string;
  readonly format: FormatName;
  site(): Site;
}

/** Of a capture, this much is mutated: more would take minutes, and holds nothing that is not in it. */
const MOST_BYTES = 8_000;

export function allInputs(): Input[] {
  return [...fixtures(), ...captures()];
}

function fixtures(): Input[] {
  return FORMAT_NAMES.flatMap((format) =>
    casesOf(format).map(({ entry, site }) => ({ name: `${format}/${entry}`, format, site: () => site })),
  );
}

/** Those that detection finds to be of a format, which other tests hold it to. */
function captures(): Input[] {
  if (!hasCorpus) return [];
  return FOLDERS.flatMap((folder) =>
    corpusFiles(folder).flatMap((file) => {
      const name = `${folder}/${file}`;
      const format = name in UNREADABLE ? undefined : FORMAT_NAMES.find((known) => known === FORMAT_OF(name));
      if (!format) return [];
      const url = file.endsWith(".html") ? PAGE : new URL(file, PAGE).href;
      const body = () => shortened(readCorpus(folder, file), MOST_BYTES);
      return [{ name: `corpus/${name}`, format, site: () => new Site(url, new Map([[url, body()]])) }];
    }),
  );
}

/**
 * How many payloads are made of each input: of every format as many, and of its inputs in turn, beginning with another
 * one at every seed.
 */
export function shares(inputs: readonly Input[], payloads: number, seed: number): Map<Input, number> {
  const shared = new Map<Input, number>();
  for (const [index, format] of FORMAT_NAMES.entries()) {
    const own = inputs.filter((input) => input.format === format);
    const [each, rest] = divided(payloads, FORMAT_NAMES.length);
    const [ofOne, more] = divided(each + (index < rest ? 1 : 0), own.length);
    for (const [turn, input] of own.entries()) {
      const isFirst = (turn + (seed % own.length)) % own.length < more;
      shared.set(input, ofOne + (isFirst ? 1 : 0));
    }
  }
  return shared;
}

function divided(amount: number, by: number): [number, number] {
  return [Math.floor(amount / by), amount % by];
}
