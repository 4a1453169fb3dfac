import { type ListenAddress, parseListenAddress } from "../config/gateway.ts";
import { messageOf, UsageError } from "../errors.ts";
import { cleanLine, truncate } from "../text.ts";
import { findConfig, readConfigAlone } from "./config.ts";
import type { CommandContext } from "./types.ts";

const DEADLINE_MS = 3_000;
const LONGEST_ANSWER = 300;

/** Asks the daemon of this machine whether it is well: 0 if it is, else 1. For containers and service managers. */
export async function health(
  options: { readonly listen?: string; readonly ready: boolean },
  context: CommandContext,
): Promise<number> {
  const path = options.ready ? "/readyz" : "/healthz";
  const url = `http://${reachable(await addressOf(options.listen, context))}${path}`;
  const { request } = await import("undici");
  try {
    const { statusCode, body } = await request(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    const text = await body.text();
    if (statusCode === 200) {
      context.stdout.write("ok\n");
      return 0;
    }
    // Somebody else may listen there, with a page of its own.
    const said = truncate(cleanLine(text), LONGEST_ANSWER);
    context.stderr.write(`${url} answered ${statusCode}${said && `: ${said}`}\n`);
  } catch (error) {
    context.stderr.write(`${url} does not answer: ${messageOf(error)}\n`);
  }
  return 1;
}

async function addressOf(given: string | undefined, context: CommandContext): Promise<ListenAddress> {
  if (given !== undefined) return listenAddressOf(given);
  const { gateway } = await readConfigAlone(findConfig(context).path, context);
  if (!gateway.listen)
    throw new UsageError("nothing listens: give --listen, or write gateway: into the configuration");
  return gateway.listen;
}

/** @throws {UsageError} it is none */
export function listenAddressOf(text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (!address)
    throw new UsageError(`--listen ${text} is no address with a port; write it like 127.0.0.1:8787`);
  return address;
}

/** Who listens on all addresses is asked at one. */
function reachable({ host, port }: ListenAddress): string {
  const asked = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return `${asked.includes(":") ? `[${asked}]` : asked}:${port}`;
}
