import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runInProcess } from "../helpers/in-process.ts";
import { outage, PAST, StatusPage } from "./page.ts";
import { configured, history, running, start } from "./stateful.ts";
import { stopped } from "./watching.ts";

const IN_MEMORY =
  "state is kept in memory: after a restart, history is silent and what is open is told once\n";

describe.concurrent("run", () => {
  it("keeps state in memory, and says so first, where nothing else is said", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await configured({ Acme: page });
    await using cli = await running(folder, page, 1);
    await stopped(cli);
    expect(cli.stderr.startsWith(IN_MEMORY)).toBe(true);
    expect(await readdir(folder.path)).toEqual(["config"]);
    await using again = await running(folder, page, 1);
    await stopped(again);
    expect(again.events).toMatchObject([{ change: "ongoing" }]);
  });

  it("with --state tells after a restart what was posted meanwhile, and nothing twice", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await configured({ Acme: page });
    await using cli = await running(folder, page, 1, "--state", "my state");
    await stopped(cli);
    const where = join(folder.path, "my state");
    expect(cli.stderr.split("\n")[0]).toBe(
      `state is kept in ${where}: after a restart, what was posted meanwhile is told, and nothing twice`,
    );
    page.incidents = [outage(3), PAST];
    await using again = await running(folder, page, 2, "--state", where);
    await page.read(2);
    await stopped(again);
    expect(again.events.map(({ change, updateId }) => `${change} ${updateId}`)).toEqual([
      ...["updated outage000001-2", "resolved outage000001-3"],
    ]);
  });

  it.each([
    ["a folder", "../kept"],
    ["a map", { path: "../kept", keep_history: "7d" }],
  ])("takes `state:` of the configuration from beside that file: %s", async (_, state) => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await configured({ Acme: page }, { state });
    await using cli = await running(folder, page, 1);
    await stopped(cli);
    expect(await readdir(join(folder.path, "kept"))).toEqual(["history", "journal"]);
    expect((await history(folder)).stdout).toContain("Requests fail.");
  });

  it("keeps it in memory with --state memory, whatever the configuration says", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using folder = await configured({ Acme: page }, { state: "kept" });
    await using cli = await running(folder, page, 1, "--state", "memory");
    await stopped(cli);
    expect(cli.stderr.startsWith(IN_MEMORY)).toBe(true);
    expect(await readdir(join(folder.path, "config"))).toEqual(["providers.yaml"]);
  });

  it("refuses state that another one uses, which goes on, and takes it over once that was killed", async () => {
    await using page = await StatusPage.start();
    await using folder = await configured({ Acme: page }, { state: "../kept" });
    await using first = start(folder);
    await page.read(2);
    await using second = start(folder);
    expect(await second.exit).toBe(1);
    expect(second.stderr).toMatch(
      /^the state in \S+\/kept is in use by process \d+ on \S+; stop that one, or give this one a --state of its own\n$/,
    );
    page.incidents = [outage(1)];
    await first.until(() => first.events.length === 1);
    first.kill("SIGKILL");
    await first.exit;
    // Of several that want it at once, one gets it.
    const all = [start(folder), start(folder), start(folder)];
    const codes: number[] = [];
    try {
      await new Promise<void>((resolve) => {
        for (const { exit } of all) void exit.then((code) => codes.push(code) === 2 && resolve());
      });
      expect(codes).toEqual([1, 1]);
    } finally {
      for (const cli of all) cli.kill("SIGTERM");
      await Promise.all(all.map(({ exit }) => exit));
    }
    expect(codes).toEqual([1, 1, 0]);
  });

  it("refuses damaged state with 1, and goes on from a baseline where that is wanted", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1), PAST] });
    await using folder = await configured({ Acme: page });
    await folder.write("kept/journal", "not ours\n");
    const args = ["run", "--state", "kept"];
    const refused = await runInProcess(args, { cwd: folder.path });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^the state in \S+\/kept\/journal is damaged: it does not begin as state of status-watch does\. Start with --discard-damaged-state to keep that file aside and go on from a baseline: .*\n$/,
    );
    await using cli = await running(folder, page, 1, "--state", "kept", "--discard-damaged-state");
    await stopped(cli);
    expect(cli.stderr).toMatch(
      /^warn: the state in .* it is kept as \S+journal\.damaged-\S+, and every page is at first sight$/m,
    );
    expect(cli.events).toMatchObject([{ change: "ongoing" }]);
    const [aside = ""] = (await readdir(join(folder.path, "kept"))).filter((name) =>
      name.includes("damaged"),
    );
    expect(await folder.read(join("kept", aside))).toBe("not ours\n");
  });
});
