import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../helpers/cli.ts";
import type { Handler } from "../helpers/server.ts";
import { add, GITHUB, site } from "./adding.ts";
import { hasInternet, statuspage, ULID } from "./internet.ts";

const BLOG = `<?xml version="1.0"?><rss version="2.0"><channel><title>Acme Blog</title><item><title>We are hiring</title>
<guid>1</guid><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate><description>Come.</description></item></channel></rss>`;
const HEAD = '<link rel="alternate" type="application/rss+xml" href="/blog.rss">';

function home(...links: readonly string[]): string {
  const anchors = links.map((href) => `<a href="${href}">Service health</a>`).join(" ");
  return `<!doctype html><html><head><title>Acme</title>${HEAD}</head><body>Buy! ${anchors}</body></html>`;
}
const ENTRY = { name: "GitHub", url: "https://www.githubstatus.com", format: "statuspage" };

describe.skipIf(!hasInternet())("add-provider finds a service", { concurrent: true }, () => {
  it("by its name, and says what is known of it", async () => {
    const { code, stdout, stderr, providers } = await add(["github"], GITHUB);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")[0]).toBe(
      "GitHub is a known service; its status page is https://www.githubstatus.com, " +
        "an Atlassian Statuspage, by its JSON API",
    );
    expect(stdout).toMatch(/\nread GitHub: operational; .* 1 component, 0 open\nadded GitHub to /);
    expect(providers).toEqual([ENTRY]);
  });

  it.each(["github.com", "https://github.com/?utm_source=mail", "gist.github.com", "www.githubstatus.com"])(
    "by a domain of its own: %s",
    async (typed) => {
      const { code, providers, asked } = await add([typed], GITHUB);
      expect(code).toBe(0);
      expect(providers).toEqual([ENTRY]);
      expect(new Set(asked.map((address) => address.split("/")[0]))).toEqual(
        new Set(["www.githubstatus.com"]),
      );
    },
  );

  it("as a part of a page, with the components that are it", async () => {
    const { providers } = await add(["GitHub Actions"], GITHUB);
    expect(providers).toEqual([{ ...ENTRY, name: "GitHub Actions", components: ["Actions"] }]);
  });

  it("whose page is another product's than is known, as what it is now", async () => {
    const moved = {
      "www.githubstatus.com": site({ ...statuspage("GitHub", { id: ULID }), "/api/v2/incidents.json": "" }),
    };
    const { code, providers } = await add(["github", "--format", "incidentio"], moved);
    expect(code).toBe(0);
    expect(providers).toEqual([{ ...ENTRY, format: "incidentio" }]);
    const feed = BLOG.replace("Acme Blog", "GitHub Status");
    const other = await add(["github"], {
      "www.githubstatus.com": site({ "/": "<html></html>", "/history.rss": feed }),
    });
    expect(other.stdout).toMatch(
      /^GitHub is a known service; .*: https:\/\/www\.githubstatus\.com\/history\.rss is /,
    );
    expect(other.providers).toMatchObject([
      { url: "https://www.githubstatus.com/history.rss", format: "rss" },
    ]);
  });

  it("by its name with --format, which is believed", async () => {
    const { code, stderr, providers } = await add(["github", "--format", "rss"], GITHUB);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the status page of GitHub, https:\/\/www\.githubstatus\.com, cannot be read: /);
    expect(providers).toEqual([]);
  });

  it("that nobody knows by the status page that its own site links to", async () => {
    const hosts = {
      "acme.example": site({ "/": home("https://uptime.acme-cloud.example/status"), "/blog.rss": BLOG }),
      "uptime.acme-cloud.example": site({ ...statuspage("Acme"), "/status": "<html>Acme</html>" }),
    };
    const { code, stdout, providers } = await add(["https://acme.example/en/?utm_medium=x"], {
      ...hosts,
      "acme.example": site({ "/en/": home("https://uptime.acme-cloud.example/status"), "/blog.rss": BLOG }),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^acme\.example links to its status page: https:\/\/uptime\.acme-cloud\.example/);
    expect(providers).toEqual([
      { name: "Acme", url: "https://uptime.acme-cloud.example", format: "statuspage" },
    ]);
    expect((await add(["acme.example"], hosts)).providers).toEqual(providers);
  });

  it("that nobody knows where status pages usually are", async () => {
    const hosts = { "acme.dev": site({ "/": home() }), "status.acme.dev": site(statuspage("Acme")) };
    const { code, stdout, providers } = await add(["app.acme.dev"], hosts);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^app\.acme\.dev seems to have its status page there: https:\/\/status\.acme\.dev/,
    );
    expect(stdout).not.toContain("look whether");
    expect(providers).toEqual([{ name: "Acme", url: "https://status.acme.dev", format: "statuspage" }]);
  });

  it("by a guess only with a word that it is one", async () => {
    const hosts = { "acmehealth.example": site({}), "acmehealth.statuspage.io": site(statuspage("Acme")) };
    const { stdout, providers } = await add(["acmehealth.example"], hosts);
    expect(stdout).toMatch(/; look whether it is theirs\n/);
    expect(providers).toMatchObject([{ url: "https://acmehealth.statuspage.io" }]);
  });

  it("by a page of the status page that bears its marks and has none of its documents", async () => {
    const page = statuspage("Acme");
    const { code, providers } = await add(["status.acme.example/posts/41?ref=x#now"], {
      "status.acme.example": site({ ...page, "/posts/41": "<html>Post</html>" }),
    });
    expect(code).toBe(0);
    expect(providers).toEqual([{ name: "Acme", url: "https://status.acme.example", format: "statuspage" }]);
  });
});

