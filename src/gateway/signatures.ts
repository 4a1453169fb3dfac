import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";

/** Hex, bare or behind `sha256=`, of the HMAC-SHA256 of the body as it came: Instatus', GitHub's, and others' way. */
const HMAC_HEADERS = ["x-signature", "x-hub-signature-256", "x-instatus-webhook-signature"];
const HMAC = /^(?:sha256=)?([0-9a-f]{64})$/i;

/** Standard Webhooks, and Svix, from which they come. */
const STANDARD_PREFIXES = ["webhook", "svix"];

/** Whether a body was signed with one of these secrets. What is signed in no known way is not signed. */
export function isSigned(headers: IncomingHttpHeaders, body: Buffer, secrets: readonly string[]): boolean {
  return secrets.some((secret) => isHmac(headers, body, secret) || isStandard(headers, body, secret));
}

function isHmac(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const given = HMAC_HEADERS.flatMap((name) => HMAC.exec(String(headers[name] ?? ""))?.[1] ?? []);
  if (given.length === 0) return false;
  const expected = createHmac("sha256", secret).update(body).digest();
  return given.some((hex) => timingSafeEqual(Buffer.from(hex, "hex"), expected));
}

/** The library also looks at the time: five minutes from now, to either side. */
function isStandard(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  return STANDARD_PREFIXES.some((prefix) => {
    const parts = ["id", "timestamp", "signature"].map((part) => headers[`${prefix}-${part}`]);
    const [id, timestamp, signature] = parts.map((part) => (typeof part === "string" ? part : ""));
    if (!id || !timestamp || !signature) return false;
    try {
      const signed = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
      new Webhook(secret).verify(body, signed, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  });
}
