import type { Vendor } from "./types.ts";
import { CONFIRM, LEAVE_BY_MAIL } from "./wording.ts";

/** As in the sources of versions 2 and 3: a plain form at /subscribe, and a mail to verify. */
export const cachet: Vendor = {
  name: "Cachet",
  proof: "documented",
  ways: {
    email: {
      forms: ["subscribe"],
      steps: ['open {page}; on the page itself it is "Subscribe"', "enter {email} and subscribe", CONFIRM],
      after: [CONFIRM],
    },
    webhook: { instead: "only its owner can have it call webhooks; it offers e-mail and feeds" },
  },
  leaving: [LEAVE_BY_MAIL],
};
