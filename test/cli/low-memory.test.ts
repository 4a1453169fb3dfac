import type { TLSSocket } from "node:tls";
import { expect, it } from "vitest";
import { Folder, startCli } from "../helpers/cli.ts";
import type { Handler } from "../helpers/server.ts";
import { startTlsServer } from "./network.ts";
import { stopped } from "./watching.ts";

const FEED =
  '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';
const NEWS =
  '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>[Investigating] Outage</title></entry></feed>';

it("run --low-memory polls each time on a new connection, with the session of the one before", async ({
  skip,
}) => {
  await using folder = await Folder.create();
  const resumed: boolean[] = [];
  const answering =
    (body: string): Handler =>
    ({ socket }, response) => {
      resumed.push((socket as TLSSocket).isSessionReused());
      response.end(body);
    };
  const server = await startTlsServer(folder, answering(FEED));
  if (!server) return skip("needs openssl");
  await using page = server;
  const url = `${page.https}/history.atom`;
  const config = await folder.configure([{ name: "Acme", url, format: "atom" }]);
  await using cli = startCli(["run", "-c", config, "--low-memory"], { cwd: folder.path, env: page.env });
  while (page.requests.length < 4) await new Promise((resolve) => setImmediate(resolve));
  page.handle(answering(NEWS));
  await cli.until(/Outage|Investigating/);
  await stopped(cli);
  // What V8 says to a flag that a newer Node does not have.
  expect(cli.stderr).not.toMatch(/unrecognized flag/i);
  const sockets = new Set(page.requests.map(({ socket }) => socket));
  expect(sockets.size).toBe(page.requests.length);
  expect(resumed).toEqual([false, ...Array<boolean>(resumed.length - 1).fill(true)]);
});
