import { isOnHost } from "../../feeds/wire/address.ts";
import type { Snapshot } from "../../types.ts";
import type { AboutNotice } from "../types.ts";
import { isSentBy } from "./sender.ts";
import { noticeOf } from "./told.ts";
import type { Mail, MailFormat } from "./types.ts";
import { readWritten } from "./written.ts";

const SITE = "incident.io";
const HOST = "statuspage.incident.io";

/**
 * incident.io. Known is who sends them, `Acme (via incident.io) <no-reply@status.incident.io>`, and that the subject is
 * the incident's name; not how they are laid out. What they say is taken where it is written as in the page's feed, its
 * times never: the feed has them to the millisecond, and makes its ids of them.
 */
export const incidentio: MailFormat = {
  label: "a mail of incident.io's",
  proof: "unproven",
  recognises: (mail) =>
    isSentBy(mail, SITE) ||
    /\(via incident\.io\)$/i.test(mail.fromName ?? "") ||
    mail.links.some(({ url }) => isOnHost(url, HOST)),
  read: readIncidentio,
};

function readIncidentio(mail: Mail, about: AboutNotice): Snapshot | undefined {
  const written = readWritten(mail, { isBadge: true });
  if (!written) return undefined;
  const { word, message, ...rest } = written;
  return noticeOf({ ...rest, blocks: [{ shownAt: "", word, message }], hosts: [HOST] }, mail, about);
}
