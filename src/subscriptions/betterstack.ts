import type { Vendor } from "./types.ts";
import { CONFIRM, LEAVE_BY_MAIL, LEAVE_BY_WEBHOOK } from "./wording.ts";

/**
 * The form as on a captured page, guarded by reCAPTCHA; webhooks as in
 * https://betterstack.com/docs/uptime/subscribing-to-status-updates/subscribing-with-webhooks.
 */
export const betterstack: Vendor = {
  name: "Better Stack",
  proof: "captured",
  ways: {
    email: {
      steps: ['open {page} and choose "Get updates"', "enter {email} and subscribe", CONFIRM],
      after: [CONFIRM],
    },
    webhook: {
      steps: [
        'open {page} and choose "Get updates", then "Webhook"',
        "paste {webhook} as the endpoint; it takes https only",
        "enter {email}, to which it writes to confirm and when the webhook fails, and subscribe",
        CONFIRM,
      ],
      after: [CONFIRM],
    },
  },
  leaving: [LEAVE_BY_WEBHOOK, LEAVE_BY_MAIL],
};
