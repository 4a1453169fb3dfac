import { type Alias, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from "yaml";
import type { Finding } from "./problems.ts";
import { quote } from "./suggest.ts";

/** How much more than it writes a file may say by repeating itself with aliases. */
const MAX_REPEATED_NODES = 1_000_000;

export interface Values {
  /** Undefined where the values cannot be read at all. */
  readonly data: unknown;
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly findings: readonly Finding[];
  readonly isBroken: boolean;
}

/** The plain values of a YAML tree. What an alias repeats is shared, not copied. */
export function readValues(root: Node | null, lines: LineCounter): Values {
  const reader = new ValueReader(lines);
  const data = reader.read(root);
  const { aliases, findings } = reader;
  if (reader.repeatedNodes <= MAX_REPEATED_NODES) return { data, aliases, findings, isBroken: false };
  const bomb = {
    offset: 0,
    message: "the aliases of this file repeat one another until it is too large to read",
  };
  return { data: undefined, aliases, findings: [bomb], isBroken: true };
}

class ValueReader {
  readonly aliases = new Map<Alias, Node>();
  readonly findings: Finding[] = [];
  repeatedNodes = 0;
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Node>();
  readonly #anchored = new Map<Node, { readonly value: unknown; readonly nodes: number }>();
  #nodes = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: Node | null | undefined): unknown {
    if (!node) return null;
    if (isAlias(node)) return this.#readAlias(node);
    const nodesBefore = this.#nodes++;
    const { anchor } = node as { anchor?: string };
    if (anchor) this.#anchors.set(anchor, node);
    const value = this.#readPlain(node);
    if (anchor) this.#anchored.set(node, { value, nodes: this.#nodes - nodesBefore });
    return value;
  }

  #readPlain(node: Node): unknown {
    if (isMap(node)) return this.#readMap(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node));
    return isScalar(node) ? node.value : null;
  }

  #readMap(map: YAMLMap): Record<string, unknown> {
    const places = new Map<string, number>();
    const entries: [string, unknown][] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value ?? "") : "";
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      const first = places.get(name);
      if (first === undefined) places.set(name, offset);
      else
        this.#complain(
          offset,
          `duplicate key ${quote(name)}, first on line ${this.#lines.linePos(first).line}`,
        );
      entries.push([name, this.read(value as Node | null)]);
    }
    return Object.fromEntries(entries);
  }

  #readAlias(alias: Alias): unknown {
    const target = this.#anchors.get(alias.source);
    const repeated = target && this.#anchored.get(target);
    if (!target || !repeated) {
      const message = target
        ? `*${alias.source} would hold itself`
        : `no anchor &${alias.source} before this alias`;
      this.#complain(alias.range?.[0] ?? 0, message);
      return null;
    }
    this.aliases.set(alias, target);
    this.#nodes += repeated.nodes;
    this.repeatedNodes += repeated.nodes;
    return repeated.value;
  }

  #complain(offset: number, message: string): void {
    this.findings.push({ offset, message });
  }
}
