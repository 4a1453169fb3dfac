import { isRecord } from "../records.ts";

/** The entries of the list under `section`, whatever they are; a bare list is the list of providers. */
export function entriesOf(data: unknown, section: "providers" | "consumers"): readonly unknown[] {
  if (Array.isArray(data)) return section === "providers" ? data : [];
  const entries = isRecord(data) ? data[section] : undefined;
  return Array.isArray(entries) ? entries : [];
}
