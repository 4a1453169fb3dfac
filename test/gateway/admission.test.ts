import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { admit, Directory, type Knock } from "../../src/gateway/admission.ts";
import { hashSecret, isKnownSecret, makeSecret } from "../../src/gateway/secrets.ts";
import type { WebhookSettings } from "../../src/provider.ts";
import { provider } from "../helpers/daemon.ts";

const [SECRET, OTHER] = [makeSecret(), makeSecret()];
const SIGNING = "a shared secret";
const STANDARD = `whsec_${Buffer.from("another shared secret").toString("base64")}`;
const BODY = Buffer.from('{"title":"API down"}');

function settings(own: Partial<WebhookSettings>): WebhookSettings {
  return { secretHashes: [], signingSecrets: [], confirms: false, confirmsSubscriptions: false, ...own };
}

const DIRECTORY = new Directory([
  provider({
    name: "Open",
    url: "https://a.example",
    webhook: settings({ secretHashes: [hashSecret(SECRET)] }),
  }),
  provider({
    name: "Both Ways",
    url: "https://b.example",
    webhook: settings({ secretHashes: [hashSecret(OTHER)], signingSecrets: [SIGNING, STANDARD] }),
  }),
  provider({ name: "Closed", url: "https://c.example" }),
]);

function who(knock: Partial<Knock>): string | undefined {
  return admit({ headers: {}, body: BODY, ...knock }, DIRECTORY)?.name;
}

function hmac(body: Buffer = BODY, secret = SIGNING): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

function standard(prefix: string, atMs = Date.now(), secret = STANDARD): Record<string, string> {
  const at = new Date(atMs);
  return {
    [`${prefix}-id`]: "msg_1",
    [`${prefix}-timestamp`]: String(Math.floor(atMs / 1000)),
    [`${prefix}-signature`]: `v1,bm9uc2Vuc2U= ${new Webhook(secret).sign("msg_1", at, BODY)}`,
  };
}

describe("a secret in the address", () => {
  it("has 256 bits, and is kept as a hash", () => {
    expect(Buffer.from(SECRET, "base64url")).toHaveLength(32);
    expect(encodeURIComponent(SECRET)).toBe(SECRET);
    expect(isKnownSecret(SECRET, [hashSecret(OTHER), hashSecret(SECRET)])).toBe(true);
    expect(isKnownSecret(SECRET, [hashSecret(OTHER)])).toBe(false);
    expect(isKnownSecret(SECRET, [])).toBe(false);
  });

  it.each([
    ["its provider's", { provider: "open", secret: SECRET }, "Open"],
    ["its provider's, whatever the letters' case", { provider: "OPEN", secret: SECRET }, "Open"],
    ["another provider's", { provider: "open", secret: OTHER }, undefined],
    ["of a provider that is not there", { provider: "nobody", secret: SECRET }, undefined],
    ["of a provider that takes nothing in", { provider: "closed", secret: SECRET }, undefined],
    ["that is empty", { provider: "open", secret: "" }, undefined],
    ["without a provider", { secret: SECRET }, "Open"],
    ["without a provider, unknown", { secret: "x" }, undefined],
    ["of one that must sign, unsigned", { provider: "both-ways", secret: OTHER }, undefined],
    ["of one that must sign, for mail", { provider: "both-ways", secret: OTHER, isMail: true }, "Both Ways"],
    ["wrong, for mail", { provider: "both-ways", secret: SECRET, isMail: true }, undefined],
  ] as [string, Partial<Knock>, string | undefined][])("%s", (_, knock, expected) => {
    expect(who(knock)).toBe(expected);
  });
});

describe("a signature", () => {
  const NOW = Date.now();
  const valid: [string, Record<string, string>][] = [
    ["x-signature in hex", { "x-signature": hmac() }],
    ["x-signature behind sha256=", { "x-signature": `sha256=${hmac()}` }],
    ["in capital letters", { "x-signature": hmac().toUpperCase() }],
    ["x-hub-signature-256", { "x-hub-signature-256": `sha256=${hmac()}` }],
    ["x-instatus-webhook-signature", { "x-instatus-webhook-signature": hmac() }],
    ["of Standard Webhooks", standard("webhook")],
    ["of Svix", standard("svix")],
    ["of Standard Webhooks, four minutes ago", standard("webhook", NOW - 240_000)],
  ];
  const invalid: [string, Record<string, string>][] = [
    ["none", {}],
    ["of another body", { "x-signature": hmac(Buffer.from("{}")) }],
    ["with another secret", { "x-signature": hmac(BODY, "other") }],
    ["cut off", { "x-signature": hmac().slice(0, -2) }],
    ["with more behind it", { "x-signature": `${hmac()}00` }],
    ["that is no hex", { "x-signature": "z".repeat(64) }],
    ["by SHA-1", { "x-hub-signature": `sha1=${createHmac("sha1", SIGNING).update(BODY).digest("hex")}` }],
    ["of Standard Webhooks, six minutes old", standard("webhook", NOW - 360_000)],
    ["of Standard Webhooks, six minutes ahead", standard("webhook", NOW + 360_000)],
    [
      "of Standard Webhooks with another secret",
      standard("webhook", NOW, `whsec_${Buffer.from("no").toString("base64")}`),
    ],
    ["of Standard Webhooks for another id", { ...standard("webhook"), "webhook-id": "msg_2" }],
    ["of Standard Webhooks without its time", { ...standard("webhook"), "webhook-timestamp": "" }],
    [
      "of Standard Webhooks with a time that is none",
      { ...standard("webhook"), "webhook-timestamp": "soon" },
    ],
  ];

  it.each(valid)("is taken: %s", (_, headers) => {
    expect(who({ provider: "both-ways", secret: OTHER, headers })).toBe("Both Ways");
    expect(who({ provider: "both-ways", headers })).toBe("Both Ways");
    expect(who({ headers })).toBe("Both Ways");
  });

  it.each(invalid)("is refused: %s", (_, headers) => {
    expect(who({ provider: "both-ways", secret: OTHER, headers })).toBeUndefined();
    expect(who({ provider: "both-ways", headers })).toBeUndefined();
    expect(who({ headers })).toBeUndefined();
  });

  it("does not do in the place of the secret where the address has one", () => {
    const headers = { "x-signature": hmac() };
    expect(who({ provider: "both-ways", secret: SECRET, headers })).toBeUndefined();
  });

  it("proves nothing where no signing secret is configured", () => {
    expect(who({ provider: "open", headers: { "x-signature": hmac() } })).toBeUndefined();
    expect(who({ provider: "closed", headers: { "x-signature": hmac() } })).toBeUndefined();
    const open = new Directory([provider({ name: "Open", url: "https://a.example", webhook: settings({}) })]);
    expect(admit({ headers: { "x-signature": hmac(BODY, "") }, body: BODY }, open)).toBeUndefined();
  });
});
