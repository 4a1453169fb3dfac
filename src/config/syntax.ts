import { type Document, type LineCounter, visit, type YAMLError } from "yaml";
import type { Finding } from "./problems.ts";

type Code = YAMLError["code"];

/** Mistakes that leave no doubt about what belongs where: the rest of the file can be checked all the same. */
const LOCAL: ReadonlySet<Code> = new Set<Code>([
  "BAD_DQ_ESCAPE",
  "BAD_SCALAR_START",
  "MULTIPLE_DOCS",
  "NON_STRING_KEY",
  "TAG_RESOLVE_FAILED",
]);

const WORDS: Partial<Record<Code, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a value with ": " in it must stand in quotes',
  KEY_OVER_1024_CHARS: "a key of more than 1024 characters; is a colon misplaced?",
  MULTIPLE_DOCS: 'only one document can be read: remove this "---" or what is before it',
  NON_STRING_KEY: "a key must be plain text",
  RESOURCE_EXHAUSTION: "nested too deeply",
  TAB_AS_INDENT: "a tab cannot indent: use spaces",
};

/** What the YAML parser complains of, one mistake a line: those after the first on a line follow from it. */
export function syntaxFindings(document: Document.Parsed, lines: LineCounter) {
  const complaints = [...document.errors, ...document.warnings];
  const isExhausted = complaints.find((complaint) => complaint.code === "RESOURCE_EXHAUSTION");
  const findings = new Map<number, Finding>();
  for (const complaint of isExhausted ? [isExhausted] : complaints) {
    const offset = offsetOf(complaint, document);
    const { line } = lines.linePos(offset);
    if (!findings.has(line)) findings.set(line, { offset, message: reword(complaint) });
  }
  return {
    findings: [...findings.values()],
    isBroken: complaints.some((complaint) => !LOCAL.has(complaint.code)),
  };
}

/** The parser notices a missing quote at the end of the file; the place to look at is where it was opened. */
function offsetOf({ code, pos }: YAMLError, document: Document.Parsed): number {
  let offset = pos[0];
  if (code !== "MISSING_CHAR") return offset;
  visit(document, {
    Scalar(_, { type, range }) {
      if (type?.startsWith("QUOTE") && range?.[1] === pos[0]) offset = range[0];
    },
  });
  return offset;
}

function reword({ code, message }: YAMLError): string {
  const known = WORDS[code];
  if (known) return known;
  const plain = message
    .replace(/\bsequence item/i, "list item")
    .replace(/\bmapping items\b/, "keys of a map")
    .replace(/^Unexpected [\w-]+ token in YAML stream: /, "Unexpected ")
    .replace(/^Unexpected [\w-]+ at node end/, "Unexpected text after a value")
    .replace(
      /^Flow (map|sequence) in block collection must be sufficiently indented and end with a (.)/,
      "Missing $2, or it is not indented",
    )
    .replace(/^Missing closing (.)(quote)/, "Missing closing $1")
    .replace(/^(Plain value cannot start with .*)/, "$1: put it in quotes");
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}
