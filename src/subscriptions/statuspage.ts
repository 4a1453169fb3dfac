import type { Vendor } from "./types.ts";
import { CONFIRM, FAILURES_BY_MAIL, LEAVE_BY_MAIL, LEAVE_BY_WEBHOOK } from "./wording.ts";

/**
 * Forms as on captured pages of 2016 to 2026: `email` to /subscriptions/new-email; `endpoint` and `email` to
 * /subscriptions/webhook.json. All have been guarded by reCAPTCHA for years, as
 * https://support.atlassian.com/statuspage/docs/enable-subscribers says.
 */
export const statuspage: Vendor = {
  name: "Atlassian Statuspage",
  proof: "captured",
  marks: (page) => /\bid="subscribe-form-(?:email|webhook)"/.test(page.text()),
  ways: {
    email: {
      steps: [
        'open {page} and choose "Subscribe to updates", then the tab with the envelope',
        "enter {email} and subscribe; pass the captcha if it shows one",
        CONFIRM,
      ],
      after: [CONFIRM],
    },
    webhook: {
      steps: [
        'open {page} and choose "Subscribe to updates", then the tab for webhooks; where there is none, the page\'s owner has not enabled them',
        "paste {webhook} as the URL",
        "enter {email}, to which it writes when the webhook fails, and subscribe; pass the captcha if it shows one",
      ],
      after: [FAILURES_BY_MAIL],
    },
  },
  leaving: [LEAVE_BY_WEBHOOK, LEAVE_BY_MAIL],
  linkHosts: ["statuspage.io"],
};
