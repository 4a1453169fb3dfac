import fc from "fast-check";
import { hostileText, MARKUP_NAMES, type MarkupName } from "./hostile.ts";
import { changeJson, type JsonChange, MOST_GROWN, place } from "./json-changes.ts";

/** A change of a document in XML or HTML; `at` chooses a tag in it, whatever its size. */
export type MarkupChange =
  | { readonly at: number; readonly insert: MarkupName }
  /** In place of what follows the tag, up to the next. */
  | { readonly at: number; readonly text: MarkupName }
  | { readonly at: number; readonly written: string }
  | { readonly at: number; readonly attribute: MarkupName }
  /** The element, so often in its place; not at all: it is cut. */
  | { readonly at: number; readonly times: number }
  | { readonly at: number; readonly tag: "cut" | "twice" | "renamed" }
  | { readonly at: number; readonly elementOf: number };

const name = fc.constantFrom(...MARKUP_NAMES);

export const markupChange: fc.Arbitrary<MarkupChange> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ at: place, insert: name }) },
  { weight: 4, arbitrary: fc.record({ at: place, text: name }) },
  { weight: 2, arbitrary: fc.record({ at: place, written: fc.string({ unit: "binary", maxLength: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ at: place, attribute: name }) },
  { weight: 3, arbitrary: fc.record({ at: place, times: fc.constantFrom(0, 2, 50, 3_000) }) },
  { weight: 2, arbitrary: fc.record({ at: place, tag: fc.constantFrom("cut", "twice", "renamed") }) },
  { weight: 2, arbitrary: fc.record({ at: place, elementOf: place }) },
);

interface Span {
  readonly start: number;
  readonly end: number;
}

export function changeMarkup(body: string, changes: readonly MarkupChange[]): string {
  return changes.reduce(apply, body);
}

function apply(body: string, change: MarkupChange): string {
  const tags = tagsIn(body);
  const pick = (at: number): Span => tags[at % tags.length] ?? { start: 0, end: 0 };
  const tag = pick(change.at);
  const after: Span = {
    start: tag.end,
    end: tags.find(({ start }) => start >= tag.end)?.start ?? body.length,
  };
  if ("insert" in change) return splice(body, { ...tag, end: tag.start }, hostileText(change.insert));
  if ("text" in change) return splice(body, after, hostileText(change.text));
  if ("written" in change) return splice(body, after, change.written);
  if ("attribute" in change) {
    const changed = body
      .slice(tag.start, tag.end)
      .replace(/"[^"]*"/, () => `"${hostileText(change.attribute)}"`);
    return splice(body, tag, changed);
  }
  if ("tag" in change) return splice(body, tag, changedTag(body.slice(tag.start, tag.end), change.tag));
  const element = elementAt(body, tag);
  if ("elementOf" in change)
    return splice(body, element, textOf(body, elementAt(body, pick(change.elementOf))));
  const copy = textOf(body, element);
  const most = Math.max(1, Math.floor((MOST_GROWN - body.length) / Math.max(copy.length, 1)));
  return splice(body, element, copy.repeat(Math.min(change.times, most)));
}

function changedTag(tag: string, how: "cut" | "twice" | "renamed"): string {
  if (how === "cut") return "";
  return how === "twice" ? tag + tag : tag.replace(/[a-zA-Z]/, "x");
}

function tagsIn(body: string): Span[] {
  return [...body.matchAll(/<[^<>]*>/g)].map(({ index, 0: tag }) => ({
    start: index,
    end: index + tag.length,
  }));
}

/** From its opening tag to the next that closes one of its name, or the tag alone. */
function elementAt(body: string, tag: Span): Span {
  const tagName = /^<([a-zA-Z][^\s<>/]*)/.exec(body.slice(tag.start, tag.end))?.[1];
  const closing = tagName === undefined ? -1 : body.indexOf(`</${tagName}>`, tag.end);
  return closing < 0 ? tag : { start: tag.start, end: closing + `</${tagName}>`.length };
}

function textOf(body: string, { start, end }: Span): string {
  return body.slice(start, end);
}

function splice(body: string, { start, end }: Span, insert: string): string {
  return body.length + insert.length > 2 * MOST_GROWN
    ? body
    : body.slice(0, start) + insert + body.slice(end);
}

/** The scripts of a web page that are JSON, or hold some: what lies between their first and last bracket. */
function embeddedJson(page: string): Span[] {
  return [...page.matchAll(/<script\b[^<>]*>/g)].flatMap(({ index, 0: tag }) => {
    const start = index + tag.length;
    const script = page.slice(start, Math.max(start, page.indexOf("</script", start)));
    const first = script.search(/[[{]/);
    const last = Math.max(script.lastIndexOf("]"), script.lastIndexOf("}"));
    if (first < 0 || last < first) return [];
    const span = { start: start + first, end: start + last + 1 };
    return changeJson(textOf(page, span), []) === undefined ? [] : [span];
  });
}

export function hasEmbeddedJson(page: string): boolean {
  return embeddedJson(page).length > 0;
}

/** One of the documents in JSON that a web page holds, changed. */
export function changeEmbedded(page: string, at: number, changes: readonly JsonChange[]): string {
  const spans = embeddedJson(page);
  const span = spans[at % spans.length];
  return span ? splice(page, span, changeJson(textOf(page, span), changes) ?? "") : page;
}
