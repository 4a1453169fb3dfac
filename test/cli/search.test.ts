import { describe, expect, it } from "vitest";
import { Folder, PROJECT } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";

function search(...args: readonly string[]) {
  return runInProcess(["search", ...args], { cwd: PROJECT });
}

describe.concurrent("search", () => {
  it("shows a line each: name, format, page, the likeliest first", async () => {
    const { code, stdout, stderr } = await search("openai");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toMatch(/^OpenAI +incidentio +https:\/\/status\.openai\.com$/);
  });

  it("takes several words as one text", async () => {
    const { stdout } = await search("google", "cloud");
    expect(stdout.split("\n")[0]).toMatch(/^Google Cloud {2}/);
  });

  it("shows one object a line with --format json", async () => {
    const { code, stdout } = await search("bigquery", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      name: "Google BigQuery",
      page: "https://status.cloud.google.com",
      format: "googlecloud",
      domains: [],
      aliases: ["bigquery"],
      components: ["Google BigQuery"],
    });
  });

  it("shows all without a text", async () => {
    const { code, stdout } = await search();
    expect(code).toBe(0);
    expect(stdout.split("\n").length).toBeGreaterThan(400);
  });

  it("ends with 1 and the nearest names where it finds nothing", async () => {
    expect(await search("opnai")).toEqual({
      code: 1,
      stdout: "",
      stderr: 'no service is known as "opnai"; did you mean OpenAI?\n',
    });
    const { code, stderr } = await search("quux corp");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^no service is known as "quux corp"; .*add-provider <address>\n$/);
  });
});

describe.concurrent("A configuration with `use`", () => {
  it("is listed, and its entries removed, by the services' names", async () => {
    await using folder = await Folder.create();
    await folder.write(
      "config/providers.yaml",
      "providers:\n  - use: openai\n  - use: gh\n    interval: 5m\n",
    );
    const listed = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect(listed.stdout).toMatch(/^OpenAI .*https:\/\/status\.openai\.com\nGitHub .*every 5m.*\n$/);
    expect(await runInProcess(["remove-provider", "github"], { cwd: folder.path })).toMatchObject({
      code: 0,
    });
    expect(await folder.read("config/providers.yaml")).toBe("providers:\n  - use: openai\n");
  });

  it("is refused where it names no service, with line, column and what was meant", async () => {
    await using folder = await Folder.create();
    await folder.write("config/providers.yaml", "providers:\n  - use: gihtub\n");
    const { code, stderr } = await runInProcess(["list-providers"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain('config/providers.yaml:2:10 unknown service "gihtub", did you mean "GitHub"?\n');
  });
});
