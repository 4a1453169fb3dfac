import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { quote } from "../config/suggest.ts";
import { wording } from "../config/wording.ts";
import { messageOf, UsageError } from "../errors.ts";
import {
  CHANGES,
  COMPONENT_STATUSES,
  EVENT_KINDS,
  IMPACTS,
  INCIDENT_STATUSES,
  MAINTENANCE_STATUSES,
  type StatusEvent,
} from "../types.ts";
import type { CommandContext } from "./types.ts";

const MAX_BYTES = 1024 * 1024;

const componentStatus = z.enum([...COMPONENT_STATUSES, "unknown"]);
const time = z.iso.datetime({ offset: true, error: "expected a time such as 2025-11-03T14:32:00Z" });

/** What judging an event needs is checked; the rest is as it is printed. */
const eventSchema = z.looseObject({
  id: z.string(),
  kind: z.enum(EVENT_KINDS),
  change: z.enum(CHANGES),
  provider: z.string(),
  title: z.string(),
  status: z.enum([...INCIDENT_STATUSES, ...MAINTENANCE_STATUSES, ...COMPONENT_STATUSES, "unknown"]),
  impact: z.enum([...IMPACTS, "unknown"]),
  components: z.array(z.string()),
  from: componentStatus.optional(),
  to: componentStatus.optional(),
  scheduledFor: time.optional(),
  updatedAt: time,
});

/** Reads one event as `--format json` prints it, of a file or, for `-`, of what comes in. */
export async function readEvent(
  path: string,
  { stdin, cwd }: Pick<CommandContext, "stdin" | "cwd">,
): Promise<StatusEvent> {
  const shown = path === "-" ? "standard input" : path;
  const text = path === "-" ? await readAll(stdin) : await readText(path, cwd);
  const read = eventSchema.safeParse(parseJson(text, shown), { error: wording });
  if (read.success) return read.data as unknown as StatusEvent;
  const [issue] = read.error.issues;
  const key = issue?.path.join(".") || "it";
  throw new UsageError(`${shown} is no event as --format json prints them: ${key}: ${issue?.message}`);
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.trim().split("\n");
    const isSeveral = lines.length > 1 && lines.every((line) => line.startsWith("{") && line.endsWith("}"));
    throw new UsageError(
      isSeveral
        ? `${shown} holds ${lines.length} events; one at a time can be explained`
        : `${shown} is no JSON: ${quote(messageOf(error))}`,
    );
  }
}

async function readText(path: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = path.trimStart().startsWith("{")
      ? "; name the file of the event, or - for what comes in"
      : "";
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `there is no such file${hint}`,
      EISDIR: "it is a folder; name the file of one event",
    };
    const reason = reasons[code ?? ""] ?? messageOf(error);
    throw new UsageError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > MAX_BYTES) throw new UsageError("standard input is longer than any event: over 1 MiB");
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
