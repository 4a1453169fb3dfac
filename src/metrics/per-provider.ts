import type { Family, Sample } from "./family.ts";
import type { ProviderRecord } from "./provider-record.ts";

export type Records = () => Iterable<ProviderRecord>;

type Series<Label extends string> = Pick<Family<Label>, "labelNames" | "samples">;

/** One series a provider, where it has the value. */
export function perProvider(
  records: Records,
  value: (record: ProviderRecord) => number | undefined,
): Series<"provider"> {
  return {
    labelNames: ["provider"],
    *samples() {
      for (const record of records()) {
        const current = value(record);
        if (current !== undefined) yield [{ provider: record.label }, current];
      }
    },
  };
}

/** A series for each of a provider's counts; what is counted is a word for each of the labels, with a blank between. */
export function perWords<Label extends string>(
  records: Records,
  labels: readonly Label[],
  counts: (record: ProviderRecord) => Iterable<readonly [words: string, amount: number]>,
): Series<"provider" | Label> {
  return {
    labelNames: ["provider", ...labels],
    *samples() {
      for (const record of records()) {
        for (const [words, amount] of counts(record)) yield sampleOf(record.label, labels, words, amount);
      }
    },
  };
}

function sampleOf<Label extends string>(
  provider: string,
  labels: readonly Label[],
  words: string,
  amount: number,
): Sample<"provider" | Label> {
  const values = words.split(" ");
  const named = Object.fromEntries(labels.map((label, index) => [label, values[index]]));
  return [{ provider, ...named } as Record<"provider" | Label, string>, amount];
}
