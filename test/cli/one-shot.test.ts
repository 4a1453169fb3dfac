import { describe, expect, it } from "vitest";
import { SCRIPT } from "../../src/demo/script.ts";
import type { StatusEvent } from "../../src/types.ts";
import { Folder, runCli, startCli } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { outage, StatusPage } from "./page.ts";
import { check } from "./states.ts";

// First, and beside all the others: the demos take their time, but little of the machine's.
describe.concurrent("The demo", () => {
  it("ends by itself with 0, having told every update once, and of a page that breaks", async () => {
    await using folder = await Folder.create();
    const { code, stdout, stderr } = await runCli(["demo", "--format", "json"], { cwd: folder.path });
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as StatusEvent);
    const told = events.filter(({ kind, change }) => kind !== "provider" && change !== "ongoing");
    const posted = SCRIPT.flatMap(({ name, incidents }) =>
      incidents.flatMap(({ title, posts }) =>
        posts.filter(({ atS }) => atS > 0).map(({ status }) => `${name}: ${title} ${status}`),
      ),
    );
    expect(posted).toHaveLength(17);
    expect(told.map(({ provider, title, status }) => `${provider}: ${title} ${status}`).sort()).toEqual(
      posted.sort(),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const reach = events.filter(({ kind }) => kind === "provider");
    expect(reach.map(({ provider, change }) => `${provider} ${change}`)).toEqual([
      "Fjord Search unreachable",
      "Fjord Search recovered",
    ]);
    expect(stderr).toMatch(/^\d+ requests were answered: \d+ × 200, \d+ × 304, /m);
    expect(stderr).toContain("The pages posted 17 updates; 17 were told, 0 twice.");
    expect(stderr).toContain("status-watch run");
  });

  it("writes text as any daemon does, and an account after it", async () => {
    await using folder = await Folder.create();
    const { code, stdout, stderr } = await runInProcess(["demo"], { cwd: folder.path });
    expect(code).toBe(0);
    const [told = "", account = ""] = stdout.split("\n\n");
    for (const pair of told.match(/.*\n?.*\n?/g)?.filter(Boolean) ?? []) {
      expect(pair.trimEnd()).toMatch(
        /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] Product: \S.*\nStatus: [A-Z][a-z ]+ - \S.*$/,
      );
    }
    expect(told).toContain("Status: Identified - An acquirer times out; traffic is moved to another.");
    expect(account).toContain("17 were told, 0 twice");
    expect(stderr).not.toContain("17 were told");
  });

  it("can be ended at any moment", async () => {
    await using folder = await Folder.create();
    await using cli = startCli(["demo"], { cwd: folder.path });
    await cli.until(/Status: /);
    cli.kill("SIGINT");
    expect(await cli.exit).toBe(0);
    expect(cli.stdout).toContain("Now for real: status-watch run");
  });
});

describe.concurrent("check-once exits with", () => {
  it.each([
    [0, ["fine"]],
    [0, ["maintained"]],
    [1, ["minor"]],
    [1, ["degraded"]],
    [2, ["major"]],
    [2, ["critical"]],
    [2, ["down"]],
    [3, ["unreachable"]],
    [3, ["broken"]],
    [3, ["unreadable"]],
    [0, ["fine", "maintained"]],
    [1, ["fine", "minor"]],
    [2, ["minor", "critical", "fine"]],
    [2, ["unreachable", "critical"]],
    [1, ["minor", "unreachable"]],
    [3, ["fine", "unreachable"]],
  ] as const)("%i where its pages are %j", async (code, states) => {
    const { stdout, ...result } = await check(states);
    expect(result.code).toBe(code);
    for (const state of states) expect(stdout).toContain(state);
  });

  it("the code of those that are named, letter case aside, and reads no other", async () => {
    expect((await check(["fine", "major"], ["FINE"])).code).toBe(0);
    const { code, stdout } = await check(["fine", "major", "unreachable"], ["major", "fine"]);
    expect(code).toBe(2);
    expect(stdout).not.toContain("unreachable");
  });
});

describe.concurrent("check-once exits with 3 and says why", () => {
  it.each([
    ["an unknown option", ["check-once", "--bogus"], /unknown option '--bogus'/],
    ["an unknown option before it", ["--bogus", "check-once"], /unknown option '--bogus'/],
    ["a wrong value of an option before it", ["--format", "xml", "check-once"], /'xml' is invalid/],
    ["a name that is none", ["check-once", "Acne"], /^no provider is called "Acne", did you mean "Acme"\?$/m],
    ["a configuration that is not there", ["check-once", "-c", "none.yaml"], /"none\.yaml".*does not exist/],
    ["a configuration that is wrong", ["check-once", "-c", "wrong.yaml"], /^wrong\.yaml:1:12 /m],
    [
      "a configuration that is a folder",
      ["check-once", "-c", "config"],
      /cannot read config: it is a folder/,
    ],
  ])("for %s", async (_, args, message) => {
    await using folder = await Folder.create();
    await folder.write("wrong.yaml", "providers: 7\n");
    await folder.configure([{ name: "Acme", url: "http://127.0.0.1:9" }], "config/providers.yaml");
    const { code, stdout, stderr } = await runInProcess(args, { cwd: folder.path });
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(code).toBe(3);
  });
});

