import { Chalk, type ChalkInstance } from "chalk";
import type { Impact, Status } from "../types.ts";

/** `in_progress` → "In progress"; a word we do not know in the page's own spelling. */
export function statusLabel(status: Status, rawStatus?: string): string {
  const word = (status === "unknown" && rawStatus) || status.replaceAll("_", " ");
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function impactColor(chalk: ChalkInstance, impact: Impact): ChalkInstance {
  switch (impact) {
    case "critical":
    case "major":
      return chalk.red;
    case "maintenance":
      return chalk.blue;
    case "none":
      return chalk.green;
    default:
      return chalk.yellow;
  }
}

/** Colours for a stream, or none: where it is no terminal, or NO_COLOR (no-color.org) or the user says so. */
export function chalkFor(
  stream: { readonly isTTY?: boolean },
  wanted: boolean,
  env: NodeJS.ProcessEnv,
): ChalkInstance {
  const isColored = wanted && stream.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return new Chalk({ level: isColored ? 1 : 0 });
}
