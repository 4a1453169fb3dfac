import { incidentCode } from "../../feeds/entries/incident-code.ts";
import type { AboutNotice } from "../types.ts";
import { isOfPage, noticeOf } from "./told.ts";
import type { Mail, MailFormat } from "./types.ts";
import { readWritten } from "./written.ts";

/** Products whose mails nobody described, and on whose hosts their pages are. */
const HOSTS: readonly string[] = [
  "instatus.com",
  "betterstack.com",
  "betteruptime.com",
  "status.io",
  "statuspal.io",
  "statuspal.eu",
  "hund.io",
  "statuscast.com",
  "sorryapp.com",
  "uptimerobot.com",
  "hyperping.app",
  "onlineornot.com",
];
const UNSUBSCRIBES = /unsubscri|subscri(?:ber|ption)|opt-?out/i;

/**
 * Any status page's. Read only where a status is plainly written, in the subject or as `Status: …`, and where the mail is
 * plainly to a subscriber of the page: it links to an incident on the page, or has a link there to unsubscribe.
 */
export const generic: MailFormat = {
  label: "a mail of a status page's",
  proof: "unproven",
  recognises: (mail, { pageUrl }) => isToSubscriber(mail, pageUrl),
  read(mail, about) {
    const written = readWritten(mail, { isBadge: false });
    if (!written) return undefined;
    const { word, message, ...rest } = written;
    return noticeOf({ ...rest, blocks: [{ shownAt: "", word, message }], hosts: HOSTS }, mail, about);
  },
};

function isToSubscriber({ links, headers }: Mail, pageUrl: AboutNotice["pageUrl"]): boolean {
  const [unsubscribe] = /https?:\/\/[^<>\s]{1,2000}/i.exec(headers.get("list-unsubscribe") ?? "") ?? [];
  const isListed = unsubscribe && URL.canParse(unsubscribe) && isOfPage(new URL(unsubscribe), pageUrl, HOSTS);
  return (
    Boolean(isListed) ||
    links.some(({ url }) => {
      const isAbout = incidentCode(url.href) !== undefined || UNSUBSCRIBES.test(url.pathname + url.search);
      return isAbout && isOfPage(url, pageUrl, HOSTS);
    })
  );
}
