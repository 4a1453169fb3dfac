import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { statuspageWebhook } from "../gateway/door.ts";
import { type CliOptions, Folder, PROJECT, startCli } from "../helpers/cli.ts";
import { runInProcess, startInProcess } from "../helpers/in-process.ts";
import type { Running } from "../helpers/running.ts";
import { startServer } from "../helpers/server.ts";
import { StatusPage } from "./page.ts";
import { stopped } from "./watching.ts";

const CONFIG = (url: string) => `# Mine.
defaults: { interval: 1h }
providers:
  - name: Acme Cloud
    url: ${url}   # the page
    format: statuspage
    components: [API]
`;

/** A folder whose provider has an address for webhooks; gives that too. */
async function withHook(page: StatusPage): Promise<{ folder: Folder; hook: string }> {
  const folder = await Folder.create();
  await folder.write("config/providers.yaml", CONFIG(page.url));
  const { stdout } = await runInProcess(["add-webhook", "acme cloud", "--format", "json"], {
    cwd: folder.path,
  });
  return { folder, hook: (JSON.parse(stdout) as { webhook: string }).webhook };
}

interface Listening extends AsyncDisposable {
  readonly cli: Running;
  readonly url: string;
}

type Start = (args: readonly string[], options: CliOptions) => Running;

/** A daemon with its gateway on a free port; gives where that is. */
async function listening(
  folder: Folder,
  args: readonly string[] = [],
  start: Start = startInProcess,
): Promise<Listening> {
  const cli = start(["run", "--format", "json", "--listen", "127.0.0.1:0", ...args], { cwd: folder.path });
  await cli.until(/shown, at http\S+/);
  const url = /shown, at (http\S+)/.exec(cli.stderr)?.[1] ?? "";
  return { cli, url, [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose]() };
}

async function post(url: string, body: unknown): Promise<number> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (await fetch(url, { method: "POST", body: text })).status;
}

describe.concurrent("add-webhook", () => {
  it("shows an address once, and writes down only the hash of its secret", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG(page.url));
    const args = ["add-webhook", "Acme Cloud", "--base", "https://hooks.example.com"];
    const { code, stdout } = await runInProcess(args, { cwd: folder.path });
    expect(code).toBe(0);
    const secret = /^ {2}webhook: https:\/\/hooks\.example\.com\/hooks\/acme-cloud\/([\w-]{43})$/m.exec(
      stdout,
    )?.[1];
    expect(secret).toBeDefined();
    const written = await folder.read("config/providers.yaml");
    expect(written).not.toContain(secret);
    const hash = /^ {4}webhook: \{ secret_hash: sha256:([0-9a-f]{64}) \}\n/m;
    expect(written.replace(hash, "")).toBe(CONFIG(page.url));
  });

  it("makes another one only where it is told to, and the old one is refused then", async () => {
    await using page = await StatusPage.start();
    const { folder, hook } = await withHook(page);
    const again = await runInProcess(["add-webhook", "Acme Cloud"], { cwd: folder.path });
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining("has an address already; add-webhook with --replace"),
    ]);
    const before = await folder.read("config/providers.yaml");
    expect((await runInProcess(["add-webhook", "Acme Cloud", "--replace"], { cwd: folder.path })).code).toBe(
      0,
    );
    expect(await folder.read("config/providers.yaml")).not.toBe(before);
    await using daemon = await listening(folder);
    const { cli, url } = daemon;
    expect(await post(url + hook, statuspageWebhook("u1"))).toBe(401);
    await stopped(cli);
    await folder[Symbol.asyncDispose]();
  });

  it("shows it beneath the path at which the gateway is reached", async () => {
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG("https://status.acme.example"));
    const args = ["add-webhook", "Acme Cloud", "--base", "http://proxy.example/status-watch/"];
    const { stdout } = await runInProcess(args, { cwd: folder.path });
    const shown = /^ {2}webhook: http:\/\/proxy\.example\/status-watch\/hooks\/acme-cloud\/[\w-]{43}$/m;
    expect(stdout).toMatch(shown);
  });

  it.each([
    ["nonsense", "--base nonsense is no address"],
    ["ftp://hooks.example.com", "--base ftp://hooks.example.com is no address"],
    ["https://hooks.example.com/?a=1", "--base takes an address without user, password, ? and #"],
  ])("gives up no address for one that could not be shown: --base %s", async (base, expected) => {
    await using page = await StatusPage.start();
    const { folder } = await withHook(page);
    const before = await folder.read("config/providers.yaml");
    const args = ["add-webhook", "Acme Cloud", "--replace", "--base", base];
    const { code, stdout, stderr } = await runInProcess(args, { cwd: folder.path });
    expect([code, stdout, stderr.startsWith(expected)]).toEqual([1, "", true]);
    expect(await folder.read("config/providers.yaml")).toBe(before);
    await folder[Symbol.asyncDispose]();
  });

  it.each([
    ["nobody", /no provider is called "nobody"|nobody/],
    ["acme cloudd", /did you mean "Acme Cloud"/],
  ])("refuses a provider that is not there: %s", async (name, expected) => {
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG("https://status.acme.example"));
    const { code, stderr } = await runInProcess(["add-webhook", name], { cwd: folder.path });
    expect([code, stderr]).toEqual([1, expect.stringMatching(expected)]);
  });
});

