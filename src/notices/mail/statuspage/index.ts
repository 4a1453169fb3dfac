import { isOnHost } from "../../../feeds/wire/address.ts";
import { incidentStatus, isMaintenanceStatus } from "../../../feeds/wire/words.ts";
import type { Snapshot } from "../../../types.ts";
import type { AboutNotice } from "../../types.ts";
import { noticeOf } from "../told.ts";
import type { Mail, MailFormat } from "../types.ts";
import { type Body, readBody } from "./body.ts";

/**
 * Atlassian Statuspage. A mail tells of one update: a head that says its status, the text, `Time posted`, the components.
 * It is read by these marks, which its plain text and its HTML have in common. A real mail of a confirmation was there to
 * be seen; of incidents only what programs look for that read them.
 */
export const statuspage: MailFormat = {
  label: "a mail of Statuspage's",
  proof: "unproven",
  recognises: isOfStatuspage,
  read: readStatuspage,
};

const [HOST, SHORT_HOST] = ["statuspage.io", "stspg.io"];
/** `Acme Incident - Slow logins - 3 November 2025`. */
const SUBJECT = /^(?:.{1,200}? )??(incident|(?:scheduled )?maintenance)(?: update| reminder)? - (.+)$/i;
/** Of old: `[Acme status] Investigating: Slow logins`. */
const OLD_SUBJECT = /^\[.{1,200}? status\] (?:[a-z][a-z ]{1,20}: )?(.+)$/i;
const DAY_AFTER = / [-–] \d{1,2} [a-z]{3,9} \d{4}$/i;

/** A page may send its mails under its own name; what gives them their ids, and their links, are the same. */
function isOfStatuspage({ from, headers, links }: Mail): boolean {
  const isSender = [from, headers.get("message-id")].some((id) => /@statuspage\.io>?\s*$/i.test(id ?? ""));
  return isSender || links.some(({ url }) => isOnHost(url, HOST, SHORT_HOST) || isUnsubscribing(url));
}

function isUnsubscribing(url: URL): boolean {
  return url.pathname === "/" && /^[a-z0-9]{12}$/.test(url.searchParams.get("unsubscribe") ?? "");
}

function readStatuspage(mail: Mail, about: AboutNotice): Snapshot | undefined {
  const body = mail.bodies.map(readBody).find((one) => one !== undefined);
  if (!body) return undefined;
  const { heading, blocks, affected, isNew } = body;
  return noticeOf(
    {
      title: titleOf(mail.subject, heading),
      kind: isMaintenance(mail.subject, body) ? "maintenance" : "incident",
      blocks,
      affected,
      isFromStart: isNew,
      hosts: [HOST],
      shortHost: SHORT_HOST,
    },
    mail,
    about,
  );
}

function isMaintenance(subject: string, body: Body): boolean {
  const isSaid = body.isMaintenance || /maintenance/i.test(SUBJECT.exec(subject)?.[1] ?? "");
  return isSaid || body.blocks.some(({ word }) => isMaintenanceStatus(incidentStatus(word).status));
}

/** As the subject has it; without the day that it ends in, unless the mail calls the incident so. */
function titleOf(subject: string, heading: string): string {
  const title = SUBJECT.exec(subject)?.[2] ?? OLD_SUBJECT.exec(subject)?.[1];
  if (title === undefined) return heading || subject;
  return title === heading ? title : title.replace(DAY_AFTER, "");
}
