/** Steps that several products have in common. */
export const CONFIRM = "open the mail that comes to {email} and follow its link; until then nothing is sent";
export const CONFIRM_IF_ASKED = "if a mail comes to {email}, follow its link";
export const FAILURES_BY_MAIL = "look for a mail to {email}: that is where it writes when the webhook fails";
export const LEAVE_BY_MAIL = "a mail: follow the link to unsubscribe at its foot, or give it as --link";
export const LEAVE_BY_WEBHOOK =
  "a webhook: what it sends has a link at meta.unsubscribe; open it, or give it as --link";

/** The words of a step with what its placeholders stand for. */
export function fillIn(step: string, values: Readonly<Record<string, string>>): string {
  return step.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
