import { describe, expect, it } from "vitest";
import { BIN, type Cli, Folder, type Result, startCli, startProgram } from "../helpers/cli.ts";
import { flood, outage, StatusPage } from "./page.ts";
import { watching } from "./watching.ts";

const never = () => {};

/** Sends the signal; gives the exit code. That no page's deadline is waited for is tested of the daemon itself. */
function stop(cli: Cli, signal: NodeJS.Signals): Promise<number> {
  cli.kill(signal);
  return cli.exit;
}

describe.concurrent("A daemon that is told to stop", () => {
  it("ends though a reader is stuck, and says what is lost", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { unread: true });
    await page.read(2);
    expect(await stop(cli, "SIGTERM")).toBe(0);
    expect(cli.stderr).toMatch(/^error: console: \d+ events could not be delivered$/m);
  });

  it("ends without waiting for a reader that is stuck and a page that never answers", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using dead = await StatusPage.start();
    dead.answer(never);
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page, Bolt: dead }, folder, { unread: true });
    await Promise.all([page.read(2), dead.read(1)]);
    expect(await stop(cli, "SIGTERM")).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("by %s ends with 0 at rest", async (signal) => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder);
    await page.read(2);
    expect(await stop(cli, signal)).toBe(0);
    expect(cli.stderr).toMatch(/\nstopping\n$/);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "by %s ends with 0 without waiting for a page that never answers, which is then no failure",
    async (signal) => {
      await using page = await StatusPage.start();
      page.answer(never);
      await using folder = await Folder.create();
      await using cli = await watching({ Acme: page }, folder);
      await page.read(1);
      expect(await stop(cli, signal)).toBe(0);
      expect(cli.stderr).toMatch(/\nstopping\n$/);
    },
  );

  it("ends without waiting for a page that stops in the middle of its answer", async () => {
    await using page = await StatusPage.start();
    page.answer((_, response) =>
      response.writeHead(200, { "content-type": "application/json" }).write('{"page":'),
    );
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder);
    await page.read(1);
    expect(await stop(cli, "SIGTERM")).toBe(0);
  });

  it("ends with 0 before its first reading", async () => {
    await using folder = await Folder.create();
    const config = await folder.configure([{ name: "Acme", url: "http://127.0.0.1:9" }]);
    await using cli = startCli(["run", "-c", config], { cwd: folder.path });
    await cli.until(/^watching/m);
    expect(await stop(cli, "SIGTERM")).toBe(0);
  });

  it("delivers what is queued for a slow reader first", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { unread: true, args: ["--format", "json"] });
    await page.read(2);
    cli.kill("SIGTERM");
    await cli.until(/^stopping$/m);
    cli.readOn();
    expect(await cli.exit).toBe(0);
    expect(cli.events.map(({ message }) => message.split(" ")[0])).toEqual(
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("twice by %s ends at once, with what says so", async (signal, code) => {
    await using page = await StatusPage.start();
    page.answer(never);
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder);
    await page.read(1);
    cli.kill(signal);
    await cli.until(/^stopping$/m);
    cli.kill(signal);
    expect(await cli.exit).toBe(code);
  });
});

describe.concurrent("A reader that goes away", () => {
  it("ends the daemon quietly, with 0", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder);
    await cli.until(/Status: .*\n/);
    cli.close("stdout");
    page.incidents = [outage(2)];
    expect(await cli.exit).toBe(0);
    expect(cli.stderr).toMatch(/\nstopping\n$/);
    expect(cli.stderr).not.toMatch(/EPIPE|\berror\b|\n {4}at /i);
  });

  it("of both streams does so too", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder);
    await cli.until(/Status: .*\n/);
    cli.close("stdout");
    cli.close("stderr");
    page.incidents = [outage(2)];
    expect(await cli.exit).toBe(0);
  });

  it("of the log alone does not end it: events are still told", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = await watching({ Acme: page }, folder, { args: ["--format", "json"] });
    await page.read(2);
    cli.close("stderr");
    page.answer((_, response) => response.writeHead(500).end());
    await cli.until(() => cli.events.length === 1);
    page.mend();
    await cli.until(() => cli.events.length === 2);
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
  });
});

/** `status-watch <command> | head -n 1`: how it ended, and what it wrote beside its output. */
async function intoHead(command: string, folder: Folder): Promise<Omit<Result, "stdout">> {
  const pipe = `"$0" "$1" ${command} | head -n 1 >/dev/null; exit \${PIPESTATUS[0]}`;
  await using cli = startProgram(["bash", "-c", pipe, process.execPath, BIN], { cwd: folder.path });
  return { code: await cli.exit, stderr: cli.stderr };
}

const TRACE = /EPIPE|Unhandled|\n {4}at /;

describe.concurrent("Of what head has enough", () => {
  it("`run` ends quietly", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await folder.configure([{ name: "Acme", url: page.url }], "config/providers.yaml");
    const { code, stderr } = await intoHead("run", folder);
    expect(stderr).not.toMatch(TRACE);
    expect(code).toBe(0);
  });

  it("`check-once` ends quietly, with the code that tells the state", async () => {
    await using page = await StatusPage.start({ incidents: flood() });
    await using folder = await Folder.create();
    await folder.configure([{ name: "Acme", url: page.url }], "config/providers.yaml");
    const { code, stderr } = await intoHead("check-once --format json", folder);
    expect(stderr).not.toMatch(TRACE);
    expect(code).toBe(2);
  });

  it("`list-providers` ends quietly", async () => {
    await using folder = await Folder.create();
    const entries = Array.from({ length: 400 }, (_, n) => ({
      name: `Acme ${n}`,
      url: `https://acme.example/${"x".repeat(400)}`,
    }));
    await folder.configure(entries, "config/providers.yaml");
    const { code, stderr } = await intoHead("list-providers", folder);
    expect(stderr).not.toMatch(TRACE);
    expect(code).toBe(0);
  });

  it("`demo` ends quietly", async () => {
    await using folder = await Folder.create();
    const { code, stderr } = await intoHead("demo", folder);
    expect(stderr).not.toMatch(TRACE);
    expect(code).toBe(0);
  });
});
