import { z } from "zod";

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

/** zod's complaints in words of ours. What a schema says for itself goes before them. */
export const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "too_small":
      return limit(issue.origin, "at least", issue.minimum);
    case "too_big":
      return limit(issue.origin, "at most", issue.maximum);
    case "invalid_format":
      return issue.format === "url"
        ? "expected an address such as https://example.com"
        : "is not in the right form";
    case "unrecognized_keys":
      // Only the keys that there are: the unknown ones become a problem each, with a suggestion among these.
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(" ") : "";
    default:
      return "is not in the right form";
  }
};

function limit(origin: string, relation: string, amount: number | bigint): string {
  if (origin === "string" && relation === "at least" && amount === 1) return "must not be empty";
  if (origin === "string") return `must have ${relation} ${amount} characters`;
  if (origin === "array") return `must have ${relation} ${amount} entries`;
  return `must be ${relation} ${amount}`;
}
