import type { ConsumerType } from "../consumers/types.ts";
import { issueFindings, type Written } from "./issues.ts";
import type { Finding } from "./problems.ts";
import { entriesOf, isRecord } from "./records.ts";
import { wording } from "./wording.ts";

export interface ConsumerConfig {
  readonly type: string;
  readonly name: string;
  /** Already read by the schema of its type. */
  readonly options: unknown;
}

/** Who is told when the file does not say. */
const DEFAULT_CONSUMERS = [{ type: "console" }];

/** The consumers, their options read by the schema of their type. Types that do not exist are the file schema's to refuse. */
export function readConsumers(
  data: unknown,
  types: Readonly<Record<string, ConsumerType>>,
  written: Written,
): { configs: readonly ConsumerConfig[]; findings: readonly Finding[] } {
  const isLeftOut = !isRecord(data) || (data["consumers"] ?? null) === null;
  const entries = isLeftOut ? DEFAULT_CONSUMERS : entriesOf(data, "consumers");
  const configs: ConsumerConfig[] = [];
  const findings: Finding[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isRecord(entry)) continue;
    const { type, name = type, ...options } = entry;
    if (typeof type !== "string" || typeof name !== "string") continue;
    const read = Object.hasOwn(types, type)
      ? types[type]?.options.safeParse(options, { error: wording })
      : undefined;
    if (read?.success) configs.push({ type, name: name.trim(), options: read.data });
    else if (read) findings.push(...issueFindings(read.error.issues, ["consumers", index], written));
  }
  return { configs, findings };
}
