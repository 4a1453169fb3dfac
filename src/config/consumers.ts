import type { Rules } from "../audience/types.ts";
import type { ConsumerType } from "../consumers/types.ts";
import type { Secret } from "../provider.ts";
import { isRecord } from "../records.ts";
import { RULE_KEYS, readRules } from "./audience.ts";
import { secretsIn } from "./environment.ts";
import { issueFindings, type Written } from "./issues.ts";
import { literalSecret } from "./literal-secrets.ts";
import { secretOptions } from "./option-fields.ts";
import type { Finding } from "./problems.ts";
import { entriesOf } from "./records.ts";
import { keyOffset, valueAt } from "./source.ts";
import { wording } from "./wording.ts";

export interface ConsumerConfig {
  readonly type: string;
  readonly name: string;
  /** Already read by the schema of its type. */
  readonly options: unknown;
  /** Which events it is told of, and when. */
  readonly rules: Rules;
  /** What its options hold of the environment: never printed, its reference in its place. */
  readonly secrets: readonly Secret[];
}

type Types = Readonly<Record<string, ConsumerType>>;

/** Who is told when the file does not say. */
const DEFAULT_CONSUMERS = [{ type: "console" }];

/**
 * The consumers, their options read by the schema of their type. Types that do not exist, and rules that are wrong,
 * are the file schema's to refuse.
 */
export function readConsumers(
  data: unknown,
  types: Types,
  written: Written,
): { configs: readonly ConsumerConfig[]; findings: readonly Finding[] } {
  const isLeftOut = !isRecord(data) || (data["consumers"] ?? null) === null;
  const entries = isLeftOut ? DEFAULT_CONSUMERS : entriesOf(data, "consumers");
  const configs: ConsumerConfig[] = [];
  const findings: Finding[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isRecord(entry)) continue;
    const { type, name = type, ...others } = entry;
    if (typeof type !== "string" || typeof name !== "string" || !Object.hasOwn(types, type)) continue;
    const options = Object.fromEntries(Object.entries(others).filter(([key]) => !RULE_KEYS.has(key)));
    const path = ["consumers", index];
    findings.push(
      ...consumerSecrets(type, types, index, written),
      ...unfitDigests(type, types, entry, index, written),
    );
    const read = types[type]?.options.safeParse(options, { error: wording });
    if (!read?.success) {
      findings.push(...issueFindings(read?.error.issues ?? [], path, written));
      continue;
    }
    // As they are written: what they hold of the environment is known by its references.
    const asWritten = Object.keys(options).map((key) => valueAt(written.source, [...path, key]));
    const secrets = secretsIn(asWritten, written.env);
    const rules = readRules(entry);
    if (rules) configs.push({ type, name: name.trim(), options: read.data, rules, secrets });
  }
  return { configs, findings };
}

/** The options of all types that are secrets. */
export function secretNames(types: Types): ReadonlySet<string> {
  return new Set(Object.values(types).flatMap(({ options }) => secretOptions(options)));
}

/** Rules that would have an alert neither opened nor closed. */
function unfitDigests(
  type: string,
  types: Types,
  entry: Readonly<Record<string, unknown>>,
  index: number,
  { source }: Written,
): readonly Finding[] {
  if (types[type]?.isAlerting !== true) return [];
  return DIGESTING.filter((key) => key in entry).map((key) => ({
    offset: keyOffset(source, ["consumers", index, key]),
    message: `${type} opens and closes alerts, which a digest cannot; leave ${key} to its own schedules`,
  }));
}

const DIGESTING = ["digest", "quiet_hours"];

function consumerSecrets(type: string, types: Types, index: number, { source }: Written): readonly Finding[] {
  const consumer = types[type];
  if (!consumer) return [];
  return secretOptions(consumer.options).flatMap((key) =>
    literalSecret(source, ["consumers", index, key], `${type}_${key}`),
  );
}
