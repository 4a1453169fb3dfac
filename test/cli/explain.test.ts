import { describe, expect, it } from "vitest";
import type { StatusEvent } from "../../src/types.ts";
import { component, incident } from "../audience/events.ts";
import { Folder, startCli } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";

const CONFIG = `providers:
  - { name: Acme, url: https://acme.example, tags: prod, ignore: { components: Legacy } }
  - { name: Other, url: https://other.example }
consumers:
  - { type: console, name: all }
  - { type: console, name: grave, only: { min_impact: major } }
  - { type: console, name: prod, only: { tags: prod } }
  - { type: console, name: day, quiet_hours: { from: 22:00, to: 07:00, time_zone: Europe/Zurich } }
  - { type: console, name: hourly, digest: 1h }
  - { type: console, name: calm, settle: 2m }
`;
const NIGHT = ["--at", "2025-11-03T23:00:00Z"];

/** What is said of an event, given in a file. */
async function explained(event: StatusEvent, ...args: string[]) {
  await using folder = await Folder.create();
  await folder.write("providers.yaml", CONFIG);
  await folder.write("event.json", `${JSON.stringify(event)}\n`);
  return await runInProcess(["explain", "event.json", "-c", "providers.yaml", ...NIGHT, ...args], {
    cwd: folder.path,
  });
}

describe.concurrent("explain", () => {
  it("says of each consumer whether it is told, when, and why not", async () => {
    expect(await explained(incident())).toEqual({
      code: 0,
      stderr: "",
      stdout: `all     now    told as soon as it is known
grave   never  impact minor is below major
prod    now    told as soon as it is known
day     later  quiet until 07:00 Europe/Zurich; sent with the digest
hourly  later  sent with the digest of each 1h, next at 2025-11-04 00:00 UTC
calm    now    told as soon as it is known
`,
    });
  });

  it("says of those that wake people that they need more than to be told", async () => {
    await using folder = await Folder.create();
    const consumer = `{ type: pagerduty, routing_key: "\${ROUTING_KEY}" }`;
    await folder.write(
      "providers.yaml",
      `providers:\n  - { name: Acme, url: https://acme.example }\nconsumers:\n  - ${consumer}\n`,
    );
    const events = [
      incident(),
      incident({ change: "updated" }),
      incident({ change: "resolved", status: "resolved" }),
      incident({ kind: "maintenance", status: "scheduled" }),
      component("operational", "under_maintenance"),
    ];
    const said: string[] = [];
    for (const event of events) {
      await folder.write("event.json", JSON.stringify(event));
      const { stdout } = await runInProcess(["explain", "event.json", "-c", "providers.yaml"], {
        cwd: folder.path,
        env: { ROUTING_KEY: "0123456789abcdef0123456789abcdef" },
      });
      said.push(stdout.replace(/ +/g, " ").trim());
    }
    expect(said).toEqual([
      "pagerduty now told as soon as it is known",
      "pagerduty never updates: false, where its alert is open already",
      "pagerduty now told as soon as it is known",
      "pagerduty never alert_on does not have maintenance",
      "pagerduty never alert_on does not have maintenance",
    ]);
  });

  it("prints one object a line with --format json", async () => {
    const { stdout } = await explained(component("operational", "partial_outage"), "--format", "json");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { consumer: "all", tell: "now" },
      { consumer: "grave", tell: "now" },
      { consumer: "prod", tell: "now" },
      {
        consumer: "day",
        tell: "later",
        at: "2025-11-04T06:00:00.000Z",
        as: "digest",
        why: "quiet until 07:00 Europe/Zurich; sent with the digest",
      },
      {
        consumer: "hourly",
        tell: "later",
        at: "2025-11-04T00:00:00.000Z",
        as: "digest",
        why: "sent with the digest of each 1h, next at 2025-11-04 00:00 UTC",
      },
      {
        consumer: "calm",
        tell: "later",
        at: "2025-11-03T23:02:00.000Z",
        as: "settled",
        why: "held for 2m, told if it is still so then",
      },
    ]);
  });

  it("says where the provider's own filter leaves it out", async () => {
    const { stdout } = await explained(incident({ components: ["Legacy"] }));
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    for (const line of lines)
      expect(line).toMatch(/^\w+ +never {2}ignored: component Legacy, by the provider's own settings$/);
  });

  it("knows a provider's tags, and warns of a provider that is not there", async () => {
    expect((await explained(incident({ provider: "Other" }))).stdout).toMatch(
      /^prod +never {2}not wanted: provider Other has no tag prod$/m,
    );
    const { code, stderr } = await explained(incident({ provider: "Acne" }));
    expect(code).toBe(0);
    expect(stderr).toContain('no provider of providers.yaml is called "Acne"');
  });

  it("reads what `run --format json` prints from standard input, as of now", async () => {
    await using folder = await Folder.create();
    await folder.write("providers.yaml", CONFIG);
    await using cli = startCli(["explain", "-", "-c", "providers.yaml"], { cwd: folder.path });
    cli.stdin.end(`${JSON.stringify(incident())}\n`);
    expect(await cli.exit).toBe(0);
    expect(cli.stdout).toContain("all     now");
  });

  it("lets nothing of the event steer the terminal", async () => {
    const { stdout } = await explained(incident({ components: ["\u001b[31mred\u202e"] }));
    expect(stdout).not.toContain("\u001b");
    const ignored = await explained(incident({ provider: "\u001b]0;title\u0007", components: [] }));
    expect(ignored.stdout + ignored.stderr).not.toMatch(/[\u001b\u0007]/);
  });

  it.each<[string, string, string[], RegExp]>([
    ["no JSON", "Product: Acme", [], /^event\.json is no JSON: /],
    ["nothing", "", [], /^event\.json is no JSON: /],
    ["JSON that is no event", "[]", [], /^event\.json is no event as --format json prints them: /],
    [
      "an event of a kind that is none",
      JSON.stringify(incident({ kind: "x" as "incident" })),
      [],
      /no event as --format json prints them: kind: expected one of incident, /,
    ],
    [
      "two events",
      `${JSON.stringify(incident())}\n`.repeat(2),
      [],
      /^event\.json holds 2 events; one at a time/,
    ],
    [
      "a moment that is none",
      JSON.stringify(incident()),
      ["--at", "noon"],
      /^--at: "noon" is no time such as /,
    ],
  ])("refuses %s", async (_, text, args, message) => {
    await using folder = await Folder.create();
    await folder.write("providers.yaml", CONFIG);
    await folder.write("event.json", text);
    const result = await runInProcess(["explain", "event.json", "-c", "providers.yaml", ...args], {
      cwd: folder.path,
    });
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(message);
  });

  it("says which file is not there", async () => {
    await using folder = await Folder.create();
    await folder.write("providers.yaml", CONFIG);
    const result = await runInProcess(["explain", "none.json", "-c", "providers.yaml"], { cwd: folder.path });
    expect(result).toMatchObject({ code: 1, stderr: "cannot read none.json: there is no such file\n" });
    const pasted = await runInProcess(["explain", "{}", "-c", "providers.yaml"], { cwd: folder.path });
    const hint = "name the file of the event, or - for what comes in";
    expect(pasted).toMatchObject({
      code: 1,
      stderr: `cannot read {}: there is no such file; ${hint}\n`,
    });
  });
});