describe.concurrent("check-once", () => {
  it("judges only the components that are watched", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1, { impact: "critical" })] });
    page.components = { API: "major_outage", Dashboard: "degraded_performance", Mail: "operational" };
    await using folder = await Folder.create();
    const watch = (name: string, more: object) => ({ name, url: page.url, ...more });
    await folder.configure(
      [
        watch("mail", { components: ["Mail"] }),
        watch("dashboard", { components: "/^dash/i" }),
        watch("api", { components: ["API"] }),
        watch("rest", { ignore: { components: ["API", "Dashboard"] } }),
      ],
      "config/providers.yaml",
    );
    const codeOf = async (name: string) =>
      (await runInProcess(["check-once", name], { cwd: folder.path })).code;
    expect([
      await codeOf("mail"),
      await codeOf("dashboard"),
      await codeOf("api"),
      await codeOf("rest"),
    ]).toEqual([0, 1, 2, 0]);
  });

  it("says which of the components that are to be watched the page does not have", async () => {
    await using page = await StatusPage.start();
    page.components = { API: "operational", Dashboard: "operational" };
    await using folder = await Folder.create();
    const misspelt = { name: "Acme", url: page.url, components: ["Dashbord"] };
    await folder.configure([misspelt], "config/providers.yaml");
    const { code, stderr } = await runInProcess(["check-once"], { cwd: folder.path });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^warn: Acme: the page has no component "Dashbord" \(did you mean "Dashboard"\?\); it has API, Dashboard \(config\/providers\.yaml:\d+\)$/m,
    );
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends with 3 when %s ends it before a page has answered",
    async (signal) => {
      await using page = await StatusPage.start();
      page.answer(() => {});
      await using folder = await Folder.create();
      const config = await folder.configure([{ name: "Acme", url: page.url, format: "statuspage" }]);
      await using cli = startCli(["check-once", "-c", config], { cwd: folder.path });
      await page.read(1);
      cli.kill(signal);
      expect(await cli.exit).toBe(3);
      expect(cli.stderr).not.toMatch(/\n {4}at /);
    },
  );
});

describe.concurrent("check-once shows", () => {
  it("a plain table where it is not on a terminal, with what is open beneath", async () => {
    const { stdout, stderr } = await check(["fine", "major", "degraded", "broken"]);
    expect(stderr).not.toContain("\u001b");
    expect(stdout.replaceAll(/127\.0\.0\.1:\d+/g, "host")).toBe(
      "✔ fine      operational\n" +
        "▲ major     partial outage  1 open\n" +
        "    Investigating [2026-03-01 10:00:00] Errors of the API\n" +
        "      Requests fail.\n" +
        "      http://host/incidents/outage000001\n" +
        "▲ degraded  degraded        API\n" +
        "? broken    unknown         cannot be read\n" +
        "    http://host answered 500\n",
    );
  });

  it("one object a line with --format json", async () => {
    const { code, stdout } = await check(["fine", "major", "broken"], ["--format", "json"]);
    expect(code).toBe(2);
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        provider: "fine",
        state: "operational",
        impact: "none",
        url,
        format: "statuspage",
        incidents: [],
        components: [],
      },
      {
        ...{
          provider: "major",
          state: "partial outage",
          impact: "major",
          url,
          format: "statuspage",
          components: [],
        },
        incidents: [
          {
            ...{ id: "outage000001", kind: "incident", title: "Errors of the API", status: "investigating" },
            ...{ impact: "major", url, components: ["API"], message: "Requests fail." },
            ...{ startedAt: "2026-03-01T10:00:00.000Z", updatedAt: "2026-03-01T10:00:00.000Z" },
          },
        ],
      },
      {
        ...{ provider: "broken", state: "unknown", impact: "unknown", url, incidents: [], components: [] },
        error: expect.stringMatching(/answered 500$/),
      },
    ]);
  });

  it("times of the machine with --tz local", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await Folder.create();
    const config = await folder.configure([{ name: "Acme", url: page.url }]);
    const args = ["check-once", "-c", config, "--tz", "local"];
    const { stdout } = await runCli(args, { cwd: folder.path, env: { TZ: "Asia/Kathmandu" } });
    expect(stdout).toContain("[2026-03-01 15:45:00]");
  });

  it("nothing of logs on standard output, whatever the level", async () => {
    const { stdout } = await check(["fine"], ["--format", "json", "--log-level", "debug"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ provider: "fine" });
  });
});
