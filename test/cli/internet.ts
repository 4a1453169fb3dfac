import { createServer } from "node:https";
import type { Folder } from "../helpers/cli.ts";
import { type Handler, startServer } from "../helpers/server.ts";
import { selfSigned } from "../helpers/tls.ts";

/** Whether there is openssl to make certificates. */
export function hasInternet(): boolean {
  return selfSigned() !== undefined;
}

/**
 * These hosts and no others, over https on loopback, with the environment of a program that finds them there.
 */
export async function startInternet(folder: Folder, hosts: Readonly<Record<string, Handler>>) {
  const names = Object.keys(hosts);
  const certificate = selfSigned(names);
  if (!certificate) throw new Error("there is no openssl to make a certificate");
  const authority = await folder.write("authority.pem", certificate.cert);
  const answer: Handler = (request, response) => hosts[request.headers.host ?? ""]?.(request, response);
  const server = await startServer(answer, "127.0.0.1", createServer(certificate));
  const preload = await folder.write("internet.mjs", preloadOf(names, server.port));
  const env = { NODE_EXTRA_CA_CERTS: authority, NODE_OPTIONS: `--import=${preload}` };
  const asked = () => server.requests.map(({ url, headers }) => `${headers.host}${url}`);
  return Object.assign(server, { env, asked });
}

/** What resolves names and opens connections, as on a network on which there are these hosts only: at public addresses. */
function preloadOf(names: readonly string[], port: number): string {
  return `import dns from "node:dns";
import tls from "node:tls";
const names = new Set(${JSON.stringify(names)});
dns.lookup = (host, options, callback) => {
  const done = callback ?? options;
  if (!names.has(host)) return done(Object.assign(new Error("getaddrinfo ENOTFOUND " + host), { code: "ENOTFOUND" }));
  const address = "203.0.113.7";
  return options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
};
const { connect } = tls;
const toLoopback = (lookup) => (host, options, callback) =>
  lookup(host, { ...options, all: true }, (error) => {
    if (error) callback(error, []);
    else if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  });
tls.connect = ({ lookup = dns.lookup, ...options }, ...rest) =>
  connect({ ...options, lookup: toLoopback(lookup), port: ${port} }, ...rest);
`;
}

/** A Statuspage, or with such an id an incident.io page, that has nothing to tell. */
export function statuspage(name: string, { id = "kctbh9vrtdwd", components = ["API"] } = {}) {
  const list = components.map((one, index) => ({
    ...{ id: `component${index}`, name: one, status: "operational" },
    ...{ group: false, group_id: null, updated_at: "2026-02-01T12:00:00Z" },
  }));
  const page = { id, name, url: "https://status.example" };
  const status = { indicator: "none", description: "All Systems Operational" };
  return {
    "/": `<!doctype html><title>${name}</title>`,
    "/api/v2/summary.json": JSON.stringify({
      ...{ page, status, components: list, incidents: [], scheduled_maintenances: [] },
    }),
    "/api/v2/incidents.json": JSON.stringify({ page, incidents: [] }),
    "/api/v2/scheduled-maintenances.json": JSON.stringify({ page, scheduled_maintenances: [] }),
  };
}

export const ULID = "01J9Z3M7Q4RT6XW8YB2CD5FGHK";
