import { hash } from "node:crypto";
import { cleanLine, truncate } from "../../text.ts";
import type { StatusEvent } from "../../types.ts";
import { alertKey } from "../alert.ts";
import { escapeHtml } from "../escape.ts";
import { composeMessage, type Message } from "../message.ts";

const LIMITS = { subject: 200, key: 512 } as const;

/** One mail, but for its sender and recipients. */
export interface Mail {
  readonly messageId: string;
  readonly references: readonly string[];
  readonly inReplyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * The mail about an event. Sent again it has the same id, by which mail servers drop repeats. `thread` is the id of the
 * first mail of the incident, which all later ones answer.
 */
export function composeMail(event: StatusEvent, domain: string, thread: string | undefined): Mail {
  const message = composeMessage(event);
  // Nobody ever sent it: all refer to it, so that they stay together even where the thread was lost.
  const topic = messageId(`topic ${alertKey(event, LIMITS.key)}`, domain);
  return {
    messageId: messageId(event.id, domain),
    references: thread ? [topic, thread] : [topic],
    ...(thread && { inReplyTo: thread }),
    subject: subjectOf(event, message),
    text: textOf(message),
    html: htmlOf(message),
  };
}

function messageId(text: string, domain: string): string {
  return `<${hash("sha256", text, "hex").slice(0, 40)}@${domain}>`;
}

/** The same for all mails of an incident: some programs (Gmail) thread by it too. How it stands begins the text. */
function subjectOf({ provider, incidentId }: StatusEvent, { headline, title }: Message): string {
  const subject = incidentId === undefined ? headline : `${cleanLine(provider)}: ${title}`;
  return truncate(subject, LIMITS.subject);
}

function textOf({ headline, title, text, fields, url }: Message): string {
  const facts = fields.map(({ name, value }) => `${name}: ${value}`).join("\n");
  return `${[headline, title, text, facts, url].filter(Boolean).join("\n\n")}\n`;
}

function htmlOf({ headline, title, text, fields, url, color }: Message): string {
  const rows = fields.map(
    ({ name, value }) =>
      `<tr><td style="padding-right:1em;color:#666">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  const paragraphs = text ? `<p>${escapeHtml(text).replaceAll("\n", "<br>\n")}</p>` : "";
  const link = url ? `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>` : "";
  return `<!doctype html>
<html><body style="font-family:sans-serif">
<div style="border-left:4px solid ${color};padding-left:1em">
<p><strong>${escapeHtml(headline)}</strong><br>
${escapeHtml(title)}</p>
${paragraphs}
<table>${rows.join("\n")}</table>
${link}
</div>
</body></html>
`;
}
