import { describe, expect, it } from "vitest";
import { Folder } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { routes, startServer } from "../helpers/server.ts";
import { hasInternet, startInternet, statuspage, ULID } from "./internet.ts";
import { StatusPage } from "./page.ts";
import { FEED, FILE, moved, repair } from "./repairing.ts";

describe.concurrent("repair writes down what a page is now", () => {
  it("with address and format, every comment and blank as it was", async () => {
    await using server = await moved();
    const before = `# Ours.\ndefaults: { interval: 5m }   # odd\n\nproviders:\n  # The first.
  - name: Acme
    url: "${server.origin}/history.atom"  # its feed
    format: atom   # once

  - { name: Fine, url: '${server.origin}', format: statuspage }\n# The end.\n`;
    const { code, stdout, stderr, text } = await repair(before);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      `Acme: now an Atlassian Statuspage, by its JSON API at ${server.origin}/ ` +
        `(${server.origin}/api/v2/summary.json is an Atlassian Statuspage, by its JSON API)\n` +
        `Fine: can be read as it is\nwrote ${FILE}\n`,
    );
    expect(text).toBe(
      before
        .replace(`${server.origin}/history.atom`, server.origin)
        .replace("format: atom   #", "format: statuspage   #"),
    );
    expect(await repair(text)).toMatchObject({ code: 0, stderr: "", text });
  });

  it("of an address that redirects for good", async () => {
    await using page = await StatusPage.start();
    await using server = await startServer(({ url }, response) => {
      response.writeHead(301, { location: page.url + url }).end();
    });
    const before = `providers:\r\n  - name: Acme\r\n    url: ${server.origin} # ours\r\n`;
    const { code, stdout, text } = await repair(`${before}    format: statuspage\r\n`);
    expect(code).toBe(0);
    expect(stdout).toContain("it redirects there for good");
    expect(text).toBe(`${before.replace(server.origin, page.url)}    format: statuspage\r\n`);
  });

  it("not of one that redirects for now", async () => {
    await using page = await StatusPage.start();
    await using server = await startServer(({ url }, response) => {
      response.writeHead(302, { location: page.url + url }).end();
    });
    const before = `- name: Acme\n  url: ${server.origin}\n  format: statuspage\n`;
    expect(await repair(before)).toMatchObject({
      code: 0,
      stdout: "Acme: can be read as it is\n",
      text: before,
    });
  });

  it("that answers in the old product's shape, and is another's by its ids", async () => {
    await using server = await startServer(routes(statuspage("Acme", { id: ULID })));
    const before = `- name: Acme\n  url: ${server.origin}\n  format: statuspage\n`;
    const { code, stdout, text } = await repair(before);
    expect(code).toBe(0);
    expect(stdout).toContain("Acme: now an incident.io page at ");
    expect(text).toBe(before.replace("statuspage", "incidentio"));
  });

  it("of an entry without a format, under the older key, in braces", async () => {
    await using server = await moved();
    const before = `providers: [{ name: Acme, feed_url: ${server.origin}/history.atom, interval: 5m }]\n`;
    const { code, text } = await repair(before);
    expect(code).toBe(0);
    expect(text).toBe(
      `providers: [{ name: Acme, feed_url: ${server.origin}, format: statuspage, interval: 5m }]\n`,
    );
  });

  it.skipIf(!hasInternet())("of a service that is used by its name", async () => {
    await using folder = await Folder.create();
    const feed = routes({ "/": "<html>GitHub</html>", "/history.atom": FEED.replace("Acme", "GitHub") });
    await using internet = await startInternet({ "www.githubstatus.com": feed });
    await folder.write(FILE, "providers:\n  - use: gh # code\n    interval: 5m\n");
    const options = { cwd: folder.path, network: internet.network };
    expect(await runInProcess(["repair", "GitHub"], options)).toMatchObject({ code: 0, stderr: "" });
    expect(await folder.read(FILE)).toBe(
      "providers:\n  - use: gh # code\n    url: https://www.githubstatus.com/history.atom\n    format: atom\n    interval: 5m\n",
    );
    expect((await runInProcess(["repair"], options)).stdout).toBe("GitHub: can be read as it is\n");
  });

  it("only of those that are named", async () => {
    await using server = await moved();
    const entry = (name: string) => `- name: ${name}\n  url: ${server.origin}/history.atom\n  format: atom\n`;
    const { code, stdout, text } = await repair(entry("Acme") + entry("Bolt"), ["bolt", "BOLT"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("Acme");
    expect(text).toBe(`${entry("Acme")}- name: Bolt\n  url: ${server.origin}\n  format: statuspage\n`);
    const unknown = await repair(text, ["Bold"]);
    expect(unknown).toMatchObject({
      code: 1,
      stderr: 'no provider is called "Bold", did you mean "Bolt"?\n',
      text,
    });
  });

  it("not with --dry-run, which says what it would", async () => {
    await using server = await moved();
    const before = `- name: Acme\n  url: ${server.origin}/history.atom\n  format: atom\n`;
    const { code, stdout, text } = await repair(before, ["--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Acme: now an Atlassian Statuspage.*\nnothing was written: --dry-run\n$/);
    expect(text).toBe(before);
  });
});
