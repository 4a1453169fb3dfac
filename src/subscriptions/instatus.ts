import type { Vendor } from "./types.ts";
import { CONFIRM, FAILURES_BY_MAIL, LEAVE_BY_MAIL, LEAVE_BY_WEBHOOK } from "./wording.ts";

/**
 * The addresses as a captured page links to them; what is asked for there, and the links of webhooks, as in
 * https://instatus.com/help/webhooks. Whether the form can be sent without the page's script is not proved.
 */
export const instatus: Vendor = {
  name: "Instatus",
  proof: "captured",
  ways: {
    email: {
      forms: ["default/subscribe/email"],
      steps: [
        'open {page}; on the page itself it is "Get updates" or "Subscribe", then "Email"',
        "enter {email} and subscribe",
        CONFIRM,
      ],
      after: [CONFIRM],
    },
    webhook: {
      forms: ["default/subscribe/webhook"],
      steps: [
        'open {page}; on the page itself it is "Get updates" or "Subscribe", then "Webhook"; where there is none, the page\'s owner has not enabled them',
        "paste {webhook} as the URL",
        "enter {email}, to which it writes when the webhook fails, and subscribe",
      ],
      after: [FAILURES_BY_MAIL],
    },
  },
  leaving: [LEAVE_BY_WEBHOOK, LEAVE_BY_MAIL],
  linkHosts: ["dashboard.instatus.com"],
};
