// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what a test is about
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Folder, PROJECT, startCli } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { type Network, OFFLINE } from "../helpers/network.ts";
import { type Handler, routes, startServer } from "../helpers/server.ts";
import { hasInternet, startInternet, statuspage } from "./internet.ts";
import { StatusPage } from "./page.ts";
import { FEED, FILE, moved, repair } from "./repairing.ts";

describe.concurrent("repair leaves alone, and ends with 1,", () => {
  async function untouched(url: string, network?: Network): Promise<string> {
    const before = `- name: Acme\n  url: ${url}\n  format: statuspage\n`;
    const { code, stdout, text } = await repair(before, [], network && { network });
    expect(code).toBe(1);
    expect(text).toBe(before);
    expect(stdout).toMatch(/^Acme: cannot be read: .*\n$/);
    return stdout;
  }
  const always =
    (status: number): Handler =>
    (_, response) =>
      void response.writeHead(status).end();

  it.each([500, 503, 429])("a page that answers %i, without looking any further", async (status) => {
    await using server = await startServer(always(status));
    expect(await untouched(server.origin)).toContain(`answered ${status}`);
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });

  it("a page that nobody answers for", async () => {
    const server = await startServer(always(200));
    await server[Symbol.asyncDispose]();
    expect(await untouched(server.origin)).toContain("cannot connect to 127.0.0.1");
  });

  it("a page whose name does not resolve", async () => {
    expect(await untouched("https://status.acme.dev", OFFLINE)).toContain("does not resolve");
  });

  it("a page that is nothing any more", async () => {
    await using server = await startServer(routes({ "/": "<html>Moved</html>" }));
    expect(await untouched(server.origin)).toMatch(/answered 404; check the address/);
  });

  it("a page in whose place is the feed of a blog", async () => {
    await using server = await startServer(
      routes({ "/": "<html></html>", "/feed": FEED.replace("Status", "Blog") }),
    );
    await untouched(server.origin);
  });

  it("a page that seems to be another product's, and cannot be read as that", async () => {
    const { "/api/v2/summary.json": summary } = statuspage("Acme");
    let asked = 0;
    await using server = await startServer((request, response) => {
      // Found while it is looked for, gone when it is to be read.
      const isThere = request.url === "/api/v2/summary.json" && asked++ === 0;
      routes(isThere ? { "/api/v2/summary.json": summary } : {})(request, response);
    });
    const before = `- name: Acme\n  url: ${server.origin}/history.atom\n  format: atom\n`;
    expect(await repair(before)).toMatchObject({ code: 1, text: before });
  });

  it("those that cannot be read, and repairs the others", async () => {
    await using server = await moved();
    await using down = await startServer(always(500));
    const first = `- name: Down\n  url: ${down.origin}\n  format: statuspage\n`;
    const { code, stdout, text } = await repair(
      `${first}- name: Acme\n  url: ${server.origin}/history.atom\n`,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Down: cannot be read: .* answered 500\nAcme: now .*\nwrote /);
    expect(text).toBe(`${first}- name: Acme\n  url: ${server.origin}\n  format: statuspage\n`);
  });

  it("those in a form that it cannot change, with what to write, and repairs the others", async () => {
    await using server = await moved();
    const first = "  - name: Bolt\n    url: *a\n";
    const before = `providers:\n${first}  - name: Acme\n    url: ${server.origin}/history.atom\n`;
    const text = `providers:\n  - name: Zero\n    url: &a ${server.origin}/history.atom\n${before.slice(11)}`;
    const result = await repair(text);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`write by hand:\n    url: ${server.origin}\n    format: statuspage\n`);
    expect(result.stderr).toMatch(/^"Zero" .*\n.*\n.*\n"Bolt" /);
    expect(result.text).toBe(
      text.replace(/(name: Acme\n {4}url: ).*\n/, `$1${server.origin}\n    format: statuspage\n`),
    );
  });
});

