import { describe, expect, it } from "vitest";
import { Folder } from "../helpers/cli.ts";
import { runInProcess, startInProcess } from "../helpers/in-process.ts";
import type { Handler } from "../helpers/server.ts";
import { outage, StatusPage } from "./page.ts";
import { stopped } from "./watching.ts";

const SECRET = "s3cr3t-0f-th3-p4g3";
const env = { PAGE_TOKEN: SECRET };
const headers = { authorization: `Bearer \${PAGE_TOKEN}` };

/** Answers with everything it was asked with, where it is most likely to be quoted. */
const echo =
  (status: number): Handler =>
  (request, response) => {
    const said = JSON.stringify({ ...request.headers, url: request.url });
    response.writeHead(status, said.replaceAll(/[^ -~]/g, ""), {
      "content-type": "text/html",
      "x-echo": said,
    });
    response.end(`<html>${said}`);
  };

const FAILURES: readonly (readonly [string, Handler])[] = [
  ["answers 500 and repeats what it was asked", echo(500)],
  ["answers 401", echo(401)],
  ["answers 429", echo(429)],
  ["answers with a web page", echo(200)],
  [
    "answers with what is no JSON",
    ({ headers, url }, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(headers.authorization ?? url),
  ],
  ["breaks the connection", (request) => request.socket.destroy()],
  ["leads nowhere", (_, response) => response.writeHead(302, { location: "http://[" }).end()],
  ["leads in a circle", (request, response) => response.writeHead(302, { location: request.url }).end()],
];

describe.concurrent("A secret of the environment is never printed", () => {
  it.each([
    ["in a header", "", headers],
    ["in the address", `/feed.atom?key=\${PAGE_TOKEN}`, {}],
  ])("where it is %s, whatever the page answers", async (_, path, own) => {
    const pages = await Promise.all(FAILURES.map(() => StatusPage.start()));
    await using folder = await Folder.create();
    const config = await folder.configure(
      FAILURES.map(([name, handler], index) => {
        pages[index]?.answer(handler);
        return {
          name,
          url: `${pages[index]?.url}${path}`,
          format: path ? "atom" : "statuspage",
          headers: own,
        };
      }),
    );
    const args = ["run", "-c", config, "--log-level", "debug", "--format", "json"];
    await using cli = startInProcess(args, { cwd: folder.path, env });
    await cli.until(() => FAILURES.every(([name]) => cli.stderr.includes(`warn: ${name}: `)));
    await cli.until(() => cli.events.some(({ change }) => change === "unreachable"));
    await stopped(cli);
    for (const { requests } of pages) {
      expect(requests[0]?.headers.authorization ?? requests[0]?.url).toContain(SECRET);
    }
    expect(cli.stdout + cli.stderr).not.toContain(SECRET);
    for (const page of pages) await page[Symbol.asyncDispose]();
  });

  it("where it is in the address and the page has moved for good", async () => {
    await using page = await StatusPage.start();
    const feed = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title></feed>';
    page.answer(({ url = "" }, response) => {
      const location = url.replace("/feed.atom", "/new.atom");
      if (location !== url) response.writeHead(301, { location }).end();
      else response.writeHead(200, { "content-type": "application/atom+xml" }).end(feed);
    });
    await using folder = await Folder.create();
    const config = await folder.configure([
      { name: "Acme", url: `${page.url}/feed.atom?key=\${PAGE_TOKEN}` },
    ]);
    await using cli = startInProcess(["run", "-c", config], { cwd: folder.path, env });
    await cli.until(/has moved for good; .*\n/);
    expect(cli.stderr).toContain("/new.atom");
    expect(cli.stderr).not.toContain(SECRET);
  });

  it.each(["list-providers", "list-providers --format json", "check-once", "check-once --format json"])(
    "by `%s`",
    async (command) => {
      await using page = await StatusPage.start({ incidents: [outage(1)] });
      await using folder = await Folder.create();
      const url = `${page.url}/?key=\${PAGE_TOKEN}`;
      await folder.configure([{ name: "Acme", url, headers }], "config/providers.yaml");
      const { stdout, stderr } = await runInProcess(command.split(" "), { cwd: folder.path, env });
      expect(stdout).toContain("Acme");
      expect(stdout + stderr).not.toContain(SECRET);
    },
  );

  it("where a header cannot carry it", async () => {
    await using folder = await Folder.create();
    const config = await folder.configure([{ name: "Acme", url: "https://acme.example", headers }]);
    const options = { cwd: folder.path, env: { PAGE_TOKEN: `${SECRET}\n` } };
    const { code, stderr } = await runInProcess(["run", "-c", config], options);
    expect(code).toBe(1);
    expect(stderr).toContain("holds a character that a header cannot carry");
    expect(stderr).not.toContain(SECRET);
  });

  it("nor one that is written in the file, beside a mistake", async () => {
    await using folder = await Folder.create();
    const entry = `{ name: Acme, url: "https://acme.example", headers: { x-key: ${SECRET} }, intervall: 30s }`;
    const config = await folder.write("providers.yaml", `providers:\n  - ${entry}\n`);
    const { code, stderr } = await runInProcess(["run", "-c", config], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean "interval"?');
    expect(stderr).not.toContain(SECRET);
  });

  it("and is not sent to where the page leads", async () => {
    await using other = await StatusPage.start();
    await using page = await StatusPage.start();
    page.answer(({ url = "" }, response) => response.writeHead(302, { location: other.url + url }).end());
    await using folder = await Folder.create();
    const config = await folder.configure([{ name: "Acme", url: page.url, format: "statuspage", headers }]);
    await using cli = startInProcess(["run", "-c", config], { cwd: folder.path, env });
    await other.read(1);
    await stopped(cli);
    expect(page.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(other.requests.map((request) => request.headers.authorization)).not.toContain(`Bearer ${SECRET}`);
  });

  it("and what consumers need of it is missed only where they are told something", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const slack = `consumers:\n  - { type: slack, webhook_url: "\${SLACK_URL}" }\n`;
    const acme = `providers:\n  - { name: Acme, url: "${page.url}", format: statuspage }\n`;
    await folder.write("providers.yaml", acme + slack);
    const call = (...args: string[]) =>
      runInProcess([...args, "-c", "providers.yaml"], { cwd: folder.path, env: {} });
    expect((await call("check-once")).stdout).toMatch(/^✔ Acme {2}operational/);
    for (const command of ["run", "test-consumer", "list-providers"]) {
      const { code, stderr } = await call(command);
      expect([code, stderr], command).toEqual([
        1,
        expect.stringContaining("the environment variable SLACK_URL is not set"),
      ]);
    }
  });

  it("and a variable that is not set is said to be so", async () => {
    await using folder = await Folder.create();
    const config = await folder.configure([{ name: "Acme", url: "https://acme.example", headers }]);
    const { code, stderr } = await runInProcess(["run", "-c", config], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^providers\.yaml:\d+:\d+ the environment variable PAGE_TOKEN is not set$/m);
  });
});
