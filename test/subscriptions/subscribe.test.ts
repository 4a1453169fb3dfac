import { describe, expect, it } from "vitest";
import { HOOKS, hookMaker, SECRET, subscribeTo } from "./command.ts";
import { Site, statuspageHtml } from "./site.ts";

const EMAIL = "ops@example.com";
const HOOK = `${HOOKS}/hooks/acme/${SECRET}`;

describe("A page with a plain form", () => {
  it("is subscribed to by mail with its own form, and what is left to do is said", async () => {
    await using site = await Site.start({
      "/": { body: statuspageHtml(), headers: { "set-cookie": ["_sess=a1; path=/; HttpOnly", "b=2"] } },
    });
    site.answer = { body: { text: "Check your email inbox and confirm.", type: "success" } };
    const { code, text } = await subscribeTo(site, { email: EMAIL });
    expect(site.posted).toHaveLength(1);
    expect(site.posted[0]).toMatchObject({
      path: "/subscriptions/new-email",
      fields: [
        ["utf8", "✓"],
        ["email", EMAIL],
        ["email_otp_auth_token", ""],
        ["otp", ""],
      ],
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-csrf-token": "tok/en+1==",
        "x-requested-with": "XMLHttpRequest",
        cookie: "_sess=a1; b=2",
        origin: site.origin,
        referer: site.url,
        "user-agent": expect.stringMatching(/^status-watch\//),
      },
    });
    expect(code).toBe(0);
    expect(text).toBe(
      `Acme: the page has taken it
To ${site.origin}/subscriptions/new-email sent:
  utf8 = ✓
  email = ${EMAIL}
  email_otp_auth_token =
  otp =
It says: Check your email inbox and confirm.
Still to do:
  1. open the mail that comes to ${EMAIL} and follow its link; until then nothing is sent
`,
    );
  });

  it("is given a webhook that was made for it, and shows its secret to nobody else", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { makeHook, made } = hookMaker();
    const { code, text } = await subscribeTo(site, { webhook: `${HOOKS}/`, email: EMAIL }, { makeHook });
    expect(code).toBe(0);
    expect(made).toEqual(["Acme"]);
    expect(site.posted[0]).toMatchObject({
      path: "/subscriptions/webhook.json",
      fields: [
        ["utf8", "✓"],
        ["endpoint", HOOK],
        ["email", EMAIL],
      ],
    });
    expect(text).toContain(`endpoint = ${HOOKS}/hooks/acme/…`);
    expect(text).toContain("have status-watch run, reachable at https://hooks.example.com\n");
    expect(text).not.toContain(SECRET);
  });

  it("is given a webhook that was made before, and no other is made", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { makeHook, made } = hookMaker();
    const { code, text } = await subscribeTo(site, { webhook: HOOK, email: EMAIL }, { makeHook });
    expect(code).toBe(0);
    expect(made).toEqual([]);
    expect(site.posted[0]?.fields).toContainEqual(["endpoint", HOOK]);
    expect(text).not.toContain(SECRET);
  });

  it("is sent nothing by --dry-run, and no webhook is made", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { makeHook, made } = hookMaker();
    const options = { webhook: HOOKS, email: EMAIL, dryRun: true };
    const { code, text } = await subscribeTo(site, options, { makeHook });
    expect({ code, made, posted: site.posted }).toEqual({ code: 0, made: [], posted: [] });
    expect(text).toMatch(/^Acme: nothing was sent: --dry-run\n/);
    expect(text).toContain(`To ${site.origin}/subscriptions/webhook.json would be sent:\n`);
    expect(text).toContain(`  endpoint = ${HOOKS}/hooks/…\n`);
  });

  it("that wants an address to write to when the webhook fails is not sent one without", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { code, text } = await subscribeTo(site, { webhook: HOOK });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(/give --email too\n/);
  });

  it("shows it all as one object with --format json", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    site.answer = { status: 201, body: { text: "Thanks." } };
    const { json } = await subscribeTo(site, { webhook: HOOK, email: EMAIL }, { format: "json" });
    expect(json()).toEqual({
      provider: "Acme",
      outcome: "accepted",
      channel: "webhook",
      product: "Atlassian Statuspage",
      proof: "captured",
      request: {
        url: `${site.origin}/subscriptions/webhook.json`,
        fields: [
          { name: "utf8", value: "✓" },
          { name: "endpoint", value: `${HOOKS}/hooks/acme/…` },
          { name: "email", value: EMAIL },
        ],
      },
      says: "Thanks.",
      steps: [expect.stringContaining("have status-watch run"), expect.stringContaining(EMAIL)],
    });
  });

  it("that refuses is told of by its own words, and the address to paste by hand is shown", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    site.answer = { status: 422, body: { type: "error", text: "Endpoint is\u001b[31m invalid" } };
    const { code, text } = await subscribeTo(site, { webhook: HOOK, email: EMAIL });
    expect(code).toBe(1);
    expect(text).toMatch(/^Acme: the page has not taken it: 127\.0\.0\.1:\d+ answered 422\n/);
    expect(text).toContain("It says: Endpoint is invalid\n");
    expect(text).toContain(`paste ${HOOK} as the URL`);
  });

  it("gets the user's own headers, its cookies beside theirs", async () => {
    await using site = await Site.start({
      "/": { body: statuspageHtml(), headers: { "set-cookie": "s=1" } },
    });
    const headers = { Cookie: "own=1", authorization: "Basic x" };
    await subscribeTo(site, { email: EMAIL }, { provider: { headers } });
    expect(site.posted[0]?.headers).toMatchObject({ cookie: "own=1; s=1", authorization: "Basic x" });
  });
});

