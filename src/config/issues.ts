import type { z } from "zod";
import { conceal } from "../secrets.ts";
import { RULE_KEYS } from "./audience.ts";
import { secretsIn } from "./environment.ts";
import type { Finding } from "./problems.ts";
import { isSecret } from "./secrets.ts";
import { keyOffset, type Path, pathKey, type Source, valueAt, valueOffset } from "./source.ts";
import { didYouMean, quote } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** What a check of the file needs to say where and what was wrong. */
export interface Written {
  readonly source: Source;
  readonly env: NodeJS.ProcessEnv;
  /** Values that are not known, and have been complained of already; see {@link pathKey}. */
  readonly unfollowed: ReadonlySet<string>;
  /** Options of consumers that are secrets by their types. */
  readonly secretOptions: ReadonlySet<string>;
}

/** What zod found, as a person would say it. `base` is where in the file the checked value stands. */
export function issueFindings(issues: readonly Issue[], base: Path, written: Written): Finding[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (written.unfollowed.has(pathKey(path))) return [];
    const likely = issue.code === "invalid_union" ? likeliestBranch(issue) : undefined;
    if (likely) return issueFindings(likely, path, written);
    if (issue.code === "unrecognized_keys") return unknownKeys(issue, path, written.source);
    const isAboutKey = issue.code === "invalid_key";
    const offset = isAboutKey ? keyOffset(written.source, path) : valueOffset(written.source, path);
    return [{ offset, message: describeIssue(issue, path, written) }];
  });
}

/** The form that the value was most likely meant to have: the one it fails only further in, or only in a detail. */
function likeliestBranch({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const failsWithin = (branch: readonly Issue[]) => branch.every(({ path }) => path.length > 0);
  const isOfKind = (branch: readonly Issue[]) => branch.every(({ code }) => code !== "invalid_type");
  const branches = errors.filter((branch) => branch.length > 0);
  return branches.find(failsWithin) ?? branches.find(isOfKind);
}

function unknownKeys(
  { keys, message }: z.core.$ZodIssueUnrecognizedKeys,
  path: Path,
  source: Source,
): Finding[] {
  const isConsumer = path[0] === "consumers" && path.length === 2;
  const own = message.split(" ").filter(Boolean);
  const known = isConsumer ? ["type", "name", ...own, ...RULE_KEYS] : own;
  return keys.map((key) => ({
    offset: keyOffset(source, [...path, key]),
    message: `unknown key ${quote(key)}${didYouMean(key, known) || `, expected one of ${known.join(", ")}`}`,
  }));
}

function describeIssue(issue: Issue, path: Path, { source, env, secretOptions }: Written): string {
  const raw = valueAt(source, path);
  if (raw === undefined && issue.code !== "custom") return `missing key ${quote(String(path.at(-1)))}`;
  if (issue.code === "invalid_value" && typeof raw === "string" && !isSecret(path, secretOptions)) {
    return unknownValue(raw, issue.values.map(String), path);
  }
  const said = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? "") : issue.message;
  const message = conceal(said, { secrets: secretsIn(raw, env) });
  const got = message.startsWith("expected")
    ? `, got ${describeValue(raw, isSecret(path, secretOptions))}`
    : "";
  return `${labelOf(path)}: ${message}${got}`;
}

const NOUNS: Readonly<Record<string, string>> = {
  changes: "change",
  days: "day",
  kinds: "kind",
  min_impact: "impact",
  type: "consumer type",
};

function unknownValue(raw: string, values: readonly string[], path: Path): string {
  const key = String(path.findLast((part) => typeof part === "string"));
  const instead = didYouMean(raw, values) || `, expected one of ${values.join(", ")}`;
  return `unknown ${NOUNS[key] ?? key} ${quote(raw)}${instead}`;
}

/** The keys that lead to a value within its provider, consumer or section. */
function labelOf(path: Path): string {
  const names = path.filter((part) => typeof part === "string");
  const [section, ...keys] = names;
  if (keys.length > 0) return keys.join(".");
  return path.length > 1 ? (section ?? "").replace(/s$/, "") : (section ?? "the file");
}

function describeValue(value: unknown, isHidden: boolean): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (isHidden) return typeof value === "string" ? "other text" : `a ${typeof value}`;
  return typeof value === "string" ? quote(value) : String(value);
}
