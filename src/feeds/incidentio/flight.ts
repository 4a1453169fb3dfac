/**
 * The data inside a page that Next.js rendered: calls of `self.__next_f.push([1,"…"])`, whose strings, put together,
 * are rows of JSON.
 */
const PUSH = "self.__next_f.push([1,";
/** More pushes than any page has. */
const MOST_PUSHES = 2_000;

/** All that a page's pushes hold, as one text. */
export function flightData(html: string): string {
  const parts: string[] = [];
  let at = html.indexOf(PUSH);
  while (at >= 0 && parts.length < MOST_PUSHES) {
    const start = at + PUSH.length;
    const literal = html[start] === '"' ? stringLiteral(html, start) : undefined;
    if (literal !== undefined) parts.push(parseText(literal));
    at = html.indexOf(PUSH, start + (literal?.length ?? 0));
  }
  return parts.join("");
}

/** The first value of `"key":{…}` in such data that `accepts` takes; its `$undefined` values are left out. */
export function flightValue(data: string, key: string, accepts: (value: unknown) => boolean): unknown {
  const mark = `"${key}":{`;
  for (let at = data.indexOf(mark); at >= 0; ) {
    const start = at + mark.length - 1;
    const end = endOfValue(data, start);
    const value = end === undefined ? undefined : parseValue(data.slice(start, end));
    if (accepts(value)) return value;
    // A value that never ends leaves nothing to look for behind it.
    at = end === undefined ? -1 : data.indexOf(mark, end);
  }
  return undefined;
}

function stringLiteral(text: string, start: number): string | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return text.slice(start, at + 1);
  }
  return undefined;
}

/** Where the braces opened at `start` are closed again. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at += (stringLiteral(text, at)?.length ?? text.length) - 1;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

function parseText(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return "";
  }
}

/** `$undefined` stands for nothing, `$1f` for what is written elsewhere, `$$` for a dollar. */
function parseValue(json: string): unknown {
  try {
    return JSON.parse(json, (_, value: unknown) => {
      if (typeof value !== "string" || !value.startsWith("$")) return value;
      return value.startsWith("$$") ? value.slice(1) : undefined;
    });
  } catch {
    return undefined;
  }
}
