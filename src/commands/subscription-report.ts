import type { Proof } from "../feeds/types.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { conceal } from "../secrets.ts";
import type { Verdict } from "../subscriptions/answer.ts";
import type { FormRequest } from "../subscriptions/request.ts";
import type { Channel, Vendor } from "../subscriptions/types.ts";
import { cleanLine, truncate } from "../text.ts";
import type { CommandContext } from "./types.ts";

/** What a command about subscriptions did, and what it left to do. */
export interface Report {
  readonly provider: Provider;
  /** Whose words the steps are; absent: nobody's. */
  readonly vendor?: Vendor;
  readonly channel?: Channel;
  readonly outcome: Verdict["outcome"] | "by-hand" | "dry-run";
  /** What was sent where, or with `--dry-run` would be. */
  readonly request?: Pick<FormRequest, "url" | "fields">;
  readonly says?: string;
  readonly why?: string;
  /** What a person has to do, in order. */
  readonly steps: readonly string[];
  /** What must not be shown, and what stands in its place. */
  readonly hidden?: { readonly value: string; readonly reference: string };
}

/** No address of a webhook is longer. */
const LONGEST_VALUE = 2_000;

const PROOFS: Readonly<Record<Proof, string>> = {
  captured: "",
  documented: ", as its documentation has it",
  unproven: ", which is not proved",
};

/** 0 where the page was asked and did not refuse, or nothing was to be sent; else 1: a person has to do something. */
export function exitCodeOf({ outcome }: Report): number {
  return outcome === "accepted" || outcome === "unclear" || outcome === "dry-run" ? 0 : 1;
}

export function writeReport(report: Report, { stdout, output }: CommandContext): void {
  const text = output.format === "json" ? JSON.stringify(toJson(report)) : toText(report);
  const { secrets = [] } = report.provider;
  stdout.write(`${conceal(text, { secrets: report.hidden ? [...secrets, report.hidden] : secrets })}\n`);
}

function toJson({ provider, vendor, request, ...report }: Report) {
  const { channel, outcome, says, why, steps } = report;
  const fields = request && shown(request).map(([name, value]) => ({ name, value }));
  const sent = request && { url: request.url.href, fields };
  return {
    ...{ provider: provider.name, outcome, ...present({ channel }) },
    ...present({ product: vendor?.name, proof: vendor?.proof, request: sent, says, why }),
    steps,
  };
}

function toText({ provider, vendor, outcome, request, says, why, steps }: Report): string {
  const head = `${provider.name}: ${OUTCOMES[outcome]}${why === undefined ? "" : `: ${why}`}`;
  const lines = [head];
  if (request) lines.push(...requestLines(request, outcome === "dry-run" ? "would be sent" : "sent"));
  if (says !== undefined) lines.push(`It says: ${says}`);
  const isByHand = !request || outcome === "refused" || outcome === "failed";
  const title = vendor && isByHand ? `By hand, on ${vendor.name}${PROOFS[vendor.proof]}` : "Still to do";
  if (steps.length > 0) lines.push(`${title}:`);
  return [...lines, ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join("\n");
}

const OUTCOMES: Readonly<Record<Report["outcome"], string>> = {
  accepted: "the page has taken it",
  unclear: "whether it was taken is not known",
  refused: "the page has not taken it",
  failed: "the page could not be asked",
  "by-hand": "nothing was sent",
  "dry-run": "nothing was sent",
};

function requestLines({ url, fields }: NonNullable<Report["request"]>, verb: string): string[] {
  return [
    `To ${url.href} ${verb}:`,
    ...shown({ fields }).map(([name, value]) => `  ${name} = ${value}`.trimEnd()),
  ];
}

/** The page's own names and values, fit to be shown. */
function shown({ fields }: Pick<FormRequest, "fields">): readonly (readonly [string, string])[] {
  return fields.map(([name, value]) => [presentable(name), presentable(value)]);
}

function presentable(text: string): string {
  return truncate(cleanLine(text), LONGEST_VALUE);
}
