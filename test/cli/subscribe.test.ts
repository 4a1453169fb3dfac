import { describe, expect, it } from "vitest";
import { Folder, startCli } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { Site, statuspageHtml } from "../subscriptions/site.ts";

const FILE = "config/providers.yaml";
const EMAIL = "ops@example.com";
const HOOK = `https://hooks.example.com/hooks/acme/${"k".repeat(43)}`;

async function withPage(site: Site, more: Readonly<Record<string, unknown>> = {}): Promise<Folder> {
  const folder = await Folder.create();
  await folder.configure([{ name: "Acme Cloud", url: site.url, ...more }], FILE);
  return folder;
}

describe.concurrent("subscribe", () => {
  it("subscribes by the page's own form, and says what it sent where and what is left to do", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    await using folder = await withPage(site);
    const args = ["subscribe", "acme cloud", "--webhook", HOOK, "--email", EMAIL];
    const { code, stdout, stderr } = await runInProcess(args, { cwd: folder.path });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(site.posted[0]?.fields).toContainEqual(["endpoint", HOOK]);
    expect(stdout).toMatch(/^Acme Cloud: the page has taken it\nTo .*\/subscriptions\/webhook\.json sent:\n/);
    expect(stdout).toMatch(/^Still to do:$/m);
    expect(stdout).not.toContain("kkk");
  });

  it("ends with 1 and the steps where a person has to", async () => {
    await using site = await Site.start({ "/": statuspageHtml({ captcha: true }) });
    await using folder = await withPage(site);
    const args = ["subscribe", "Acme Cloud", "--email", EMAIL, "--format", "json"];
    const { code, stdout, stderr } = await runInProcess(args, { cwd: folder.path });
    expect({ code, stderr, posted: site.posted }).toEqual({ code: 1, stderr: "", posted: [] });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ provider: "Acme Cloud", outcome: "by-hand", channel: "email", product: "Atlassian Statuspage" },
      steps: [expect.stringContaining(site.url), expect.any(String), expect.stringContaining(EMAIL)],
    });
  });

  it("never shows what the environment gave", async () => {
    await using site = await Site.start({ "/?key=s3cr3t": statuspageHtml({ captcha: true }) });
    const more = {
      url: `${site.url}?key=\${PAGE_TOKEN}`,
      headers: { authorization: `Bearer \${PAGE_TOKEN}` },
    };
    await using folder = await withPage(site, more);
    const options = { cwd: folder.path, env: { PAGE_TOKEN: "s3cr3t" } };
    for (const format of ["text", "json"]) {
      const args = ["subscribe", "Acme Cloud", "--email", EMAIL, "--format", format];
      const { stdout, stderr } = await runInProcess(args, options);
      expect(stdout).toContain("PAGE_TOKEN");
      expect(stdout + stderr).not.toContain("s3cr3t");
    }
  });

  it("complains of what cannot be meant", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    await using folder = await withPage(site);
    const complaintOf = async (...args: string[]) => {
      const { code, stdout, stderr } = await runInProcess(["subscribe", ...args], { cwd: folder.path });
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      return stderr;
    };
    expect(await complaintOf("Acme Cloud")).toMatch(/^say what to subscribe/);
    expect(await complaintOf("Acme Clod", "--email", EMAIL)).toMatch(/did you mean "Acme Cloud"\?/);
    expect(await complaintOf("Acme Cloud", "--webhook", "http://a.example")).toMatch(/is not https/);
    expect(await complaintOf("--email", EMAIL)).toMatch(/missing required argument 'provider'/);
  });

  it("ends at once when it is told to, with a page that never answers", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    site.answer = "hang";
    await using folder = await withPage(site);
    await using cli = startCli(["subscribe", "Acme Cloud", "--email", EMAIL], { cwd: folder.path });
    await site.untilPosted();
    cli.kill("SIGINT");
    expect(await cli.exit).toBe(1);
    expect(cli.stdout).toMatch(/^Acme Cloud: the page could not be asked: .*we are stopping\n/);
  });
});

describe.concurrent("unsubscribe", () => {
  it("opens the link that it is given, and says how it is done without one", async () => {
    await using site = await Site.start({ "/": statuspageHtml(), "/?unsubscribe=x1": "<p>Bye" });
    await using folder = await withPage(site);
    const link = `${site.url}?unsubscribe=x1`;
    const opened = await runInProcess(["unsubscribe", "Acme Cloud", "--link", link], { cwd: folder.path });
    expect(opened).toMatchObject({ code: 0, stdout: expect.stringContaining("the link was opened") });
    expect(site.got).toEqual(["/?unsubscribe=x1"]);
    const told = await runInProcess(["unsubscribe", "Acme Cloud"], { cwd: folder.path });
    expect(told).toMatchObject({ code: 1, stdout: expect.stringContaining("meta.unsubscribe") });
  });
});
