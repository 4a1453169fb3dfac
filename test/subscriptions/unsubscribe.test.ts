import { describe, expect, it } from "vitest";
import { leavingLink } from "../../src/subscriptions/leave.ts";
import { unsubscribeFrom } from "./command.ts";
import { Site, statuspageHtml } from "./site.ts";

describe("unsubscribe", () => {
  it("without a link says how a person does", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { code, text } = await unsubscribeFrom(site, {});
    expect(code).toBe(1);
    expect(text).toBe(
      `Acme: nothing was sent: a page does not say who is subscribed: a link that it gave is needed
By hand, on Atlassian Statuspage:
  1. a webhook: what it sends has a link at meta.unsubscribe; open it, or give it as --link
  2. a mail: follow the link to unsubscribe at its foot, or give it as --link
`,
    );
  });

  it("confirms where the page behind the link has a plain form for it", async () => {
    const form = `<form method="post" action="/subscriber/x1/unsubscribe"><input type="hidden" name="_method" value="DELETE">
      <input type="hidden" name="_token" value="t"><button>Unsubscribe</button></form>`;
    await using site = await Site.start({
      "/": "<p>Acme",
      "/manage/x1": { body: form, headers: { "set-cookie": "s=1" } },
    });
    site.answer = { body: { success: true, message: "Gone." } };
    const { code, json } = await unsubscribeFrom(site, { link: `${site.url}manage/x1` }, { format: "json" });
    expect(code).toBe(0);
    expect(site.posted).toMatchObject([
      {
        path: "/subscriber/x1/unsubscribe",
        fields: [
          ["_method", "DELETE"],
          ["_token", "t"],
        ],
        headers: { cookie: "s=1" },
      },
    ]);
    expect(json()).toMatchObject({ provider: "Acme", outcome: "accepted", says: "Gone.", steps: [] });
  });

  it("opens a link, and claims no more than that where the page does not say", async () => {
    await using site = await Site.start({ "/": "", "/?unsubscribe=x1": statuspageHtml({ captcha: true }) });
    const link = `${site.url}?unsubscribe=x1`;
    const { code, text } = await unsubscribeFrom(site, { link });
    expect({ code, got: site.got, posted: site.posted }).toEqual({
      code: 0,
      got: ["/?unsubscribe=x1"],
      posted: [],
    });
    expect(text).toBe(
      `Acme: whether it was taken is not known: the link was opened, and the answer does not say whether that was all
Still to do:
  1. open ${link} in a browser
`,
    );
  });

  it.each([
    ["a captcha", '<form method=post action=/u class="unsubscribe h-captcha"></form>', /captcha/],
    ["another site", "<form method=post action=https://evil.example/unsubscribe></form>", /evil\.example/],
    [
      "something to enter",
      "<form method=post action=/unsubscribe><input name=email></form>",
      /to be entered/,
    ],
    ["two forms", "<form method=post action=/unsubscribe></form>".repeat(2), /several/],
  ])("leaves to a person what asks for more: %s", async (_, html, why) => {
    await using site = await Site.start({ "/": "", "/u": html });
    const { code, text } = await unsubscribeFrom(site, { link: `${site.url}u` });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(why);
    expect(text).toContain(`open ${site.url}u in a browser`);
  });

  it("tells of a link that leads nowhere", async () => {
    await using site = await Site.start({ "/": "" });
    const { code, text } = await unsubscribeFrom(site, { link: `${site.url}gone` });
    expect(code).toBe(1);
    expect(text).toMatch(/^Acme: the page could not be asked: .*\/gone answered 404/);
  });

  it("opens nothing by --dry-run", async () => {
    await using site = await Site.start({ "/": "" });
    const { code, text } = await unsubscribeFrom(site, { link: `${site.url}u`, dryRun: true });
    expect({ code, got: site.got }).toEqual({ code: 0, got: [] });
    expect(text).toContain(`1. open ${site.url}u\n`);
  });

  it("opens no link of anybody else's", async () => {
    await using other = await Site.start({ "/": "" });
    await using site = await Site.start({ "/": "" });
    const { code, text } = await unsubscribeFrom(site, { link: other.url });
    expect({ code, got: other.got }).toEqual({ code: 1, got: [] });
    expect(text).toMatch(/is neither the page's host nor known to be its product's/);
  });

  it("knows the hosts of a product's links by what the page shows", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const link = "http://acme.statuspage.io/?unsubscribe=x1";
    const { text } = await unsubscribeFrom(site, { link, dryRun: true });
    expect(text).toContain("https://acme.statuspage.io/?unsubscribe=x1\n");
  });

  it.each(["acme", "javascript:x()", "https://u:p@a.example/", "data:text/html,x"])(
    "refuses %s for a link",
    (link) => {
      expect(leavingLink(link)).toBeUndefined();
      return expect(unsubscribeFrom({ url: "http://127.0.0.1:9/" }, { link })).rejects.toThrow(
        /is no web address/,
      );
    },
  );
});
