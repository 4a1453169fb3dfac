import { Folder } from "../helpers/cli.ts";
import { type InProcessOptions, runInProcess } from "../helpers/in-process.ts";
import { routes, startServer, type TestServer } from "../helpers/server.ts";
import { statuspage } from "./internet.ts";

export const FILE = "config/providers.yaml";
export const FEED = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title><entry><id>1</id>
<updated>2026-03-01T10:00:00Z</updated><title>Errors</title><content>Resolved - Done.</content></entry></feed>`;

/** Runs `repair` over a configuration; gives what became of it too. */
export async function repair(
  text: string,
  args: readonly string[] = [],
  options: Pick<InProcessOptions, "env" | "network"> = {},
) {
  await using folder = await Folder.create();
  await folder.write(FILE, text);
  const result = await runInProcess(["repair", ...args], { cwd: folder.path, ...options });
  return { ...result, text: await folder.read(FILE) };
}

/** A page that was read by its feed, and is a Statuspage now. */
export function moved(): Promise<TestServer> {
  return startServer(routes(statuspage("Acme")));
}
