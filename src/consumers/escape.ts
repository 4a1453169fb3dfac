import { truncate } from "../text.ts";

/** Text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => HTML[char] ?? char);
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for Slack, Google Chat and Telegram, whose tags, links and mentions all begin with `<`. */
export function escapeTags(text: string): string {
  return text.replace(/[&<>]/g, (char) => HTML[char] ?? char);
}

// An address with nothing in it that could be markup but what addresses really have; so it stays one to click.
const ADDRESS = /(https?:\/\/[\w\-./?=&%#+,;~:]+)/;
const MARKUP = /[\\`*_~|<>[\]#]/g;

/** Text for the Markdown of chats (Discord, Mattermost): nothing in it is markup; addresses stay as they are. */
export function escapeMarkdown(text: string): string {
  const parts = text.split(ADDRESS);
  const escaped = parts
    .map((part, index) => (index % 2 === 1 ? part : part.replace(MARKUP, "\\$&")))
    .join("");
  // At the beginning of a line these make lists, rules and headings.
  return escaped.replace(/^(\d*)([-+=.)])/gm, "$1\\$2");
}

/** Text in which no `@name` is one: a zero-width word joiner stands after the sign. */
export function withoutMentions(text: string): string {
  return text.replaceAll("@", "@\u2060");
}

/** Escapes as much of a text as fits into `limit` characters when escaped, with an ellipsis where it was cut. */
export function escapeWithin(text: string, limit: number, toSafe: (text: string) => string): string {
  let length = Math.min(text.length, limit);
  for (;;) {
    const escaped = toSafe(truncate(text, length));
    if (escaped.length <= limit) return escaped;
    // Always at least one less, so this ends.
    length = Math.max(Math.floor((length * limit) / escaped.length), 1);
  }
}
