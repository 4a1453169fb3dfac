import { open } from "node:fs/promises";
import { UsageError } from "../errors.ts";
import { ConfigError } from "./problems.ts";
import { maskSecrets } from "./secrets.ts";
import { readSource } from "./source.ts";

const MAX_BYTES = 16 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT:
    "there is no such file; name another with --config, or start one with `status-watch add-provider <url>`",
  EACCES: "permission denied; make it readable for the user that runs status-watch",
  EISDIR: "it is a folder; name the file in it",
};

/** The text of a configuration file; `shown` is what messages call it. */
export async function readConfigText(path: string, shown: string = path): Promise<string> {
  const bytes = await readCapped(path).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ""] ?? error.message;
    throw new UsageError(`cannot read ${shown}: ${reason}`, { cause: error });
  });
  if (bytes.length > MAX_BYTES) {
    throw new UsageError(
      `cannot read ${shown}: it is larger than 16 MiB, which no list of providers should be`,
    );
  }
  return decode(bytes, shown);
}

/** At most one byte more than is allowed, whatever kind of file it is: a pipe does not tell its size. */
async function readCapped(path: string): Promise<Buffer> {
  const file = await open(path);
  const chunks: Buffer[] = [];
  for await (const chunk of file.createReadStream({ end: MAX_BYTES })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = bytes.toString("utf8");
    const offset = Math.max(0, text.indexOf("\ufffd"));
    const message = "not UTF-8 text from here on; save the file as UTF-8";
    throw new ConfigError(shown, maskSecrets(readSource(text)), [{ offset, message }]);
  }
}
