import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { picksIn } from "../../src/commands/pick-components.ts";
import { Folder, hasTerminals, startOnTerminal } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { StatusPage } from "./page.ts";

const FILE = "xdg/status-watch/providers.yaml";
const QUESTION = /Watch which\? .*: /;
const COMPONENTS = {
  API: "operational",
  Dashboard: "operational",
  "Chat, Completions": "operational",
  Login: "operational",
};

/** Types one answer after the other, each when it is asked for; gives what was written. */
async function pick(
  answers: readonly string[],
  { components = COMPONENTS, args = [] as readonly string[] } = {},
) {
  await using page = await StatusPage.start({ components });
  await using folder = await Folder.create();
  await using cli = startOnTerminal(["add-provider", page.url, ...args], { cwd: folder.path });
  for (const [index, answer] of answers.entries()) {
    await cli.until(() => cli.stdout.split(QUESTION).length > index + 1);
    cli.stdin.write(answer);
  }
  const code = await cli.exit;
  const text = code === 0 ? await folder.read(FILE) : "";
  const [entry] = text ? (parse(text) as { providers: { components?: string[] }[] }).providers : [];
  return {
    code,
    screen: cli.stdout.replaceAll("\r", ""),
    components: entry?.components,
    isWritten: text !== "",
  };
}

describe.skipIf(!hasTerminals())("On a terminal add-provider", { concurrent: true }, () => {
  it("lists the page's components by number, and watches all of them on Enter", async () => {
    const { code, screen, components, isWritten } = await pick(["\r"]);
    expect({ code, components, isWritten }).toEqual({ code: 0, components: undefined, isWritten: true });
    expect(screen).toContain("   1  API\n   2  Dashboard\n   3  Chat, Completions\n   4  Login\n");
    expect(screen.indexOf("is an Atlassian Statuspage")).toBeLessThan(screen.indexOf("   1  API"));
  });

  it("watches what is picked by number, range and name, in whatever case", async () => {
    const { code, components } = await pick(["1, 3-4,dashboard\r"]);
    expect({ code, components }).toEqual({
      code: 0,
      components: ["API", "Chat, Completions", "Login", "Dashboard"],
    });
  });

  it("asks again after a wrong answer, and says what was wrong with it", async () => {
    const { code, screen, components } = await pick(["5\r", "2-1\r", "1,Dashbord\r", "2\r"]);
    expect({ code, components }).toEqual({ code: 0, components: ["Dashboard"] });
    for (const wrong of ["5", "2-1", "Dashbord"])
      expect(screen).toContain(`there is no component "${wrong}"\n`);
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("writes nothing after %s", async (_, key) => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    await using cli = startOnTerminal(["add-provider", page.url], { cwd: folder.path });
    await cli.until(QUESTION);
    cli.stdin.write(key);
    expect([1, 130]).toContain(await cli.exit);
    expect(cli.stdout).toContain("left at that; nothing was written");
    expect(cli.stdout).not.toMatch(/Warning|\n {4}at /);
    await expect(folder.read(FILE)).rejects.toThrow("ENOENT");
  });

  it("asks of none of the others after Ctrl-C, and keeps what was added before", async () => {
    await using acme = await StatusPage.start();
    await using bolt = await StatusPage.start({ name: "Bolt" });
    await using folder = await Folder.create();
    await using cli = startOnTerminal(["add-provider", acme.url, bolt.url, acme.url], { cwd: folder.path });
    await cli.until(QUESTION);
    cli.stdin.write("\r");
    await cli.until(/read Bolt.*Watch which/s);
    cli.stdin.write("\u0003");
    expect([1, 130]).toContain(await cli.exit);
    expect(cli.stdout).toContain("left at that; nothing more was written");
    expect(await folder.read(FILE)).toMatch(/name: Acme\n.*\n.*statuspage\n$/);
  });

  it("does not ask where components are given, nor where there is but one", async () => {
    expect(await pick([], { args: ["--component", "Login"] })).toMatchObject({
      code: 0,
      components: ["Login"],
    });
    const one = await pick([], { components: { API: "operational" } as typeof COMPONENTS });
    expect(one).toMatchObject({ code: 0, components: undefined });
    expect(one.screen).not.toContain("Watch which");
  });

  it("lists no more than sixty, and counts the rest, which can be named all the same", async () => {
    const names = Array.from({ length: 75 }, (_, index) => [`City ${index + 100}`, "operational"]);
    const components = Object.fromEntries(names) as typeof COMPONENTS;
    const { screen, components: picked } = await pick(["city 170,61\r"], { components });
    expect(screen).toContain("  60  City 159\n      and 15 more\n");
    expect(picked).toEqual(["City 170", "City 160"]);
  });
});

it("without a terminal add-provider asks nothing, and watches all", async () => {
  await using page = await StatusPage.start();
  await using folder = await Folder.create();
  const { code, stderr } = await runInProcess(["add-provider", page.url], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(await folder.read(FILE)).not.toContain("components");
});

describe("An answer picks", () => {
  const NAMES = ["API", "Chat, Completions", "Git – Push", "Git – Pull", "7"];
  it.each([
    ["", []],
    [" , ", []],
    ["2", ["Chat, Completions"]],
    ["1-3", ["API", "Chat, Completions", "Git – Push"]],
    ["3 - 4, 3", ["Git – Push", "Git – Pull"]],
    ["chat, completions", ["Chat, Completions"]],
    ["git – pull", ["Git – Pull"]],
    ["Git", ["Git"]],
    ["push", ["push"]],
    ["7", ["7"]],
    ["5", ["7"]],
  ])("from %j", (answer, names) => {
    expect(picksIn(answer, NAMES)).toEqual({ names });
  });

  it.each(["0", "6", "4-9", "3-1", "chat", "99999", "1;2"])("nothing from %j, which is said", (answer) => {
    expect(picksIn(answer, NAMES)).toEqual({ problem: `there is no component "${answer}"` });
  });
});
