import type { Missing, Vendor, Way } from "./types.ts";
import { CONFIRM, CONFIRM_IF_ASKED, LEAVE_BY_MAIL, LEAVE_BY_WEBHOOK } from "./wording.ts";

/*
 * Products of whose forms nothing is known but that there are some: a form that can be sent is looked for on the page
 * all the same, and these are the words where there is none.
 */

const NOTHING: Missing = { instead: "there is nothing to subscribe to" };

export const incidentio: Vendor = {
  name: "incident.io",
  proof: "captured",
  ways: {
    email: mail('choose "Subscribe to updates", then "Email"', CONFIRM),
    webhook: { instead: "it offers e-mail, Slack and feeds" },
  },
  leaving: [LEAVE_BY_MAIL],
};

/** https://support.statuscast.com/docs/webhook-notification */
export const statuscast: Vendor = {
  name: "StatusCast",
  proof: "documented",
  ways: {
    email: mail('choose "Subscribe"'),
    webhook: webhook(
      'choose "Subscribe"; one signs up with an address, and the webhook is one of the fields',
    ),
  },
  leaving: ['either: choose "Subscribe" on the page again, take out what is there and update', LEAVE_BY_MAIL],
};

/** https://docs.sorryapp.com/v1/subscribers */
export const sorry: Vendor = {
  name: "Sorry™",
  proof: "documented",
  ways: {
    email: mail("choose to get updates"),
    webhook: { instead: "it offers e-mail, SMS, Slack, Microsoft Teams and Google Chat" },
  },
  leaving: [LEAVE_BY_MAIL],
};

/** https://support.pagerduty.com/docs/external-status-page */
export const pagerduty: Vendor = {
  name: "PagerDuty",
  proof: "documented",
  ways: { email: mail('choose "Subscribe"'), webhook: webhook('choose "Subscribe", then webhooks') },
  leaving: [LEAVE_BY_MAIL, "a webhook: as its confirmation says"],
};

/** https://hyperping.com/docs/api/statuspages/subscribers/create */
export const hyperping: Vendor = {
  name: "Hyperping",
  proof: "documented",
  ways: {
    email: mail("choose to subscribe to updates"),
    webhook: { instead: "it offers e-mail, SMS, Slack and Microsoft Teams" },
  },
  leaving: [LEAVE_BY_MAIL],
};

/** The reference of subscribers in the documentation of OpenStatus. */
export const openstatus: Vendor = {
  name: "OpenStatus",
  proof: "documented",
  ways: {
    email: mail('choose "Get updates"', CONFIRM),
    webhook: webhook('choose "Get updates", then webhooks, where the page offers them'),
  },
  leaving: [LEAVE_BY_MAIL],
};

/** https://support.firehydrant.io/hc/en-us/articles/360057722052-Scheduled-Maintenance */
export const firehydrant: Vendor = {
  name: "FireHydrant",
  proof: "documented",
  ways: {
    email: mail("choose to subscribe"),
    webhook: { instead: "it offers e-mail and a feed" },
  },
  leaving: [LEAVE_BY_MAIL],
};

/** https://docs.datadoghq.com/incident_response/status_pages/ */
export const datadog: Vendor = {
  name: "Datadog Status Pages",
  proof: "documented",
  ways: {
    email: mail("choose to subscribe"),
    webhook: { instead: "it offers e-mail and Slack" },
  },
  leaving: [LEAVE_BY_MAIL],
};

/** https://github.com/louislam/uptime-kuma/issues/3022 */
export const uptimekuma: Vendor = {
  name: "Uptime Kuma",
  proof: "documented",
  ways: { email: NOTHING, webhook: NOTHING },
  leaving: ["there is nothing to unsubscribe from"],
};

export const statusio: Vendor = {
  name: "Status.io",
  proof: "unproven",
  ways: {
    email: mail('choose "Subscribe", then e-mail'),
    webhook: webhook('choose "Subscribe", then webhooks, where the page offers them'),
  },
  leaving: [LEAVE_BY_MAIL, "a webhook: from the page's own list, as its confirmation says"],
};

export const upptime: Vendor = {
  name: "Upptime",
  proof: "unproven",
  ways: {
    email: {
      steps: ['open its repository on GitHub and choose "Watch", then "Custom" and "Issues"'],
      after: [],
    },
    webhook: { instead: "only the owner of its repository on GitHub can have webhooks called" },
  },
  leaving: ['a mail: choose "Unwatch" on its repository on GitHub'],
};

export const cstate: Vendor = {
  name: "cState",
  proof: "unproven",
  ways: { email: NOTHING, webhook: NOTHING },
  leaving: ["there is nothing to unsubscribe from"],
};

/** Of a page of which nothing is known. */
export const UNKNOWN: Vendor = {
  name: "a page of this kind",
  proof: "unproven",
  ways: {
    email: mail('look for "Subscribe" or "Get updates"'),
    webhook: webhook('look for "Subscribe" or "Get updates", and for webhooks among what it offers'),
  },
  leaving: [LEAVE_BY_MAIL, LEAVE_BY_WEBHOOK],
};

function mail(open: string, confirm = CONFIRM_IF_ASKED): Way {
  return { steps: [`open {page} and ${open}`, "enter {email}", confirm], after: [confirm] };
}

function webhook(open: string): Way {
  const steps = [`open {page} and ${open}`, "paste {webhook}", "enter {email} if it asks for one"];
  return { steps: [...steps, CONFIRM_IF_ASKED], after: [CONFIRM_IF_ASKED] };
}
