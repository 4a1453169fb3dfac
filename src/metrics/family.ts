import { Counter, Gauge, type Registry } from "prom-client";
import { truncate } from "../text.ts";

/** The value of one series. */
export type Sample<Label extends string> = readonly [labels: Readonly<Record<Label, string>>, value: number];

/** All series of one name. Nothing is kept of them between scrapes: each scrape asks for them anew. */
export interface Family<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly Label[];
  samples(): Iterable<Sample<Label>>;
}

/** Names in the configuration are shorter; only what a page says is ever cut. */
const LONGEST_LABEL = 120;

export function gauge<Label extends string = never>(registry: Registry, family: Family<Label>): void {
  expose(new Gauge(configOf(registry, family)), family);
}

/** The samples are totals. */
export function counter<Label extends string = never>(registry: Registry, family: Family<Label>): void {
  expose(new Counter(configOf(registry, family)), family);
}

function configOf<Label extends string>(registry: Registry, { name, help, labelNames = [] }: Family<Label>) {
  return { name, help, labelNames, registers: [registry] };
}

/** With the library's own `collect` it would keep every series, and a text of its labels, until the next scrape. */
function expose<Label extends string>(metric: Gauge<Label> | Counter<Label>, family: Family<Label>): void {
  const described = metric.get.bind(metric);
  metric.get = async () => ({
    ...(await described()),
    values: Array.from(family.samples(), ([labels, value]) => ({ labels, value })),
  });
}

/**
 * Text as the value of a label. Always a copy: a piece cut from a body holds on to the whole body. The copy is also
 * well-formed, so that two values that differ here differ on the wire, too.
 */
export function labelText(text: string): string {
  return Buffer.from(truncate(text, LONGEST_LABEL)).toString();
}
