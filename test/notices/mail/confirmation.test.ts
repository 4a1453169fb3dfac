import { describe, expect, it } from "vitest";
import { readMail } from "../../../src/notices/mail/index.ts";
import { aboutCase, mail, type Written } from "./eml.ts";

const about = aboutCase("generic-subject");
const ASKED: Written = { from: "Reef Status <status@reef.example>", subject: "Confirm your subscription" };

async function linkOf(html: string, written: Written = ASKED): Promise<string | undefined> {
  const notice = await readMail(mail({ ...written, html }), about);
  return notice.kind === "confirmation" ? notice.url.href : undefined;
}

describe("the link that confirms", () => {
  it("is the one that says so, not the first", async () => {
    const html = `<a href="https://reef.example">Reef</a> <a href="https://reef.example/s/unsubscribe?confirm=1">Unsubscribe</a>
      <a href="https://reef.example/s/9f8e7d">Yes, confirm</a> <a href="https://reef.example/privacy">Privacy</a>`;
    expect(await linkOf(html)).toBe("https://reef.example/s/9f8e7d");
  });

  it("is known by its path where it is shown as it is", async () => {
    const text =
      "Please verify:\nhttps://reef.example/verify/abc_.\nNot you? https://reef.example/unsubscribe/verify";
    const notice = await readMail(mail({ ...ASKED, text }), about);
    expect(notice).toEqual({
      kind: "confirmation",
      url: new URL("https://reef.example/verify/abc_"),
      from: "status@reef.example",
      subject: "Confirm your subscription",
    });
  });

  it.each([
    ["is not https", "http://reef.example/confirm/1"],
    ["is a script", "javascript:confirm('1')"],
    ["is data", "data:text/html,confirm"],
    ["holds a password", "https://reef.example:confirm@evil.example/confirm"],
    ["is relative", "/confirm/1"],
    ["says so only in its host", "https://confirm.reef.example/s/1"],
    ["is too long", `https://reef.example/confirm/${"x".repeat(3_000)}`],
  ])("is never one that %s", async (_, href) => {
    expect(await linkOf(`<a href="${href}">Go on</a>`)).toBeUndefined();
  });

  it("is freed of what Outlook puts before it", async () => {
    const wrapped = encodeURIComponent("https://reef.example/confirm/1?a=b");
    const html = `<a href="https://eur01.safelinks.protection.outlook.com/?url=${wrapped}&amp;data=05">Confirm</a>`;
    expect(await linkOf(html)).toBe("https://reef.example/confirm/1?a=b");
    const evil = `<a href="https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent("javascript:confirm()")}">Confirm</a>`;
    expect(await linkOf(evil)).toBeUndefined();
  });
});

describe("a mail that asks nothing", () => {
  it("confirms nothing, whatever links it has", async () => {
    const html = `<p>We now confirm orders by mail.</p><a href="https://reef.example/confirm/1">Confirm</a>`;
    expect(await linkOf(html, { ...ASKED, subject: "News of the reef" })).toBeUndefined();
  });

  it("is a notice where it tells of an incident with confirmations", async () => {
    const text = `Confirm your e-mail is what nobody can do now.\n\nhttps://status.reef.example/incident/abc\n\nhttps://reef.example/confirm/1`;
    const subject = "[Reef] Investigating: Confirm your email links are late";
    expect(await readMail(mail({ ...ASKED, subject, text }), about)).toMatchObject({ kind: "notice" });
  });
});
