import { asTime } from "../../feeds/wire/values.ts";
import { present } from "../../present.ts";
import type { Lines, Mail } from "./types.ts";

/** What replies, forwards and mail gateways put before a subject, one after another. */
const PREFIX =
  /^(?:(?:re|fw|fwd|aw|wg|tr|rv|i)(?:\[\d+\])?\s*:|\[(?:external|ext|extern|caution|spam)(?:[ -](?:e-?mail|sender))?\]:?|external(?: e-?mail)?:|\*+\s*external\s*\*+)\s*/i;
const MOST_PREFIXES = 10;

/** The head that mail programs write over what they forward, each in its own order. */
const FIELD = /^\*?(from|sent|date|subject|to|cc|reply-to):\*?\s*(.*)$/i;
const MOST_FIELDS = 8;

export function withoutPrefixes(subject: string): string {
  let rest = subject.trim();
  for (let count = 0; count < MOST_PREFIXES; count++) {
    const next = rest.replace(PREFIX, "");
    if (next === rest) break;
    rest = next;
  }
  return rest || subject;
}

/** The mail that was forwarded within the text of another, as it was; a mail that forwards none as it is. */
export function originalOf(mail: Mail): Mail {
  const parts = mail.bodies.map(forwardedPart);
  const head = parts.find((part) => part !== undefined)?.head;
  if (!head) return mail;
  const sender = senderOf(head.get("from") ?? "");
  return {
    ...mail,
    subject: withoutPrefixes(head.get("subject") ?? "") || mail.subject,
    bodies: mail.bodies.map((lines, index) => parts[index]?.lines ?? lines),
    ...present({ sentAtMs: asTime(head.get("date") ?? head.get("sent")) }),
    ...sender,
  };
}

interface Forwarded {
  /** Fields of its head by lower-case name. */
  readonly head: ReadonlyMap<string, string>;
  readonly lines: Lines;
}

/** The last of a text that was forwarded several times. */
function forwardedPart(lines: Lines): Forwarded | undefined {
  const bare = lines.map((line) => line.replace(/^(?:> ?)+/, "").trim());
  for (let at = bare.length - 1; at >= 0; at--) {
    if (FIELD.exec(bare[at] ?? "")?.[1]?.toLowerCase() !== "from") continue;
    const head = headAt(bare, at);
    const isHead = head.has("subject") && (head.has("date") || head.has("sent"));
    if (isHead) return { head, lines: bare.slice(at + head.size) };
  }
  return undefined;
}

function headAt(lines: Lines, at: number): Map<string, string> {
  const head = new Map<string, string>();
  for (const line of lines.slice(at, at + MOST_FIELDS)) {
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    if (!name || head.has(name.toLowerCase())) break;
    head.set(name.toLowerCase(), value);
  }
  return head;
}

/** `OpenAI (via incident.io) <no-reply@status.incident.io>`, as programs write it into a text. */
function senderOf(text: string): { from?: string; fromName?: string } {
  const address = /[^\s<>:[\]()"']+@[^\s<>:[\]()"']+/.exec(text.slice(0, 500));
  if (!address) return {};
  const name = text
    .slice(0, address.index)
    .replace(/[<["'*]+|mailto:/g, "")
    .trim();
  return { from: address[0].toLowerCase(), ...(name && { fromName: name }) };
}