describe.concurrent("repair never", () => {
  it("writes the value of a variable, neither to the file nor to the screen", async () => {
    await using server = await startServer(routes({ ...prefixed("/s3cret", statuspage("Acme")) }));
    const env = { TOKEN: "s3cret", HOST: `127.0.0.1:${server.port}` };
    const before = "- name: Acme\n  url: http://${HOST}/${TOKEN}/history.atom # private\n  format: atom\n";
    const { code, stdout, stderr, text } = await repair(before, [], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(text).toBe("- name: Acme\n  url: http://${HOST}/${TOKEN}/ # private\n  format: statuspage\n");
    expect(stdout).toContain("http://${HOST}/${TOKEN}/");
    expect(stdout).not.toContain("s3cret");
  });

  it("sends a provider's headers to another origin", async () => {
    await using page = await StatusPage.start();
    await using server = await startServer(({ url }, response) => {
      response.writeHead(308, { location: page.url + url }).end();
    });
    const before = `- name: Acme\n  url: ${server.origin}\n  format: statuspage\n  headers: { x-key: "\${KEY}" }\n`;
    const { code, text } = await repair(before, [], { env: { KEY: "s3cret" } });
    expect(code).toBe(0);
    expect(text).toBe(before.replace(server.origin, page.url));
    expect(server.requests[0]?.headers["x-key"]).toBe("s3cret");
    for (const { headers } of page.requests) expect(headers["x-key"]).toBeUndefined();
  });

  it.skipIf(!hasInternet())("sends them to where a vendor keeps the document of its page", async () => {
    await using folder = await Folder.create();
    const headers = new Map<string, unknown>();
    const asked: Handler = (request, response) => {
      const host = request.headers.host ?? "";
      headers.set(host, headers.get(host) ?? request.headers["x-key"]);
      routes({})(request, response);
    };
    await using internet = await startInternet({
      "status.adobe.com": asked,
      "data.status.adobe.com": asked,
    });
    await folder.write(
      FILE,
      '- name: Adobe\n  url: https://status.adobe.com/\n  format: adobe\n  headers: { x-key: "${KEY}" }\n',
    );
    const { code } = await runInProcess(["repair"], {
      cwd: folder.path,
      env: { KEY: "s3cret" },
      network: internet.network,
    });
    expect(code).toBe(1);
    expect([...headers]).toEqual([["data.status.adobe.com", undefined]]);
  });

  it.skipIf(!hasInternet())("writes the configuration of the package", async () => {
    await using folder = await Folder.create();
    const feed = routes({ "/": "<html>GitHub</html>", "/history.atom": FEED });
    await using internet = await startInternet({ "www.githubstatus.com": feed });
    const packaged = join(PROJECT, "config", "providers.yaml");
    const before = await readFile(packaged, "utf8");
    const options = { cwd: folder.path, network: internet.network };
    const { code, stdout, stderr } = await runInProcess(["repair", "github"], options);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^GitHub: now an Atom feed.*\n$/);
    expect(stderr).toMatch(
      /is never written; copy it to .*xdg\/status-watch\/providers\.yaml and repair that\n$/,
    );
    expect(await readFile(packaged, "utf8")).toBe(before);
    expect(await runInProcess(["repair", "github", "--dry-run"], options)).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("writes after %s", async (signal) => {
    let notify = () => {};
    const asked = new Promise<void>((resolve) => {
      notify = resolve;
    });
    await using server = await startServer(() => notify());
    await using folder = await Folder.create();
    const before = `- name: Acme\n  url: ${server.origin}\n  format: statuspage\n`;
    await folder.write(FILE, before);
    await using cli = startCli(["repair"], { cwd: folder.path });
    await asked;
    cli.kill(signal);
    expect([1, 130, 143]).toContain(await cli.exit);
    expect(cli.stderr).toBe("stopped; nothing was written\n");
    expect(await folder.read(FILE)).toBe(before);
  });
});

function prefixed(prefix: string, table: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([path, body]) => [prefix + path, body]));
}
