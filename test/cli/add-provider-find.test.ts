import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Folder, type Result, runCli, startCli } from "../helpers/cli.ts";
import { type InProcessOptions, runInProcess, startInProcess } from "../helpers/in-process.ts";
import { type Network, OFFLINE } from "../helpers/network.ts";
import { routes, startServer, type TestServer } from "../helpers/server.ts";
import { startTlsServer } from "./network.ts";
import { outage, StatusPage } from "./page.ts";

const ENTRY = `<entry><id>tag:acme,2026:Incident/1</id><updated>2026-03-01T10:00:00Z</updated>
<link rel="alternate" href="https://acme.example/incidents/out1"/><title>Errors</title>
<content type="html">&lt;p&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - Requests fail.&lt;/p&gt;</content></entry>`;
const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title>${ENTRY}</feed>`;
const LINKING = `<!doctype html><html><head><title>Acme</title>
<link rel="stylesheet" href="/a.css"><link rel="alternate" type="application/atom+xml" href="/feeds/all.atom">
</head><body>All good.</body></html>`;

type Added = Result & { entry: Record<string, unknown> | undefined };

/** Adds to a file that watches another page; gives what was added. */
async function add(
  args: readonly string[],
  options: Omit<InProcessOptions, "cwd"> = {},
  run = runInProcess,
): Promise<Added> {
  await using folder = await Folder.create();
  await folder.configure([{ name: "Other", url: "https://other.example" }], "config/providers.yaml");
  const result = await run(["add-provider", ...args], { cwd: folder.path, ...options });
  const { providers } = parse(await folder.read("config/providers.yaml")) as {
    providers: Record<string, unknown>[];
  };
  expect(providers[0]).toEqual({ name: "Other", url: "https://other.example" });
  return { ...result, entry: providers[1] };
}

/** A site whose root is there, while everything else that it is asked for is never answered. */
class Silent implements AsyncDisposable {
  readonly origin: string;
  /** Resolves once somebody looks whether it is there at all. */
  readonly met: Promise<void>;
  /** Resolves once it was asked for something that it does not answer. */
  readonly asked: Promise<void>;
  readonly #server: TestServer;

  private constructor(server: TestServer, ready: Promise<void>) {
    this.#server = server;
    this.origin = server.origin;
    let met = () => {};
    let asked = () => {};
    this.met = new Promise((resolve) => {
      met = resolve;
    });
    this.asked = new Promise((resolve) => {
      asked = resolve;
    });
    server.handle(({ url }, response) => {
      if (url !== "/") return asked();
      met();
      void ready.then(() => response.writeHead(404).end());
    });
  }

  /** Answers that it is there once `ready` resolves. */
  static async start(ready = Promise.resolve()): Promise<Silent> {
    return new Silent(await startServer(() => {}), ready);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

const site = (table: Parameters<typeof routes>[0]): Promise<TestServer> => startServer(routes(table));

describe.concurrent("add-provider finds a page", () => {
  it("by its root, and says what it is, what it shows and where it is written", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    const { code, stdout, stderr, entry } = await add([page.url]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      new RegExp(
        `^${page.url}/api/v2/summary.json is .*Statuspage.*\nread Acme: partial outage; .* 2 components, 1 open\nadded Acme to .*config/providers.yaml\n$`,
      ),
    );
    expect(code).toBe(0);
    expect(entry).toEqual({ name: "Acme", url: page.url, format: "statuspage" });
  });

  it.each([
    "/incidents/outage000001?utm_source=mail&utm_medium=email#update-2",
    "/incidents/outage000001/",
    "/history#top",
    "/?fbclid=x",
  ])("by an address as people paste it: …%s", async (pasted) => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    const { code, entry } = await add([page.url + pasted]);
    expect(code).toBe(0);
    expect(entry).toEqual({ name: "Acme", url: page.url, format: "statuspage" });
  });

  it("by the address of its feed, which is then what is watched", async () => {
    await using server = await site({ "/some/where/news.atom": ATOM });
    const { code, stdout, entry } = await add([`${server.origin}/some/where/news.atom`]);
    expect(code).toBe(0);
    expect(stdout).toContain("Atom feed");
    expect(entry).toEqual({ name: "Acme", url: `${server.origin}/some/where/news.atom`, format: "atom" });
  });

  it("by the feed that the web page links to", async () => {
    await using server = await site({ "/": LINKING, "/feeds/all.atom": ATOM });
    const { code, stdout, entry } = await add([server.origin]);
    expect(code).toBe(0);
    expect(stdout).toContain(`the page links to ${server.origin}/feeds/all.atom`);
    expect(entry).toEqual({ name: "Acme", url: `${server.origin}/feeds/all.atom`, format: "atom" });
  });

  it("by a feed in the usual place", async () => {
    await using server = await site({ "/": "<html>no link</html>", "/history.atom": ATOM });
    const { entry } = await add([server.origin]);
    expect(entry).toEqual({ name: "Acme", url: `${server.origin}/history.atom`, format: "atom" });
  });

  it("by a host and a port alone, over https", async (context) => {
    await using folder = await Folder.create();
    await using server = await startTlsServer(folder, routes({ "/feed.atom": ATOM }));
    if (!server) return context.skip("there is no openssl to make a certificate");
    const args = [`127.0.0.1:${server.port}/feed.atom`];
    const { code, stderr, entry } = await add(args, { env: server.env }, runCli);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(entry).toEqual({ name: "Acme", url: `${server.https}/feed.atom`, format: "atom" });
  });

  it("as the kind of page that is said, without guessing", async () => {
    await using server = await site({
      "/feed": (_, response) => response.setHeader("content-type", "text/xml").end(ATOM),
    });
    const { code, entry } = await add([`${server.origin}/feed`, "--format", "atom"]);
    expect(code).toBe(0);
    expect(entry).toMatchObject({ url: `${server.origin}/feed`, format: "atom" });
    expect(server.requests.map(({ url }) => url)).toEqual(["/feed"]);
  });
});

describe.concurrent("add-provider ends with 1 and writes nothing", () => {
  async function refused(args: readonly string[], network?: Network): Promise<string> {
    const { code, stderr, entry } = await add(args, network && { network });
    expect(code).toBe(1);
    expect(entry).toBeUndefined();
    expect(stderr).not.toMatch(/\n {4}at /);
    return stderr;
  }

  it("where there is nothing of a known kind, and says what it has tried", async () => {
    await using server = await site({ "/": "<html>Our bakery</html>" });
    const stderr = await refused([server.origin]);
    expect(stderr).toContain(`no status page of a known kind at ${server.origin}/; nothing was written`);
    for (const path of ["/api/v2/summary.json", "/history.atom", "/feed.atom", "/history.rss"]) {
      expect(stderr).toMatch(new RegExp(`^  ${server.origin}${path}.* answered 404`, "m"));
    }
    expect(stderr).toContain("give the feed's address");
  });

  it("where nobody answers", async () => {
    await using server = await site({});
    await server[Symbol.asyncDispose]();
    expect(await refused([server.origin])).toMatch(/cannot connect to 127\.0\.0\.1/);
  });

  it.each(["127.0.0.1", "localhost"])(
    "where a server at %s does not speak https, and says that it was asked to",
    async (host) => {
      await using page = await StatusPage.start();
      const bare = page.url.replace("http://127.0.0.1", host);
      expect(await refused([bare])).toContain(`https://${bare}`);
    },
  );

  it("where the page is not of the kind that is said", async () => {
    await using page = await StatusPage.start();
    expect(await refused([page.url, "--format", "rss"])).toMatch(/cannot be read: .*nothing was written/);
  });

  it("for a name that nobody knows", async () => {
    expect(await refused(["Acme"])).toContain('"Acme" is neither an address nor a service known by name');
  });

  it("for a scheme that is none of the web's", async () => {
    expect(await refused(["ftp://acme.example/feed"])).toBe(
      '"ftp://acme.example/feed" is no address of a web page: it begins with ftp:// instead of https:// or http://\n',
    );
  });

  it.each([
    ["soon", "is no duration"],
    ["0", "is not between 250ms and 24h"],
    ["1ms", "is not between 250ms and 24h"],
    ["25h", "is not between 250ms and 24h"],
  ])("for an interval of %s, which %s", async (interval, reason) => {
    await using page = await StatusPage.start();
    const said = await refused([page.url, "--interval", interval]);
    expect(said).toBe(`--interval ${interval} ${reason}; write it like 30s, 5m or 250ms\n`);
  });

  it("without an argument, where there is no terminal to ask on", async () => {
    expect(await refused([])).toMatch(/give the address of the status page/);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "on %s, where it looks at a page that never answers, before that page is given up",
    async (signal) => {
      await using folder = await Folder.create();
      await using patient = await Silent.start();
      await using server = await Silent.start(patient.asked);
      await using cli = startCli(["add-provider", server.origin], { cwd: folder.path });
      await server.met;
      // It is asked first, so that its deadline is over first; but not before there is a process to be stopped.
      await using waiting = startInProcess(["add-provider", patient.origin], { cwd: folder.path });
      await server.asked;
      cli.kill(signal);
      expect(await Promise.race([cli.exit, waiting.exit.then(() => "given up")])).toBe(1);
      expect(cli.stderr).toBe("stopped; nothing was written\n");
      expect(await readdir(folder.path)).toEqual([]);
    },
  );

  it("for a known name without a network, naming its address", async () => {
    const stderr = await refused(["github", "--dry-run"], OFFLINE);
    expect(stderr).toContain("https://www.githubstatus.com");
    expect(stderr).toMatch(/www\.githubstatus\.com does not resolve/);
  });
});
