import PostalMime, { type Address, type Email } from "postal-mime";
import { asTime } from "../../feeds/wire/values.ts";
import { present } from "../../present.ts";
import { cleanLine, truncate } from "../../text.ts";
import { linesOfHtml, linesOfText, linksOfHtml, linksOfText } from "./body.ts";
import { originalOf, withoutPrefixes } from "./forwarded.ts";
import type { Link, Mail } from "./types.ts";

const LIMITS = { maxNestingDepth: 30, maxHeadersSize: 256 * 1024 };
/** Mails within a mail: one that was forwarded as an attachment, and then once more. */
const MOST_WITHIN = 3;
/** More than mails of a mebibyte have. The parser takes some microseconds for each, however short it is. */
const MOST_LINES = 50_000;
const LONGEST_LINE = 500;
const LONGEST_ADDRESS = 254;

/**
 * The mails that a message holds: those it has as attachments first, the innermost at the head, as what was forwarded is
 * what it is about. None of something that is not a mail.
 */
export async function parseMails(raw: Uint8Array, depth = 0): Promise<Mail[]> {
  const email = await parse(raw);
  if (!email) return [];
  const headers = headersOf(email);
  // What came back undelivered is not news.
  const isReport = /^multipart\/report\b/i.test(headers.get("content-type") ?? "");
  const within = depth < MOST_WITHIN && !isReport ? attachedMails(email) : [];
  const inner: Mail[] = [];
  for (const content of within.slice(0, MOST_WITHIN)) inner.push(...(await parseMails(content, depth + 1)));
  return [...inner, mailOf(email, headers)];
}

async function parse(raw: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(firstLines(raw), { ...LIMITS, forceRfc822Attachments: true });
  } catch {
    // Nested too deeply, or nothing but headers: no status page sends that.
    return undefined;
  }
}

function firstLines(raw: Uint8Array): Uint8Array {
  let end = -1;
  for (let lines = 0; lines < MOST_LINES; lines++) {
    end = raw.indexOf(0x0a, end + 1);
    if (end < 0) return raw;
  }
  return raw.subarray(0, end);
}

function attachedMails(email: Email): Uint8Array[] {
  return email.attachments.flatMap(({ mimeType, content }) => {
    if (mimeType !== "message/rfc822" || typeof content === "string") return [];
    return [new Uint8Array(content)];
  });
}

function headersOf(email: Email): Map<string, string> {
  const headers = new Map<string, string>();
  for (const { key, value } of email.headers) if (!headers.has(key)) headers.set(key, value);
  return headers;
}

function mailOf(email: Email, headers: ReadonlyMap<string, string>): Mail {
  const { text, html } = email;
  const links = [...(text ? linksOfText(text) : []), ...(html ? linksOfHtml(html) : [])];
  return originalOf({
    subject: withoutPrefixes(line(email.subject ?? "", LONGEST_LINE)),
    headers,
    bodies: [...(text ? [linesOfText(text)] : []), ...(html ? [linesOfHtml(html)] : [])],
    links: uniqueLinks(links),
    ...present({ ...senderOf(email.from), sentAtMs: asTime(email.date) }),
  });
}

function senderOf(from: Address | undefined): { from?: string | undefined; fromName?: string | undefined } {
  const mailbox = from?.group ? from.group[0] : from;
  return {
    from: line(mailbox?.address ?? "", LONGEST_ADDRESS).toLowerCase() || undefined,
    fromName: line(mailbox?.name ?? "", LONGEST_LINE) || undefined,
  };
}

/** Encoded words can hold line ends and control characters. */
function line(text: string, longest: number): string {
  return truncate(cleanLine(text.slice(0, 2 * longest)), longest);
}

/** Plain text and HTML have the same links. */
function uniqueLinks(links: readonly Link[]): Link[] {
  const seen = new Set<string>();
  return links.filter(({ url, text }) => {
    const key = `${url.href} ${text}`;
    return !seen.has(key) && seen.add(key);
  });
}
