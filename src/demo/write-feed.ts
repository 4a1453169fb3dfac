import { statusLabel } from "../render/words.ts";
import type { PageNow, Post, ScriptedIncident } from "./types.ts";

/** A Statuspage Atom feed: an entry an incident, its updates as an HTML list without a year. */
export function writeStatuspageAtom(page: PageNow): string {
  return writeAtom(page, page.name, (incident) => {
    const [published, updated] = [newest(incident, page), newest(incident, page)];
    return `<published>${published}</published><updated>${updated}</updated><content type="html">${escapeXml(listOf(incident, page))}</content>`;
  });
}

/** An incident.io Atom feed: of each incident the newest update only. */
export function writeIncidentioAtom(page: PageNow): string {
  return writeAtom(page, `${page.name} status`, (incident) => {
    const { status, message } = incident.posts.at(-1) as Post;
    const list = incident.components.map((name) => `<li>${name} (Degraded performance)</li>`).join("");
    const html = `<b>Status: ${statusLabel(status)}</b><br/><br/>${message}<br/><br/><b>Affected components</b><ul>${list}</ul>`;
    return `<updated>${newest(incident, page)}</updated><content type="html"><![CDATA[${html}]]></content>`;
  });
}

/** A Statuspage RSS feed. */
export function writeStatuspageRss(page: PageNow): string {
  const items = page.incidents.map((incident) => {
    const link = linkOf(incident, page);
    const date = new Date(newest(incident, page)).toUTCString();
    const description = `<![CDATA[${listOf(incident, page)}]]>`;
    return `<item><title>${escapeXml(incident.title)}</title><description>${description}</description><pubDate>${date}</pubDate><link>${link}</link><guid>${link}</guid></item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>${page.name} Status - Incident History</title><link>${page.origin}</link><description>Statuspage</description>${items.join("")}</channel></rss>`;
}

function writeAtom(page: PageNow, title: string, body: (incident: ScriptedIncident) => string): string {
  const entries = page.incidents.map((incident) => {
    const link = linkOf(incident, page);
    return `<entry><id>${link}</id><link rel="alternate" type="text/html" href="${link}"/><title>${escapeXml(incident.title)}</title>${body(incident)}</entry>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>${page.origin}/</id><title>${title}</title><link rel="alternate" type="text/html" href="${page.origin}"/>${entries.join("")}</feed>`;
}

function listOf(incident: ScriptedIncident, page: PageNow): string {
  const paragraph = (post: Post) => {
    const [, day, month, , time] = new Date(page.timeOf(post)).toUTCString().replace(",", "").split(" ");
    const shown = `${month} <var data-var='date'>${day}</var>, <var data-var='time'>${time?.slice(0, 5)}</var> UTC`;
    return `<p><small>${shown}</small><br><strong>${statusLabel(post.status)}</strong> - ${post.message}</p>`;
  };
  return incident.posts.map(paragraph).reverse().join("");
}

function newest(incident: ScriptedIncident, page: PageNow): string {
  return new Date(page.timeOf(incident.posts.at(-1) as Post)).toISOString();
}

function linkOf(incident: ScriptedIncident, page: PageNow): string {
  return `${page.origin}/incidents/${incident.id}`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