describe("A page that a person has to subscribe to", () => {
  it("for its captcha: nothing is sent, and the steps have the address to paste", async () => {
    await using site = await Site.start({ "/": statuspageHtml({ captcha: true }) });
    const { makeHook } = hookMaker();
    const { code, text } = await subscribeTo(site, { webhook: HOOKS, email: EMAIL }, { makeHook });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toBe(
      `Acme: nothing was sent: its form is guarded by a captcha, which is there so that a person fills it in
By hand, on Atlassian Statuspage:
  1. have status-watch run, reachable at https://hooks.example.com
  2. open ${site.url} and choose "Subscribe to updates", then the tab for webhooks; where there is none, the page's owner has not enabled them
  3. paste ${HOOK} as the URL
  4. enter ${EMAIL}, to which it writes when the webhook fails, and subscribe; pass the captcha if it shows one
`,
    );
  });

  it("because the owner has not enabled webhooks", async () => {
    await using site = await Site.start({ "/": statuspageHtml({ webhooks: false }) });
    const { code, text } = await subscribeTo(site, { webhook: HOOK, email: EMAIL });
    expect({ code, posted: site.posted }).toEqual({ code: 1, posted: [] });
    expect(text).toMatch(/^Acme: nothing was sent: its page has no form that a program could send\n/);
  });

  it("because the product has no webhooks: none is made, and what there is instead is said", async () => {
    await using site = await Site.start({ "/": "<h1>Acme</h1>" });
    const { makeHook, made } = hookMaker();
    const provider = { format: "incidentio" };
    const { code, text } = await subscribeTo(site, { webhook: HOOKS }, { makeHook, provider });
    expect({ code, made }).toEqual({ code: 1, made: [] });
    expect(text).toBe(
      "Acme: nothing was sent: incident.io cannot be subscribed to by webhook: it offers e-mail, Slack and feeds\n",
    );
  });

  it("because it cannot be read: the steps are given all the same", async () => {
    await using site = await Site.start({ "/": { status: 503 } });
    const { code, text } = await subscribeTo(site, { email: EMAIL }, { provider: { format: "statuspage" } });
    expect(code).toBe(1);
    expect(text).toMatch(
      /^Acme: nothing was sent: .* answered 503\nBy hand, on Atlassian Statuspage:\n {2}1\. /,
    );
  });

  it("is told of honestly where nothing is known of such pages", async () => {
    await using site = await Site.start({ "/": "<h1>Acme</h1>" });
    const { text } = await subscribeTo(site, { email: EMAIL });
    expect(text).toContain("By hand, on a page of this kind, which is not proved:\n");
  });
});

describe("What is asked for", () => {
  const nowhere = { url: "http://127.0.0.1:9/" };

  it.each([
    ["nothing", {}, /^say what to subscribe: --email <address>, or --webhook/],
    ["no e-mail address", { email: "ops@" }, /^--email ops@ is no e-mail address$/],
    ["a header in an e-mail address", { email: "a@b.example\r\nBcc: x@y.example" }, /is no e-mail address$/],
    ["no address", { webhook: "hooks" }, /^--webhook hooks is no address; give the one at which/],
    ["another scheme", { webhook: "ftp://x.example" }, /is no address/],
    [
      "plain http",
      { webhook: "http://hooks.example.com" },
      /is not https: the secret is a part of the address/,
    ],
    ["a password", { webhook: "https://u:p@hooks.example.com" }, /without user, password/],
    ["a query", { webhook: "https://hooks.example.com/?a" }, /without user, password/],
  ])("is refused: %s", async (_, options, complaint) => {
    await expect(subscribeTo(nowhere, options)).rejects.toThrow(complaint);
  });

  it("may be plain http where nobody else hears it", async () => {
    await using site = await Site.start({ "/": statuspageHtml() });
    const { makeHook } = hookMaker();
    for (const webhook of ["http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1"]) {
      const { code } = await subscribeTo(site, { webhook, email: EMAIL }, { makeHook });
      expect(code, webhook).toBe(0);
    }
    const got = site.posted.map(({ fields }) => fields.find(([name]) => name === "endpoint")?.[1]);
    expect(got).toContain(`http://localhost:8080/hooks/acme/${SECRET}`);
  });

  it("needs a webhook where none can be made", async () => {
    await expect(subscribeTo(nowhere, { webhook: HOOKS })).rejects.toThrow(/add-webhook/);
  });

  it("is of a provider in the configuration", async () => {
    await expect(subscribeTo(nowhere, { email: EMAIL }, { provider: { name: "Acmee" } })).rejects.toThrow(
      'no provider is called "acme", did you mean "Acmee"?',
    );
  });
});
