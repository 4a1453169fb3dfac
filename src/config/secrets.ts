import { isPair, isScalar, type Pair, visit } from "yaml";
import type { Path, Source } from "./source.ts";

const SECRET_KEY = /token|secret|passw|authorization|cookie|credential|webhook|api.?key|[-_]key$/i;
const USER_INFO = /(?<=:\/\/)[^/@\s"']+(?=@)/g;

/**
 * Whether what stands at `path` may be a secret: headers, and what consumers are given to log in with. `options` are
 * those of consumers that are known to be secrets.
 */
export function isSecret(path: Path, options: ReadonlySet<string> = new Set()): boolean {
  const last = String(path.at(-1));
  if (path.slice(0, -1).includes("headers") || SECRET_KEY.test(last)) return true;
  return path[0] === "consumers" && (/url$/i.test(last) || options.has(last));
}

/** The text with every secret that is written in it starred out, each character in its place. */
export function maskSecrets({ text, document }: Source, options?: ReadonlySet<string>): string {
  const ranges: [start: number, end: number][] = [];
  visit(document, {
    Scalar(key, { range, source }, ancestors) {
      if (key === "key" || !range || source?.includes("${")) return;
      if (isSecret(ancestors.filter(isPair).map(keyOf), options)) ranges.push([range[0], range[1]]);
    },
  });
  let masked = "";
  let end = 0;
  for (const [from, to] of ranges) {
    masked += text.slice(end, from) + stars(text.slice(from, to));
    end = to;
  }
  return (masked + text.slice(end)).replace(USER_INFO, stars);
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : "";
}

/** Line breaks are kept, so that lines and columns stay what they are. */
function stars(secret: string): string {
  return secret.replace(/[^\r\n]/g, "*");
}
