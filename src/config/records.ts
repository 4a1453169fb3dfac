/** A map, as JSON knows it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The entries of the list under `section`, whatever they are; a bare list is the list of providers. */
export function entriesOf(data: unknown, section: "providers" | "consumers"): readonly unknown[] {
  if (Array.isArray(data)) return section === "providers" ? data : [];
  const entries = isRecord(data) ? data[section] : undefined;
  return Array.isArray(entries) ? entries : [];
}
