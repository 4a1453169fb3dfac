import type { ComponentRef, Impact, Incident } from "../../types.ts";
import { impactOfComponent, worseImpact } from "../../types.ts";
import { elementName, type HtmlNode, parseHtml, textOf } from "../wire/html.ts";
import { componentStatus, incidentStatus } from "../wire/words.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * incident.io: the entry is an incident, its content the newest update only: `<b>Status: Word</b>`, the text,
 * then `<b>Affected components</b>` with a list that is in another order, and has repeats, from one fetch to the next.
 */
export const incidentio: Dialect = {
  name: "incident.io",
  signs: { generator: /^incident\.io\b/i },
  isKnownByContent: true,
  read: readEntry,
  withoutOrder,
};

function readEntry(entry: FeedEntry): Incident | undefined {
  const nodes = parseHtml(entry.html);
  const headAt = nodes.findIndex((node) => elementName(node) === "b");
  const head = nodes[headAt];
  const word = head && /^Status: (.+)$/.exec(textOf([head]))?.[1];
  if (!word) return undefined;
  const rest = nodes.slice(headAt + 1);
  const listAt = rest.findIndex(
    (node) => elementName(node) === "b" && textOf([node]) === "Affected components",
  );
  const body = listAt < 0 ? rest : rest.slice(0, listAt);
  const affected = listAt < 0 ? [] : readComponents(rest.slice(listAt + 1));
  return singleUpdateIncident(entry, {
    word: word.toLowerCase(),
    ...incidentStatus(word),
    message: textOf(body),
    impact: worst(affected),
    components: affected.map(({ name }) => ({ name })),
  });
}

/** A whole text in HTML, the post itself no more than text and line breaks: then the list can be nothing else. */
const WITH_LIST =
  /(<(?:(?:content|summary) type="html"|description|content:encoded)><!\[CDATA\[<b>Status: [^<>]{1,100}<\/b>[^<>]*(?:<br ?\/?>[^<>]*)*<b>Affected components<\/b>\s*<ul>)((?:\s*<li>[^<>]*<\/li>)*)\s*<\/ul>\]\]><\//g;

function withoutOrder(xml: string): string {
  return xml.replace(WITH_LIST, (whole, before: string, list: string) => {
    const items = list.split("</li>").map((item) => item.trim());
    const last = items.pop();
    // One that is empty, or of two lines, is read with those beside it.
    const areApart = last === "" && items.every((item) => /^<li>.*\S$/.test(item));
    return areApart ? before + [...new Set(items)].sort().join("") : whole;
  });
}

interface Affected extends ComponentRef {
  readonly impact: Impact;
}

function readComponents(nodes: readonly HtmlNode[]): Affected[] {
  const byName = new Map<string, Affected>();
  for (const line of textOf(nodes).split("\n")) {
    const match = /^- (.+?)(?: \(([^()]+)\))?$/.exec(line.trim());
    if (!match?.[1]) continue;
    const impact = impactOfComponent(componentStatus(match[2]).status);
    // Components of several groups may share a name: the graver counts.
    byName.set(match[1], {
      name: match[1],
      impact: worseImpact(impact, byName.get(match[1])?.impact ?? "unknown"),
    });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All operational again says that it is over, not that it was harmless. */
function worst(affected: readonly Affected[]): Impact {
  const impact = affected.map((component) => component.impact).reduce(worseImpact, "unknown");
  return impact === "none" ? "unknown" : impact;
}