describe.concurrent("run --listen", () => {
  it("tells of what is pushed in, over a kill, and shows what it could not use", async () => {
    await using page = await StatusPage.start();
    const { folder, hook } = await withHook(page);
    await using first = await listening(folder, ["--state", "state"], startCli);
    expect(await post(first.url + hook, statuspageWebhook("u1"))).toBe(202);
    expect(await post(first.url + hook, '{"what": "ever\u001b[31m"}')).toBe(202);
    await first.cli.until(() => first.cli.events.length === 1);
    await first.cli.until(/cannot be used: it is not JSON; kept aside/);
    first.cli.kill("SIGKILL");
    await first.cli.exit;

    await using daemon = await listening(folder, ["--state", "state"]);
    const { cli, url } = daemon;
    expect(await post(url + hook, statuspageWebhook("u1"))).toBe(202);
    expect(await post(url + hook, statuspageWebhook("u2"))).toBe(202);
    await cli.until(() => cli.events.some(({ updateId }) => updateId === "u2"));
    // The first may have been under way to the console when the kill came.
    const told = cli.events.filter(({ updateId }) => updateId !== "u1");
    expect(told.map(({ id, source }) => [id, source])).toEqual([["acme-cloud/kctbh9vrtdwd/u2", "webhook"]]);
    const kept = await runInProcess(["rejected", "--state", "state"], { cwd: folder.path });
    expect(kept.stdout).toMatch(
      /^\[\S+Z\] Acme Cloud, by webhook: it is not JSON\n {2}\{"what": "ever"\}\n$/,
    );
    const asJson = await runInProcess(["rejected", "acme cloud", "--state", "state", "--format", "json"], {
      cwd: folder.path,
    });
    expect(JSON.parse(asJson.stdout)).toMatchObject({ provider: "Acme Cloud", source: "webhook" });
    await stopped(cli);
    await folder[Symbol.asyncDispose]();
  });

  it.each([
    ["kept", "there is no such folder; `run` makes it where state is kept"],
    ["config/providers.yaml", "it is no folder; name the one that run --state was given"],
  ])("shows what it could not use of a folder, and not of %s", async (state, reason) => {
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG("https://status.acme.example"));
    const { code, stdout, stderr } = await runInProcess(["rejected", "--state", state], { cwd: folder.path });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^cannot read the state in .*\n$/);
    expect(stderr).toContain(`/${state}: ${reason}\n`);
  });

  it("takes no address that was given up, and others once the configuration is saved", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG(page.url));
    await using daemon = await listening(folder);
    const { cli, url } = daemon;
    const { stdout } = await runInProcess(["add-webhook", "Acme Cloud", "--format", "json"], {
      cwd: folder.path,
    });
    await cli.until(/reloaded/);
    const { webhook } = JSON.parse(stdout) as { webhook: string };
    expect(await post(url + webhook, statuspageWebhook("u1"))).toBe(202);
    await cli.until(() => cli.events.length === 1);
    await stopped(cli);
  });

  it("says what is wrong where it cannot listen, and watches nothing", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG(page.url));
    const { port } = new URL(page.url);
    const taken = await runInProcess(["run", "--listen", `127.0.0.1:${port}`], { cwd: folder.path });
    expect([taken.code, taken.stderr]).toEqual([
      1,
      expect.stringContaining(`cannot listen on 127.0.0.1:${port}`),
    ]);
    const open = await runInProcess(["run", "--listen", "0.0.0.0:0"], { cwd: folder.path });
    expect([open.code, open.stderr]).toEqual([1, expect.stringContaining("set gateway.token")]);
    const wrong = await runInProcess(["run", "--listen", "here"], { cwd: folder.path });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("no address with a port")]);
    expect(page.readings).toBe(0);
  });
});

describe("10,000 connections that say nothing", () => {
  it("keep out neither polls nor who has something to say", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG(page.url).replace("1h", "250ms"));
    const { stdout } = await runInProcess(["add-webhook", "Acme Cloud", "--format", "json"], {
      cwd: folder.path,
    });
    const { webhook } = JSON.parse(stdout) as { webhook: string };
    // Both ends of them in one process would be more files than it may open.
    await using daemon = await listening(folder, [], startCli);
    const { cli, url } = daemon;
    const { hostname, port } = new URL(url);
    const sockets: Socket[] = [];
    for (let index = 0; index < 10_000; index++) {
      sockets.push(connect(Number(port), hostname).on("error", () => {}));
      // In portions, as fast as they are taken.
      if (index % 500 === 499) await once(sockets.at(-1) as Socket, "connect");
    }
    expect(await post(url + webhook, statuspageWebhook("u1"))).toBe(202);
    await cli.until(() => cli.events.length === 1);
    await page.read(2);
    for (const socket of sockets) socket.destroy();
    await stopped(cli);
  });
});

describe("health", () => {
  it("is 0 while the daemon answers, and 1 when it does not", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", CONFIG(page.url));
    await using daemon = await listening(folder);
    const { cli, url } = daemon;
    const { host } = new URL(url);
    const asked = (...args: string[]) => runInProcess(["health", ...args], { cwd: folder.path });
    expect(await asked("--listen", host)).toMatchObject({ code: 0, stdout: "ok\n" });
    while ((await fetch(`${url}/readyz`)).status !== 200);
    expect(await asked("--listen", host, "--ready")).toMatchObject({ code: 0 });
    await stopped(cli);
    expect(await asked("--listen", host)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("does not answer"),
    });
    expect(await asked()).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing listens") });
  });

  it.each([
    ["", ""],
    ["<html>\n\u001b[31mNo such page\r\n</html>", ": <html> No such page </html>"],
    ["x".repeat(100_000), `: ${"x".repeat(299)}…`],
  ])("is 1 where somebody else answers, and shows a line of it", async (body, shown) => {
    await using other = await startServer((_, response) => response.writeHead(404).end(body));
    const { host, origin } = new URL(other.origin);
    const result = await runInProcess(["health", "--listen", host], { cwd: PROJECT });
    expect(result).toEqual({ code: 1, stdout: "", stderr: `${origin}/healthz answered 404${shown}\n` });
  });
});
