import { isRecord } from "../records.ts";
import type { Finding } from "./problems.ts";
import { entriesOf } from "./records.ts";
import type { UsedServices } from "./services.ts";
import { keyOffset, type Source, valueAt, valueOffset } from "./source.ts";
import { quote } from "./suggest.ts";

/** Settings that go by two names, of which the older tools knew only the second. */
const RENAMED = [
  ["url", "feed_url"],
  ["interval", "poll_interval_seconds"],
] as const;

/** Mistakes that show only when several values are looked at together; found however wrong the rest of the file is. */
export function crossFindings(source: Source, services: UsedServices): Finding[] {
  return [
    ...entriesOf(source.data, "providers").flatMap((entry, index) => [
      ...keyFindings(entry, index, source),
      ...services.findings(entry, valueOffset(source, ["providers", index, "use"])),
    ]),
    ...duplicateNames(source, "providers", (entry) => services.nameOf(entry), "name"),
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
  for (const key of missingKeys(entry)) {
    findings.push({ offset: valueOffset(source, path), message: `missing key ${quote(key)}` });
  }
  return findings;
}

/** What an entry must say by itself, unless it leaves that to a service. */
function missingKeys(entry: Record<string, unknown>): readonly string[] {
  if ("use" in entry) return [];
  const hasAddress = "url" in entry || "feed_url" in entry;
  return [...("name" in entry ? [] : ["name"]), ...(hasAddress ? [] : ["url"])];
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
    const offsetAt = (at: number) => offsetOfName(source, section, at);
    const message = `duplicate ${what} ${quote(name)}, first on line ${source.placeOf(offsetAt(first)).line}`;
    return [{ offset: offsetAt(index), message }];
  });
}

function offsetOfName(source: Source, section: string, index: number): number {
  const path = [section, index];
  const entry = valueAt(source, path);
  const isNamedByUse = isRecord(entry) && !("name" in entry) && "use" in entry;
  return valueOffset(source, [...path, isNamedByUse ? "use" : "name"]);
}