describe.skipIf(!hasInternet())("An incident's page that tells what made it", { concurrent: true }, () => {
  it("leads to the status page above it", async () => {
    const page = await readFile(join(PROJECT, "test", "fixtures", "instatus", "page.html"), "utf8");
    for (const path of ["/incident/cm2", "/notices/cm2"]) {
      const { code, stdout, stderr, providers } = await add([`status.acme.example${path}`], {
        "status.acme.example": site({ "/": page, [path]: page }),
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("is an Instatus page");
      expect(providers).toMatchObject([{ url: "https://status.acme.example", format: "instatus" }]);
    }
  });
});

it.skipIf(!hasInternet())(
  "A page below the root of a host that has another page there is watched where it is",
  async () => {
    const read = (name: string) => readFile(join(PROJECT, "test", "fixtures", "instatus", name), "utf8");
    const page = await read("page.html");
    const { providers } = await add(["pages.example/acme-status"], {
      "pages.example": site({ "/": page.replaceAll("Osprey Docs", "Somebody Else"), "/acme-status": page }),
    });
    expect(providers).toMatchObject([{ name: "Osprey Docs", url: "https://pages.example/acme-status" }]);
  },
);

describe.skipIf(!hasInternet())("The feed of a blog", { concurrent: true }, () => {
  it("is not taken for the status of a site that links to its status page", async () => {
    const hosts = {
      "acme.example": site({ "/": home("https://status.acme.example/"), "/blog.rss": BLOG }),
      "status.acme.example": (_: unknown, response) => void response.writeHead(403).end(),
    } satisfies Record<string, Handler>;
    const { code, stdout, stderr, providers } = await add(["acme.example"], hosts);
    expect({ code, stdout, providers }).toEqual({ code: 1, stdout: "", providers: [] });
    expect(stderr).toContain("https://status.acme.example answered 403");
    expect(stderr).toContain("https://acme.example/blog.rss is an RSS feed");
    expect(stderr).toContain("but the site has its status elsewhere");
  });

  it("is taken only with a word of warning where there is nothing else", async () => {
    const { stdout } = await add(["acme.example"], {
      "acme.example": site({ "/": home(), "/blog.rss": BLOG }),
    });
    expect(stdout).toMatch(
      /^the page links to https:\/\/acme\.example\/blog\.rss, .*; look whether it is of the service's status, and not of a blog\n/,
    );
  });

  it("is taken without a word where it is what was given", async () => {
    const given = await add(["acme.example/blog.rss"], { "acme.example": site({ "/blog.rss": BLOG }) });
    expect(given.code).toBe(0);
    expect(given.stdout).not.toContain("look whether");
    expect(given.providers).toMatchObject([{ url: "https://acme.example/blog.rss", format: "rss" }]);
  });
});
