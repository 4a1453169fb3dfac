import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outage, StatusPage } from "./page.ts";
import { configured, history, running } from "./stateful.ts";
import { stopped } from "./watching.ts";

const isRoot = process.getuid?.() === 0;

describe.concurrent("history", () => {
  // Root may read whatever there is.
  it.skipIf(isRoot)("that somebody else may read says so", async () => {
    await using page = await StatusPage.start();
    await using folder = await configured({ Acme: page });
    await folder.write("kept/history/2026-03-01.jsonl", "");
    await chmod(join(folder.path, "kept", "history"), 0o000);
    const { code, stderr } = await history(folder, "--state", "kept");
    await chmod(join(folder.path, "kept", "history"), 0o700);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^cannot read the state in \S+\/kept: permission denied; ask as the user that /);
  });

  it("shows past events as text, as JSON, of one provider, and while run goes on", async () => {
    await using acme = await StatusPage.start({ incidents: [outage(1)] });
    await using bolt = await StatusPage.start({
      incidents: [outage(1, { id: "bolt00000001", title: "Bolts" })],
    });
    await using folder = await configured({ Acme: acme, Bolt: bolt }, { state: "kept" });
    await using cli = await running(folder, acme, 2);
    acme.incidents = [outage(2)];
    await cli.until(() => cli.events.length === 3);
    const told = [...cli.events].map((event) => JSON.stringify(event));
    const json = await history(folder, "--format", "json");
    expect({ ...json, stdout: json.stdout.split("\n").slice(0, -1).sort() }).toEqual({
      ...{ code: 0, stderr: "", stdout: [...told].sort() },
    });
    const text = await history(folder, "aCME", "--since", "1h");
    expect(text).toEqual({
      ...{ code: 0, stderr: "" },
      stdout:
        "[2026-03-01 10:00:00] Product: Acme - API\nStatus: Investigating - Requests fail.\n" +
        "[2026-03-01 10:30:00] Product: Acme - API\nStatus: Identified - A disk is full. We empty it.\n",
    });
    await stopped(cli);
    expect((await history(folder, "--format", "json")).stdout).toBe(json.stdout);
    expect(await history(folder, "Bolts")).toEqual({
      ...{ code: 1, stdout: "", stderr: 'no provider is called "Bolts", did you mean "Bolt"?\n' },
    });
    expect(await history(folder, "Bolt", "--since", "1ms")).toEqual({
      ...{ code: 0, stdout: "", stderr: "nothing in the last 1ms\n" },
    });
  });

  it("of a state in which nothing has happened yet is none, and no mistake", async () => {
    await using page = await StatusPage.start();
    await using folder = await configured({ Acme: page }, { state: "kept" });
    await using cli = await running(folder, page, 0);
    await page.read(2);
    await stopped(cli);
    const { code, stdout, stderr } = await history(folder);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^(there is no history in \S+\/kept yet|nothing in the last 24h)\n$/);
  });

  it("shows those since then only: the last 24 hours where nothing is said", async () => {
    await using page = await StatusPage.start();
    await using folder = await configured({ Acme: page });
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    for (const hours of [1, 30, 80]) {
      const event = {
        id: `h${hours}`,
        provider: "Acme",
        product: "Acme",
        message: `${hours}`,
        detectedAt: at(hours),
      };
      await folder.write(`kept/history/${at(hours).slice(0, 10)}.jsonl`, `${JSON.stringify(event)}\n`);
    }
    const since = async (...args: string[]) => {
      const { stdout } = await history(folder, "--state", "kept", "--format", "json", ...args);
      return stdout.match(/h\d+/g);
    };
    expect(await since()).toEqual(["h1"]);
    expect(await since("--since", "48h")).toEqual(["h30", "h1"]);
    expect(await since("--since", "7d")).toEqual(["h80", "h30", "h1"]);
    expect(await since("--since", "30m")).toBeNull();
  });

  it.each([
    [
      ["--state", "kept"],
      /^cannot read the state in \S+\/kept: there is no such folder; `run` makes it where state is kept\n$/,
    ],
    [
      ["--state", "config/providers.yaml"],
      /^cannot read the state in \S+: it is no folder; name the one that run --state was given\n$/,
    ],
    [
      ["--state", "config"],
      /^there is no state in \S+\/config; name the folder that run --state was given\n$/,
    ],
    [["--state", ""], /^--state must not be empty; name a folder, or say memory\n$/],
    [
      [],
      /^state is kept in memory, which has no history; give --state, or write state: into the configuration\n$/,
    ],
    [
      ["--state", "kept", "--since", "yesterday"],
      /^--since yesterday is no duration; write it like 24h or 7d\n$/,
    ],
  ])("that cannot be shown says why: %j", async (args, says) => {
    await using page = await StatusPage.start();
    await using folder = await configured({ Acme: page });
    const { code, stdout, stderr } = await history(folder, ...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(says);
  });
});
