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
