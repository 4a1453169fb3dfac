import { describe, expect, it } from "vitest";
import { createDocument } from "../../src/http/document.ts";
import { type Fetch, planSubscription } from "../../src/subscriptions/plan.ts";
import { HOOKS, SECRET, subscribeTo } from "./command.ts";
import { Site, statuspageHtml } from "./site.ts";

const EMAIL = "ops@example.com";
const HOOK = `${HOOKS}/hooks/acme/${SECRET}`;
const FIELD = "<input name=email>";

function form(attributes: string, inner = FIELD): string {
  return `<form id=subscribe method=post ${attributes}>${inner}<button>Subscribe</button></form>`;
}

describe("What is entered is sent nowhere", () => {
  it.each([
    [
      "to another host",
      form("action=https://evil.example/s"),
      /would be sent to https:\/\/evil\.example, not to/,
    ],
    [
      "to another host, by a base",
      `<base href="https://evil.example/">${form("action=/s")}`,
      /evil\.example/,
    ],
    [
      "to another host, by the button",
      form("", `${FIELD}<button formaction=//evil.example>Subscribe</button>`),
      /evil/,
    ],
    [
      "to another port",
      form("action=http://127.0.0.1:9/s"),
      /would be sent to http:\/\/127\.0\.0\.1:9, not to/,
    ],
    ["to a script", form('action="javascript:steal()"'), /would be sent to javascript:, not to/],
    ["to data", form('action="data:text/html,x"'), /would be sent to data:/],
    ["to no address", form('action="http://["'), /would be sent to an address that is none/],
    ["with a password", form("", `${FIELD}<input type=password name=p>`), /asks for a password or a file/],
    ["with a file", form("", `${FIELD}<input type=file name=f>`), /asks for a password or a file/],
    ["in an address", form("").replace("method=post", "method=get"), /sent by a script of the page/],
    ["as a multipart", form("enctype=multipart/form-data"), /in a way that is not known/],
    ["with a hundred fields", form("", FIELD + "<input name=a>".repeat(100)), /too large/],
    [
      "with what only a person can say",
      form("", `${FIELD}<input name=company required>`),
      /asks for more: company/,
    ],
    [
      "with a promise",
      form("", `${FIELD}<input type=checkbox required name="t&#27;[1mos">`),
      /asks for more: tos/,
    ],
    ["where two could be meant", form("action=/a") + form("action=/b"), /several of its forms/],
    ["where the page does not end", form("") + "<i>".repeat(30_000), /too large to be read to the end/],
    ["by a form for logging in", form("").replace("id=subscribe", "id=login-subscribers"), /has no form/],
    ["by a form for telling the site", form("class=feedback"), /has no form/],
    ["by a form of one incident", form("", `${FIELD}<input type=hidden name=incident_id>`), /has no form/],
    ["by a form for unsubscribing", form("action=/unsubscribe"), /has no form/],
    ["by a form for messages", form("", `${FIELD}<input type=tel name=to>`), /has no form/],
  ])("%s", async (_, html, why) => {
    await using site = await Site.start({ "/": html });
    const { code, text } = await subscribeTo(site, { email: EMAIL });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(why);
    expect(text).not.toContain("\u001b");
  });

  it("where the page redirects to another site, which may have a form", async () => {
    await using other = await Site.start({ "/": statuspageHtml() });
    await using site = await Site.start({ "/": { status: 302, headers: { location: other.url } } });
    const { code, text } = await subscribeTo(site, { email: EMAIL });
    expect({ code, posted: [...site.posted, ...other.posted] }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(/redirects to 127\.0\.0\.1:\d+; see `status-watch repair`/);
  });

  it("where the answer to the form redirects to", async () => {
    await using other = await Site.start({ "/": "" });
    await using site = await Site.start({ "/": statuspageHtml() });
    for (const status of [302, 307, 308]) {
      site.answer = { status, headers: { location: `${other.url}steal` } };
      const { code, text } = await subscribeTo(site, { webhook: HOOK, email: EMAIL });
      expect(code).toBe(0);
      expect(text).toMatch(/^Acme: whether it was taken is not known: .* leading to 127/);
    }
    expect(other.got).toEqual([]);
    expect(other.posted).toEqual([]);
  });

  it("with cookies or tokens that would be more than that", async () => {
    const cookies = ["a=1; path=/", "b=x\u0080y", "=3", "c", `d=${"e".repeat(5_000)}`, "f=g"];
    const html = statuspageHtml().replace("tok/en+1==", "a&#13;&#10;X-Evil: 1");
    await using site = await Site.start({ "/": { body: html, headers: { "set-cookie": cookies } } });
    await subscribeTo(site, { email: EMAIL });
    expect(site.posted[0]?.headers.cookie).toBe("a=1; f=g");
    expect(site.posted[0]?.headers).not.toHaveProperty("x-csrf-token");
    expect(site.posted[0]?.headers).not.toHaveProperty("x-evil");
  });
});

describe("A page that is not read by https", () => {
  const planAt = (asked: string, read: string) => {
    const document = createDocument(new URL(read), {}, Buffer.from(statuspageHtml()));
    const fetch: Fetch = async () => ({ outcome: "modified", document, version: {} });
    const filter = { components: [], ignoredComponents: [], ignoredKinds: [] };
    const provider = { name: "Acme", url: asked, intervalMs: 0, headers: {}, filter };
    return planSubscription(provider, "email", true, fetch);
  };

  it("is sent nothing", async () => {
    const plan = await planAt("http://status.example/", "http://status.example/");
    expect(plan).toMatchObject({ why: expect.stringContaining("status.example is not read by https") });
  });

  it("but leads to https is, there", async () => {
    const plan = await planAt("http://status.example/", "https://status.example/");
    expect(plan).toHaveProperty("chosen.form.action.href", "https://status.example/subscriptions/new-email");
  });
});

describe("Of thousands of forms", () => {
  it("the first fifty are looked at", async () => {
    const others = "<form method=post action=/x><input name=q></form>".repeat(3_000);
    await using site = await Site.start({ "/": form("action=/s") + others });
    await using late = await Site.start({ "/": others + form("action=/s") });
    expect((await subscribeTo(site, { email: EMAIL })).code).toBe(0);
    expect((await subscribeTo(late, { email: EMAIL })).code).toBe(1);
    expect([site.posted.length, late.posted.length]).toEqual([1, 0]);
  });

  it("the same one in two places is one", async () => {
    await using site = await Site.start({ "/": form("action=/s").repeat(2) });
    expect((await subscribeTo(site, { email: EMAIL })).code).toBe(0);
    expect(site.posted).toHaveLength(1);
  });
});
