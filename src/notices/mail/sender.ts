import type { Mail } from "./types.ts";

/** Whether the sender's address is at one of these domains, or at one beneath it. Anyone can write so. */
export function isSentBy({ from }: Mail, ...domains: readonly string[]): boolean {
  const domain = from?.split("@").at(-1) ?? "";
  return domains.some((one) => domain === one || domain.endsWith(`.${one}`));
}
