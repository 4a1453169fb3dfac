import { describe, expect, it } from "vitest";
import { Folder, hasTerminals, startOnTerminal } from "../helpers/cli.ts";
import { outage, PAST, StatusPage } from "./page.ts";

/** Select graphic rendition: colour and weight. */
const COLOUR = /\u001b\[[0-9;]*m/;
const CLEARED = "\r\u001b[K";

async function configured(page: StatusPage): Promise<Folder> {
  const folder = await Folder.create();
  const entry = { name: "Acme", url: page.url, format: "statuspage" };
  await folder.configure([entry], "config/providers.yaml");
  return folder;
}

describe.skipIf(!hasTerminals())(
  "On a terminal (which needs util-linux's `script`)",
  { concurrent: true },
  () => {
    it("run writes colour, a mark, the title and the link, and ends by Ctrl-C", async () => {
      await using page = await StatusPage.start({ incidents: [PAST] });
      await using folder = await configured(page);
      await using cli = startOnTerminal(["run"], { cwd: folder.path });
      await page.read(2);
      page.incidents = [outage(1), PAST];
      await cli.until(/outage000001.*\r\n/);
      page.incidents = [outage(3), PAST];
      await cli.until(/Resolved.*\r\n.*outage000001.*\r\n/);
      cli.stdin.write("\u0003");
      expect(await cli.exit).toBe(0);
      expect(cli.stdout).toMatch(COLOUR);
      const plain = cli.stdout.replaceAll(new RegExp(COLOUR, "g"), "").replaceAll("\r", "");
      expect(plain).toContain(
        "[2026-03-01 10:00:00] ▲ Product: Acme - API\nStatus: Investigating - Requests fail.\n" +
          `  Errors of the API  ${page.url}/incidents/outage000001\n`,
      );
      expect(plain).toContain("[2026-03-01 10:30:00] ● Product: Acme - API\n");
      expect(plain).toContain("[2026-03-01 11:00:00] ✔ Product: Acme - API\n");
      expect(cli.stdout).toContain("\u001b[31m▲");
      expect(cli.stdout).toContain("\u001b[32m✔");
    });

    it("run writes the contract's two lines with --format text, without colour", async () => {
      await using page = await StatusPage.start({ incidents: [outage(1)] });
      await using folder = await configured(page);
      await using cli = startOnTerminal(["run", "--format", "text"], { cwd: folder.path });
      await cli.until(/Requests fail.*\r\n/);
      cli.stdin.write("\u0003");
      expect(await cli.exit).toBe(0);
      expect(cli.stdout).toContain(
        "[2026-03-01 10:00:00] Product: Acme - API\r\nStatus: Investigating - Requests fail.\r\n",
      );
      expect(cli.stdout).not.toMatch(COLOUR);
    });

    it("check-once shows how far it is, clears that, and colours its table", async () => {
      await using page = await StatusPage.start({ incidents: [outage(1)] });
      await using folder = await configured(page);
      await using cli = startOnTerminal(["check-once"], { cwd: folder.path });
      expect(await cli.exit).toBe(2);
      expect(cli.stdout).toContain(`${CLEARED}reading 0 of 1 pages`);
      expect(cli.stdout).toContain(`${CLEARED}reading 1 of 1 pages Acme`);
      const table = cli.stdout.slice(cli.stdout.lastIndexOf(CLEARED) + CLEARED.length);
      expect(table).toMatch(/^\u001b\[31m▲\u001b\[39m Acme {2}\u001b\[31mpartial outage/);
      expect(table).not.toContain("reading");
    });

    it.each([
      ["--no-color before the command", ["--no-color", "check-once"], {}],
      ["NO_COLOR", ["check-once"], { NO_COLOR: "1" }],
      ["TERM=dumb", ["check-once"], { TERM: "dumb" }],
    ])("there is no colour with %s", async (_, args, env) => {
      await using page = await StatusPage.start({ incidents: [outage(1)] });
      await using folder = await configured(page);
      await using cli = startOnTerminal(args, { cwd: folder.path, env });
      expect(await cli.exit).toBe(2);
      expect(cli.stdout).toContain("▲ Acme  partial outage");
      expect(cli.stdout).not.toMatch(COLOUR);
    });

    it("a terminal that does not tell its width cuts nothing", async () => {
      await using page = await StatusPage.start();
      page.components = { API: "partial_outage" };
      await using folder = await configured(page);
      await using cli = startOnTerminal(["check-once", "--no-color"], { cwd: folder.path, columns: 0 });
      expect(await cli.exit).toBe(2);
      expect(cli.stdout).toContain("▲ Acme  partial outage  API\r\n");
    });

    it("add-provider asks for the address, and takes what is typed", async () => {
      await using page = await StatusPage.start();
      await using folder = await Folder.create();
      await using cli = startOnTerminal(["add-provider"], { cwd: folder.path });
      await cli.until(/Address of the status page.*: /);
      cli.stdin.write(`${page.url}\r`);
      await cli.until(/Watch which.*: /);
      cli.stdin.write("\r");
      expect(await cli.exit).toBe(0);
      expect(await folder.read("xdg/status-watch/providers.yaml")).toContain(`url: ${page.url}\n`);
    });

    it.each([
      ["Ctrl-C", "\u0003"],
      ["Ctrl-D", "\u0004"],
      ["an empty line", "\r"],
    ])("add-provider takes %s for a no, in its own words", async (_, typed) => {
      await using folder = await Folder.create();
      await using cli = startOnTerminal(["add-provider"], { cwd: folder.path });
      await cli.until(/Address of the status page.*: /);
      cli.stdin.write(typed);
      expect([1, 130]).toContain(await cli.exit);
      expect(cli.stdout).not.toMatch(/Warning|Error|await|\n {4}at /);
    });
  },
);
