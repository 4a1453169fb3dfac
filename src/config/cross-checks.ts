import type { Finding } from "./problems.ts";
import { entriesOf, isRecord } from "./records.ts";
import { keyOffset, type Source, valueOffset } from "./source.ts";
import { quote } from "./suggest.ts";

/** Settings that go by two names, of which the older tools knew only the second. */
const RENAMED = [
  ["url", "feed_url"],
  ["interval", "poll_interval_seconds"],
] as const;

/** Mistakes that show only when several values are looked at together; found however wrong the rest of the file is. */
export function crossFindings(source: Source): Finding[] {
  return [
    ...entriesOf(source.data, "providers").flatMap((entry, index) => keyFindings(entry, index, source)),
    ...duplicateNames(source, "providers", (entry) => entry["name"], "name"),
    ...duplicateNames(source, "consumers", (entry) => entry["name"] ?? entry["type"], "consumer name"),
  ];
}

function keyFindings(entry: unknown, index: number, source: Source): Finding[] {
  if (!isRecord(entry)) return [];
  const path = ["providers", index];
  const findings: Finding[] = [];
  for (const [key, olderKey] of RENAMED) {
    if (key in entry && olderKey in entry) {
      const message = `${quote(olderKey)} is the older name of ${quote(key)}: keep one of them`;
      findings.push({ offset: keyOffset(source, [...path, olderKey]), message });
    }
  }
  if (!("url" in entry || "feed_url" in entry)) {
    findings.push({ offset: valueOffset(source, path), message: 'missing key "url"' });
  }
  return findings;
}

function duplicateNames(
  source: Source,
  section: "providers" | "consumers",
  nameOf: (entry: Record<string, unknown>) => unknown,
  what: string,
): Finding[] {
  const firstIndex = new Map<string, number>();
  return entriesOf(source.data, section).flatMap((entry, index) => {
    const name = isRecord(entry) ? nameOf(entry) : undefined;
    if (typeof name !== "string") return [];
    const key = name.trim().toLowerCase();
    const first = firstIndex.get(key);
    firstIndex.set(key, first ?? index);
    if (first === undefined) return [];
    const firstLine = source.placeOf(valueOffset(source, [section, first, "name"])).line;
    const message = `duplicate ${what} ${quote(name)}, first on line ${firstLine}`;
    return [{ offset: valueOffset(source, [section, index, "name"]), message }];
  });
}
