import { describe, expect, it } from "vitest";
import { Folder } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { OFFLINE } from "../helpers/network.ts";
import { routes, startServer } from "../helpers/server.ts";
import { add, FILE, GITHUB, site } from "./adding.ts";
import { hasInternet, statuspage } from "./internet.ts";
import { StatusPage } from "./page.ts";

describe.skipIf(!hasInternet())("add-provider of several", { concurrent: true }, () => {
  it("adds those that can be found, tells of each other one by what was typed, and ends with 1", async () => {
    const { code, stdout, stderr, providers } = await add(["openai", "github", "quux corp", "stripe"], {
      ...GITHUB,
      "www.stripestatus.com": site(statuspage("Stripe")),
    });
    expect(code).toBe(1);
    expect(providers.map(({ name }) => name)).toEqual(["GitHub", "Stripe"]);
    expect(stdout.match(/^added /gm)).toHaveLength(2);
    expect(stderr).toMatch(
      /^openai: the status page of OpenAI, https:\/\/status\.openai\.com, cannot be read: /,
    );
    expect(stderr).toMatch(/^quux corp: "quux corp" is neither an address nor a service known by name/m);
  });

  it("says it though logs are silent", async () => {
    await using page = await StatusPage.start();
    await using folder = await Folder.create();
    const args = ["add-provider", page.url, page.url, "--log-level", "silent"];
    const { code, stderr } = await runInProcess(args, { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${page.url}: a provider called "Acme" is on line 2 already; choose another --name\n`,
    );
  });

  it("refuses --name, and a wrong interval, before it asks anybody", async () => {
    await using server = await startServer(routes({}));
    await using folder = await Folder.create();
    for (const [option, value] of [
      ["--name", "One"],
      ["--interval", "soon"],
    ] as const) {
      const args = ["add-provider", server.origin, `${server.origin}/b`, option, value];
      const { code, stderr } = await runInProcess(args, { cwd: folder.path });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(option) });
    }
    expect(server.requests).toEqual([]);
  });
});

describe.concurrent("Without a network", () => {
  it("a known name is answered with the service, its address, and what to do", async () => {
    await using folder = await Folder.create();
    await folder.write(FILE, "providers:\n  - use: OpenAI\n");
    const { code, stdout, stderr } = await runInProcess(["add-provider", "gh"], {
      cwd: folder.path,
      network: OFFLINE,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "the status page of GitHub, https://www.githubstatus.com, cannot be read: " +
        "the host name www.githubstatus.com does not resolve (EAI_AGAIN); check the address, or your DNS; nothing was written\n" +
        "Try again when it can be reached, or write `- use: GitHub` into the configuration by hand.\n",
    );
    // As it says.
    await folder.write(FILE, "providers:\n  - use: OpenAI\n  - use: GitHub\n");
    const listed = await runInProcess(["list-providers"], { cwd: folder.path, network: OFFLINE });
    expect(listed.stdout).toMatch(/^GitHub +statuspage .*https:\/\/www\.githubstatus\.com$/m);
  });

  it("a service that has no status page is told with all that was tried", async () => {
    await using folder = await Folder.create();
    const { code, stderr } = await runInProcess(["add-provider", "acme.dev"], {
      cwd: folder.path,
      network: OFFLINE,
    });
    expect(code).toBe(1);
    for (const host of ["acme.dev", "status.acme.dev", "www.acmestatus.com", "acme.statuspage.io"])
      expect(stderr).toMatch(new RegExp(`^ {2}the host name ${host} does not resolve`, "m"));
  });
});

describe.skipIf(!hasInternet())("--component", { concurrent: true }, () => {
  it("is refused where the page has none of that name, and told which there are", async () => {
    const { code, stderr, providers } = await add(["github", "--component", "Actoins"], GITHUB);
    expect(code).toBe(1);
    expect(stderr).toBe('there is no component "Actoins" on the page; nothing was written. It has API\n');
    expect(providers).toEqual([]);
  });

  it("may be several, and patterns", async () => {
    const hosts = {
      "www.githubstatus.com": site(statuspage("GitHub", { components: ["Actions", "Git – Push"] })),
    };
    const args = ["github", "--component", "actions", "--component", "/push$/i", "--component", "Git"];
    const { code, providers } = await add(args, hosts);
    expect(code).toBe(0);
    expect(providers).toMatchObject([{ components: ["actions", "/push$/i", "Git"] }]);
  });
});
