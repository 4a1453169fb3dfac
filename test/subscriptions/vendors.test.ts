import { describe, expect, it } from "vitest";
import { FORMAT_NAMES } from "../../src/feeds/index.ts";
import { createDocument } from "../../src/http/document.ts";
import type { Provider } from "../../src/provider.ts";
import { UNKNOWN } from "../../src/subscriptions/by-hand.ts";
import { VENDORS, vendorOf } from "../../src/subscriptions/index.ts";
import { pageOf, planSubscription } from "../../src/subscriptions/plan.ts";
import type { Channel, Vendor } from "../../src/subscriptions/types.ts";
import { corpus, hasCorpus, readCorpus } from "../helpers/corpus.ts";
import { subscribeTo } from "./command.ts";
import { Site, statuspageHtml } from "./site.ts";

const EMAIL = "ops@example.com";
const HOOK = `https://hooks.example.com/hooks/acme/${"k".repeat(43)}`;
const CHANNELS: readonly Channel[] = ["email", "webhook"];

function providerAt(url: string, format?: string): Provider {
  const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
  return { name: "Acme", url, intervalMs: 0, headers: {}, filter, ...(format && { format }) };
}

function pageWith(html: string | Buffer) {
  return createDocument(new URL("https://status.acme.example/"), {}, Buffer.from(html));
}

describe("What is known of subscribing", () => {
  const all: [string, Vendor][] = [...Object.entries(VENDORS), ["(unknown)", UNKNOWN]];

  it.each(all)("is in words that can be followed: %s", (name, vendor) => {
    if (vendor !== UNKNOWN) expect(FORMAT_NAMES).toContain(name);
    expect(vendor.leaving.length).toBeGreaterThan(0);
    for (const channel of CHANNELS) {
      const way = vendor.ways[channel];
      if ("instead" in way) {
        expect(way.instead).not.toBe("");
        continue;
      }
      const words = [...way.steps, ...way.after].join("\n");
      const placeholders = new Set(words.match(/\{\w+\}/g));
      expect(["{page}", "{email}", "{webhook}"]).toEqual(expect.arrayContaining([...placeholders]));
      // Of GitHub's, nothing is entered: whoever is logged in is written to.
      if (name !== "upptime") expect(placeholders).toContain(`{${channel}}`);
      if (channel === "email") expect(words).not.toContain("{webhook}");
    }
  });

  it.each([
    ["by what the configuration says", providerAt("https://x.example", "sorry"), undefined, "Sorry™"],
    ["by the address", providerAt("https://acme.statuspage.io"), undefined, "Atlassian Statuspage"],
    [
      "by the page, whatever else is said",
      providerAt("https://x.example", "sorry"),
      statuspageHtml(),
      "Atlassian Statuspage",
    ],
    ["not at all", providerAt("https://x.example"), "<p>Hello", UNKNOWN.name],
    ["not at all of a vendor's own page", providerAt("https://x.example", "aws"), undefined, UNKNOWN.name],
  ])("is found %s", (_, provider, html, name) => {
    expect(vendorOf(provider, html === undefined ? undefined : pageWith(html)).name).toBe(name);
  });

  it.each([
    ["https://a.example/", "https://a.example/"],
    ["https://a.example/status/acme", "https://a.example/status/acme"],
    ["https://a.example/?id=1", "https://a.example/?id=1"],
    ["https://a.example/history.atom", "https://a.example/"],
    ["https://a.example/acme/history.rss?x=1", "https://a.example/acme/"],
    ["https://a.example/api/v2/summary.json", "https://a.example/"],
    ["https://a.example/acme/api/v1/status", "https://a.example/acme/"],
    ["https://a.example/feed", "https://a.example/"],
  ])("is said of the page that an address belongs to: %s", (address, page) => {
    expect(pageOf(new URL(address)).href).toBe(page);
  });
});

