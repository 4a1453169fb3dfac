import { z } from "zod";
import type { WebhookSettings } from "../provider.ts";
import { oneOrMore } from "./fields.ts";
import { secret } from "./option-fields.ts";

const HASH = /^sha256:[0-9a-f]{64}$/;

const hash = z
  .string()
  .regex(HASH, "expected sha256: and 64 hexadecimal digits, as `status-watch add-webhook` writes them");

/** What a provider says of those who push in. */
export const webhookSchema = z.strictObject({
  secret_hash: oneOrMore(hash, "expected a hash or a list of hashes")
    .optional()
    .describe(
      "SHA-256 of the secret in the address for webhooks and mail, one or a list; `status-watch add-webhook` makes it.",
    ),
  signing_secret: oneOrMore(
    secret("What the sender signs with; unsigned webhooks are then refused."),
    "expected a secret or a list of secrets",
  )
    .optional()
    .meta({ secret: true }),
  confirm: z
    .boolean()
    .optional()
    .describe("A push is only a reason to read the page at once; what it says is not taken over."),
  confirm_subscriptions: z
    .boolean()
    .optional()
    .describe("Follow the link of mails that ask to confirm a subscription."),
});

export function toWebhook(file: z.output<typeof webhookSchema>): WebhookSettings {
  return {
    secretHashes: (file.secret_hash ?? []).map((one) => one.slice("sha256:".length)),
    signingSecrets: file.signing_secret ?? [],
    confirms: file.confirm ?? false,
    confirmsSubscriptions: file.confirm_subscriptions ?? false,
  };
}
