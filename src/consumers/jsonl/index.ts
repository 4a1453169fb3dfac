import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { explain } from "../../http/failure.ts";
import { makeFolder } from "../../make-folder.ts";
import { present } from "../../present.ts";
import type { StatusEvent } from "../../types.ts";
import type { ConsumerType, Delivery } from "../types.ts";
import { appendLine, NotAFileError } from "./append.ts";
import { rotate } from "./rotate.ts";
import { parseSize } from "./size.ts";

const DEFAULT_KEEP = 5;

const options = z.strictObject({
  path: z
    .string()
    .min(1)
    .refine((path) => !path.includes("\0"), "must not hold control characters")
    .describe(
      "The file that events are appended to, one JSON object a line. Where it is not absolute, in the folder that status-watch is started in. Folders are made where needed.",
    ),
  max_size: z
    .union([z.string(), z.number()], { error: "expected a size such as 10MB" })
    .transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes !== undefined && bytes > 0) return bytes;
      context.addIssue({ code: "custom", message: "expected a size such as 10MB" });
      return z.NEVER;
    })
    .optional()
    .describe(
      "How large the file may get, such as 10MB, before it is moved to <path>.1; unlimited by default.",
    ),
  keep: z
    .int()
    .min(1)
    .max(1000)
    .default(DEFAULT_KEEP)
    .describe("How many files that were moved away are kept, <path>.1 being the newest; 5 by default."),
});

/**
 * Appends events to a file. It is opened anew for every event, and events are rare: whatever moves, removes or empties
 * the file meanwhile (logrotate, a person) needs to tell nobody.
 */
export const jsonlConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  create(name, { path, max_size: maxBytes = Number.POSITIVE_INFINITY, keep }) {
    const file = resolve(path);
    let last: Promise<unknown> = Promise.resolve();
    return {
      name,
      deliver(event) {
        // One after the other: whether there is room is asked before each.
        const delivery = last.then(() => tell(event, file, maxBytes, keep));
        last = delivery.catch(() => {});
        return delivery;
      },
      async close() {
        await last;
      },
    };
  },
};

async function tell(event: StatusEvent, file: string, maxBytes: number, keep: number): Promise<Delivery> {
  const line = Buffer.from(`${JSON.stringify(event)}\n`);
  try {
    await makeFolder(dirname(file));
    if (await isFull(file, line.length, maxBytes)) await rotate(file, keep);
    await appendLine(file, line);
    return { outcome: "delivered" };
  } catch (error) {
    return deliveryOfError(error, file);
  }
}

/** An empty file takes any line, however long. */
async function isFull(file: string, more: number, maxBytes: number): Promise<boolean> {
  if (maxBytes === Number.POSITIVE_INFINITY) return false;
  // What cannot be looked at cannot be written to either, and that is told better.
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true && found.size > 0 && found.size + more > maxBytes;
}

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: make room",
  EDQUOT: "the quota is used up: make room",
  EACCES: "let the user that status-watch runs as write there",
  EPERM: "let the user that status-watch runs as write there",
  EROFS: "the file system is mounted read-only",
  ENOENT: "its folder cannot be made there: give another path",
  ENOTDIR: "part of its path is a file, not a folder",
  EEXIST: "part of its path is a file, not a folder",
  EISDIR: "it is a folder: name a file in it",
};

/** All but what only another configuration can mend may pass. */
function deliveryOfError(error: unknown, file: string): Delivery {
  if (error instanceof NotAFileError) {
    return { outcome: "drop", reason: `cannot write to ${file}: it is no ordinary file; give another path` };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  const reason = explain({
    code: "internal",
    reason: `cannot write to ${file} (${code})`,
    ...present({ hint: HINTS[code] }),
  });
  return { outcome: code === "EISDIR" ? "drop" : "retry", reason };
}
