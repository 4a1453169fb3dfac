import { z } from "zod";
import { secretUrl } from "../config/option-fields.ts";
import type { StatusEvent } from "../types.ts";
import { deliveryOf, type Hints, httpConsumer } from "./http.ts";
import { bodyOf, composeMessage, type Message, type Severity } from "./message.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  url: secretUrl(
    'Address of a workflow that begins with "When a Teams webhook request is received" (template "Send webhook alerts to a channel").',
  ),
});

/** Teams takes about 28 KB, of which the workflow's own envelope is a part. */
const MAX_BYTES = 20_000;
const TEXT_LENGTH = 8_000;
/** Each line is an element; a text of nothing but line ends must not be all of the card. */
const MAX_LINES = 80;

/** Cards in Microsoft Teams, by a workflow. A workflow does not say which message it made, so each update is its own. */
export const msteamsConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { url }, context) {
    return httpConsumer(name, context, async (event, post) =>
      deliveryOf(await post(url, { body: teamsMessage(event) }), HINTS),
    );
  },
};

function teamsMessage(event: StatusEvent): object {
  const message = composeMessage(event);
  for (let length = TEXT_LENGTH; ; length = Math.floor(length / 2)) {
    const body = envelope(message, bodyOf(message, length));
    if (length < 100 || Buffer.byteLength(JSON.stringify(body)) <= MAX_BYTES) return body;
  }
}

function envelope(message: Message, text: string): object {
  const { symbol, headline, title, summary, severity, fields, url } = message;
  const head = [richText([run(`${symbol} ${headline}`, { weight: "Bolder", size: "Medium" })])];
  const about = text === title ? [] : [richText([run(title, { weight: "Bolder" })])];
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText: summary,
    msteams: { width: "Full" },
    body: [
      { type: "Container", style: STYLES[severity], bleed: true, items: head },
      ...about,
      ...linesOf(text),
      ...fields.map(({ name, value }) =>
        richText([run(`${name}: `, { weight: "Bolder" }), run(value.slice(0, 500))], "Small"),
      ),
    ],
    ...(url && { actions: [{ type: "Action.OpenUrl", title: "Open status page", url }] }),
  };
  return {
    type: "message",
    attachments: [
      { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card },
    ],
  };
}

/** One element a line: a line end within a run is shown as a blank. */
function linesOf(text: string): object[] {
  const lines = text.split("\n");
  const shown = [...lines.slice(0, MAX_LINES), lines.slice(MAX_LINES).join(" ")];
  return shown.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const isParagraph = index === 0 || shown[index - 1]?.trim() === "";
    return [richText([run(line)], isParagraph ? "Default" : "None")];
  });
}

/** Text blocks and facts read Markdown; the runs of a RichTextBlock do not, so nothing in them is markup. */
function richText(inlines: readonly object[], spacing = "Default"): object {
  return { type: "RichTextBlock", spacing, inlines };
}

function run(text: string, look: Readonly<Record<string, string>> = {}): object {
  return { type: "TextRun", text, ...look };
}

const STYLES: Readonly<Record<Severity, string>> = {
  ok: "good",
  maintenance: "accent",
  minor: "warning",
  major: "attention",
  critical: "attention",
  unknown: "emphasis",
};

const HINTS: Hints = {
  400: "check the workflow: it must post the card it is given",
  401: 'the workflow asks for a login: let "Anyone" trigger it',
  403: 'the workflow asks for a login: let "Anyone" trigger it',
  404: "the workflow was deleted or turned off",
};
