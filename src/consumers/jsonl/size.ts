const UNITS = { "": 1, k: 1_000, ki: 1_024, m: 1e6, mi: 1_048_576, g: 1e9, gi: 1_073_741_824 } as const;

/** Bytes of `10MB`, `512 KiB`, `1G` or a bare number; undefined for anything else. */
export function parseSize(size: string | number): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]i?)?b?$/i.exec(String(size).trim()) ?? [];
  if (amount === undefined) return undefined;
  return Math.round(Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
}
