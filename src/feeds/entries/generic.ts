import { present } from "../../present.ts";
import type { Impact, Incident, IncidentStatus } from "../../types.ts";
import { impactOfComponent } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { componentStatus, impactOf, incidentStatus, wordIn } from "../wire/words.ts";
import type { PlainProduct } from "./plain.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { FeedEntry } from "./types.ts";

/** Where people plainly write a status: `[Resolved] …`, `Status: Resolved`, `Resolved: …`, `… Resolved`. */
const WRITTEN_WORDS: readonly RegExp[] = [
  /^(?:status:\s*)?\[\s*([a-z][a-z ]+?)\s*\]/i,
  /^status:\s*([a-z]+(?: progress)?)\b/i,
  /^([a-z]+(?: progress)?)(?=\s*(?:[:\n]|[-–—]\s|$))/i,
  /(?<!\bnot (?:yet |fully )?)\b(resolved|completed)\W*$/i,
  /\[\s*([a-z][a-z ]+?)\s*\]/i,
  /\b(scheduled) maintenance\b/i,
];
/** Where they write how grave it is: `Major: …`, `[Partial outage] …`, and below it `Severity: major`. */
const WRITTEN_IMPACTS: readonly RegExp[] = [
  /^\[\s*([a-z][a-z ]{2,30})\s*\]/i,
  /^([a-z][a-z ]{2,30}?)(?: incident| issue)?(?=\s*:|\s+[-–—]\s)/i,
];
const IMPACT_LINE = /^(?:severity|impact):[ \t]*([a-z][a-z ]{2,30})$/im;
const COMPONENTS_LINE = /^affected (?:components?|services?|products?):[ \t]*(\S.{0,1000})$/im;
/** A maintenance by its title, whatever its status. */
const MAINTENANCE =
  /^\[?\s*(?:(?:scheduled|planned|emergency) )?maintenance\s*(?:\]|:|[-–—]\s)|^(?:scheduled|planned|emergency) maintenance\b/i;
/** Of what is searched for words: enough for any title, and never laborious. */
const LONGEST_LINE = 200;
const LONGEST_TEXT = 10_000;
/** How the first post of an incident usually begins. No such phrase is taken to mean that it is over. */
const INVESTIGATING = /^we(?:'re| are) (?:currently |still |continuing to |actively )*investigat/i;

type Words = PlainProduct["words"];

/**
 * Anyone's feed: one update an entry. A status is taken where one is plainly written, and is unknown elsewhere; a
 * `product` has words of its own beside everyone's.
 */
export function genericEntry(entry: FeedEntry, product?: PlainProduct): Incident {
  const message = htmlToText(entry.html);
  const status = writtenStatus(entry.title, message, product?.words ?? {});
  const isMaintenance = MAINTENANCE.test(entry.title.slice(0, LONGEST_LINE));
  return singleUpdateIncident(entry, {
    word: status,
    status,
    ...(isMaintenance && { kind: "maintenance" }),
    message,
    impact: writtenImpact(entry.title, message),
    components: writtenComponents(message),
    ...present({ id: product?.code?.exec(entry.link ?? "")?.[1], startedAtMs: entry.publishedMs }),
  });
}

function writtenStatus(title: string, text: string, words: Words): IncidentStatus {
  const [firstLine = ""] = text.split("\n", 1);
  for (const line of [firstLine.slice(0, LONGEST_LINE), title.slice(-LONGEST_LINE)]) {
    for (const pattern of WRITTEN_WORDS) {
      const word = pattern.exec(line)?.[1];
      const own = wordIn(words, word).status;
      const status = own === "unknown" ? incidentStatus(word).status : own;
      if (status !== "unknown") return status;
    }
  }
  return INVESTIGATING.test(text) ? "investigating" : "unknown";
}

function writtenImpact(title: string, text: string): Impact {
  const start = title.slice(0, LONGEST_LINE);
  const words = WRITTEN_IMPACTS.map((pattern) => pattern.exec(start)?.[1]);
  for (const word of [...words, IMPACT_LINE.exec(text.slice(0, LONGEST_TEXT))?.[1]]) {
    const said = impactOf(word);
    const impact = said === "unknown" ? impactOfComponent(componentStatus(word).status) : said;
    if (impact !== "unknown" && impact !== "none") return impact;
  }
  return "unknown";
}

function writtenComponents(text: string): { name: string }[] {
  const list = COMPONENTS_LINE.exec(text.slice(0, LONGEST_TEXT))?.[1] ?? "";
  return list
    .split(",")
    .map((name) => ({ name: name.trim() }))
    .filter(({ name }) => name !== "");
}
