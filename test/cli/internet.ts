import { createServer } from "node:https";
import type { Network } from "../helpers/network.ts";
import { type Handler, startServer } from "../helpers/server.ts";
import { type Certificate, selfSigned } from "../helpers/tls.ts";

/** Whether there is openssl to make certificates. */
export function hasInternet(): boolean {
  return certificateOf([]) !== undefined;
}

/** These hosts and no others, over https on loopback, as the network on which a command finds them. */
export async function startInternet(hosts: Readonly<Record<string, Handler>>) {
  const names = Object.keys(hosts);
  const certificate = certificateOf(names);
  if (!certificate) throw new Error("there is no openssl to make a certificate");
  const answer: Handler = (request, response) => hosts[request.headers.host ?? ""]?.(request, response);
  const server = await startServer(answer, "127.0.0.1", createServer(certificate));
  const { port } = server;
  const network: Network = { hosts: new Set(names), port, authority: certificate.cert, failure: "ENOTFOUND" };
  const asked = () => server.requests.map(({ url, headers }) => `${headers.host}${url}`);
  return Object.assign(server, { network, asked });
}

const certificates = new Map<string, Certificate | undefined>();

/** One for the same hosts: to make one takes a process. */
function certificateOf(hosts: readonly string[]): Certificate | undefined {
  const key = hosts.join();
  if (!certificates.has(key)) certificates.set(key, selfSigned(hosts));
  return certificates.get(key);
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
