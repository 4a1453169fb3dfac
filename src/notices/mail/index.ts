import { present } from "../../present.ts";
import type { AboutNotice } from "../types.ts";
import { confirmationLink } from "./confirmation.ts";
import { generic } from "./generic.ts";
import { incidentio } from "./incidentio.ts";
import { parseMails } from "./mime.ts";
import { openstatus } from "./openstatus.ts";
import { statuspage } from "./statuspage/index.ts";
import type { Mail, MailFormat, MailNotice } from "./types.ts";

/** Tried in this order; the generic one takes what is left. */
export const MAIL_FORMATS = {
  statuspage,
  incidentio,
  openstatus,
  generic,
} as const satisfies Record<string, MailFormat>;

export type MailFormatName = keyof typeof MAIL_FORMATS;
const NAMES = Object.keys(MAIL_FORMATS) as MailFormatName[];

/**
 * What a mail to the address of a provider's says: news of an incident, a question whether to confirm a subscription, or
 * something else. `raw`: as it was sent, RFC 5322; whatever it is, nothing is thrown.
 */
export async function readMail(raw: Uint8Array, about: AboutNotice): Promise<MailNotice> {
  const mails = await parseMails(raw);
  for (const mail of mails) {
    const notice = readNotice(mail, about);
    if (notice) return notice;
  }
  for (const mail of mails) {
    const url = confirmationLink(mail);
    if (url) return { kind: "confirmation", url, ...senderAndSubject(mail) };
  }
  const outermost = mails.at(-1);
  return { kind: "other", ...(outermost ? senderAndSubject(outermost) : { subject: "" }) };
}

function readNotice(mail: Mail, about: AboutNotice): MailNotice | undefined {
  for (const name of NAMES) {
    const format: MailFormat = MAIL_FORMATS[name];
    const snapshot = format.recognises(mail, about) ? format.read(mail, about) : undefined;
    if (snapshot) return { kind: "notice", format: name, snapshot };
  }
  return undefined;
}

function senderAndSubject({ subject, from }: Mail): { readonly subject: string; readonly from?: string } {
  return { subject, ...present({ from }) };
}
