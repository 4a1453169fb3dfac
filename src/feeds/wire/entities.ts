const OTHER = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** Text with the entities that every XML has decoded; undefined where anything else begins as one does. */
export function decodeEntities(text: string): string | undefined {
  if (!text.includes("&")) return text;
  if (OTHER.test(text)) return undefined;
  // One after the other takes a third of what a function called for each does. The sign itself comes last: what it is
  // put before then is text.
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, "&");
}
