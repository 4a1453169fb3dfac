import { createServer } from "node:https";
import type { Folder } from "../helpers/cli.ts";
import { type Handler, startServer } from "../helpers/server.ts";
import { selfSigned } from "../helpers/tls.ts";

/** A server that speaks https, with the environment in which it is trusted; undefined without openssl. */
export async function startTlsServer(folder: Folder, handler: Handler) {
  const certificate = selfSigned();
  if (!certificate) return undefined;
  const path = await folder.write("authority.pem", certificate.cert);
  const server = await startServer(handler, "127.0.0.1", createServer(certificate));
  return Object.assign(server, {
    https: `https://127.0.0.1:${server.port}`,
    env: { NODE_EXTRA_CA_CERTS: path },
  });
}

/** The environment of a process on a machine without a network: no name resolves. */
export async function offline(folder: Folder): Promise<Record<string, string>> {
  const path = await folder.write("offline.mjs", NOTHING_RESOLVES);
  return { NODE_OPTIONS: `--import=${path}` };
}

const NOTHING_RESOLVES = `import dns from "node:dns";
dns.lookup = (host, options, callback) =>
  callback(Object.assign(new Error("getaddrinfo EAI_AGAIN " + host), { code: "EAI_AGAIN" }));
`;
