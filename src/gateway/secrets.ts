import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** A secret for the address that senders are given: 256 bits, in letters that addresses carry as they are. */
export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** What is kept of a secret: its SHA-256, in hex. So many bits need no salt and no slow hash. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Whether a secret is one of those of which the hashes are kept, in a time that does not tell how nearly. */
export function isKnownSecret(secret: string, hashes: readonly string[]): boolean {
  const given = Buffer.from(hashSecret(secret), "hex");
  let isKnown = false;
  for (const hash of hashes) isKnown = timingSafeEqual(given, Buffer.from(hash, "hex")) || isKnown;
  return isKnown;
}