describe("A form that is not on the page itself", () => {
  const formFor = (action: string) =>
    `<form action="${action}" method="post"><input type="hidden" name="_token" value="t0k">
     <input type="email" name="email"><button type="submit">Subscribe</button></form>`;

  it("is found where the product has it, with the session that goes with it", async () => {
    const headers = { "set-cookie": "laravel_session=abc; path=/; httponly" };
    await using site = await Site.start({
      "/": '<a href="/subscribe">Subscribe</a>',
      "/subscribe": { body: formFor("/subscribe"), headers },
    });
    site.answer = { status: 302, headers: { location: `${site.url}subscribe` } };
    const provider = { format: "cachet" };
    const { code, text } = await subscribeTo(site, { email: EMAIL }, { provider });
    expect(site.posted).toMatchObject([
      {
        path: "/subscribe",
        fields: [
          ["_token", "t0k"],
          ["email", EMAIL],
        ],
        headers: { cookie: "laravel_session=abc" },
      },
    ]);
    expect(site.posted[0]?.headers).not.toHaveProperty("x-requested-with");
    expect(code).toBe(0);
    expect(text).toContain("answered 302, leading to /subscribe, as forms do");
    expect(text).toContain(`open the mail that comes to ${EMAIL}`);
  });

  it("is found by the page's own link, of the channel that is meant", async () => {
    await using site = await Site.start({
      "/": `<a href="/subscribe/webhook">W</a><a href="/subscribe/email">E</a>`,
      "/subscribe/webhook": formFor("/no"),
      "/subscribe/email": formFor("/yes"),
    });
    await subscribeTo(site, { email: EMAIL });
    expect(site.posted.map(({ path }) => path)).toEqual(["/yes"]);
  });

  it("and not of another channel", async () => {
    await using site = await Site.start({
      "/": `<a href="/subscribe/webhook">W</a>`,
      "/subscribe/webhook": formFor("/no"),
    });
    await subscribeTo(site, { email: EMAIL });
    expect(site.got).toEqual(["/"]);
  });

  it("that a script has to send is told of with its very address", async () => {
    await using site = await Site.start({
      "/": '<a href="/default/subscribe/email">E</a><a href="/default/subscribe/webhook">W</a>',
      "/default/subscribe/webhook":
        "<form class=subscribe><input type=url name=webhook><button>Subscribe</form>",
    });
    const { code, text } = await subscribeTo(site, { webhook: HOOK }, { provider: { format: "instatus" } });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(/^Acme: nothing was sent: its form is sent by a script of the page/);
    expect(text).toContain(`open ${site.url}default/subscribe/webhook;`);
    expect(text).toContain("enter an e-mail address of yours");
  });

  it("is not looked for beyond two other pages", async () => {
    await using site = await Site.start({
      "/": Array.from({ length: 9 }, (_, i) => `<a href="/subscribe/email/${i}">E</a>`).join(""),
    });
    await subscribeTo(site, { email: EMAIL }, { provider: { format: "instatus" } });
    expect(site.got).toEqual(["/", "/subscribe/email/0", "/default/subscribe/email"]);
  });
});

describe.skipIf(!hasCorpus)(`Captured pages (${corpus ?? "STATUS_WATCH_CORPUS is not set"})`, () => {
  it.each<[string, string, Channel, string, string, string]>([
    ["betterstack", "buildjet__page-good.html", "email", "Better Stack", "captcha", ""],
    ["betterstack", "buildjet__page-good.html", "webhook", "Better Stack", "has no form", ""],
    [
      "instatus",
      "mastodonsocial__page-major.html",
      "email",
      "Instatus",
      "has no form",
      "default/subscribe/email",
    ],
    [
      "instatus",
      "mastodonsocial__page-major.html",
      "webhook",
      "Instatus",
      "has no form",
      "default/subscribe/webhook",
    ],
    ["incidentio", "openai__page-major.html", "email", "incident.io", "has no form", ""],
    ["incidentio", "aiven__page-minor.html", "webhook", "incident.io", "Slack and feeds", ""],
    ["other-json", "pagerduty__page-minor.html", "webhook", "PagerDuty", "has no form", ""],
  ])("are told of as what they are: %s/%s, %s", async (folder, file, channel, name, why, path) => {
    const document = pageWith(readCorpus(folder, file));
    const plan = await planSubscription(providerAt(document.url.href), channel, true, async (url) => {
      if (url.href === document.url.href) return { outcome: "modified", document, version: {} };
      const failure = { code: "http_status", reason: "404" } as const;
      return { outcome: "failed", failure, status: 404 };
    });
    expect(plan.vendor.name).toBe(name);
    expect(plan).toMatchObject({ why: expect.stringContaining(why), at: new URL(path, document.url) });
  });
});
