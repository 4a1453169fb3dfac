import { htmlToText } from "../wire/html.ts";
import { asRecord, asString } from "../wire/values.ts";

/** The English text of a token, as plain text; the times it stands for are put in. */
export type Texts = (token: unknown, span: Span) => string;

/** When an event began and ended, or is planned to. */
export interface Span {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
}

/** Events hold tokens only: the words stand once for all of them, by language. */
export function textsOf(messages: unknown): Texts {
  const english = asRecord(asRecord(messages)?.["en"]) ?? {};
  return (token, { startMs, endMs }) => {
    const key = asString(token) ?? "";
    const text = Object.hasOwn(english, key) ? asRecord(english[key]) : undefined;
    return htmlToText(asString(text?.["htmlMessage"]) ?? asString(text?.["textMessage"]) ?? "")
      .replaceAll("{startDateTime}", shown(startMs))
      .replaceAll("{endDateTime}", shown(endMs));
  };
}

/** "2026-03-02 14:00 UTC" */
function shown(ms: number | undefined): string {
  return ms === undefined ? "?" : `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
