import { describe, expect, it } from "vitest";
import { createDocument } from "../../src/http/document.ts";
import { type PageForm, readForms } from "../../src/subscriptions/forms.ts";
import { statuspageHtml } from "./site.ts";

const AT = "https://status.acme.example/";

function read(html: string, at = AT) {
  return readForms(createDocument(new URL(at), {}, Buffer.from(html)));
}

function onlyForm(html: string): PageForm {
  const { forms } = read(html);
  expect(forms).toHaveLength(1);
  return forms[0] as PageForm;
}

function valuesOf({ controls }: PageForm) {
  return controls.map(({ name, value }) => [name, value]);
}

describe("The forms of a page", () => {
  it("are read as a browser would send them", () => {
    const { forms, csrfToken, hasCaptcha, isCut } = read(statuspageHtml());
    expect(forms.map(({ action, method }) => [action?.pathname, method])).toEqual([
      ["/subscriptions/new-email", "post"],
      ["/subscriptions/new-sms", "post"],
      ["/subscriptions/webhook.json", "post"],
      ["/subscriptions/incident.json", "post"],
    ]);
    expect(forms.map(valuesOf)[0]).toEqual([
      ["utf8", "✓"],
      ["email", ""],
      ["email_otp_auth_token", ""],
      ["otp", ""],
    ]);
    expect(forms.map(valuesOf)[1]).toEqual([
      ["utf8", "✓"],
      ["phone_country", "us"],
      ["phone_number", ""],
    ]);
    expect(forms.every(({ isRemote }) => isRemote)).toBe(true);
    expect({ csrfToken, hasCaptcha, isCut }).toEqual({
      ...{ csrfToken: "tok/en+1==", hasCaptcha: false, isCut: false },
    });
  });

  it("have values of boxes, lists, texts and the first button, and none of what a browser leaves out", () => {
    const form = onlyForm(`<form method=POST action="sub">
      <input type=checkbox name=all checked><input type=checkbox name=none>
      <input type=radio name=how value=daily><input type=radio name=how value=now checked>
      <select name=lang><option>English<option>Deutsch</select>
      <select name=zone><option value=a>A<option value=b selected>B</select>
      <textarea name=note>some &amp; more</textarea>
      <input name=off value=1 disabled><input value=nameless><input type=reset name=r value=r>
      <button name=go value=1>Subscribe now</button><button name=go value=2>Or so</button></form>`);
    expect(valuesOf(form)).toEqual([
      ["all", "on"],
      ["none", undefined],
      ["how", undefined],
      ["how", "now"],
      ["lang", "English"],
      ["zone", "b"],
      ["note", "some & more"],
      ["go", "1"],
    ]);
    expect(form.label).toContain("subscribe now");
    expect(form.method).toBe("post");
  });

  it.each([
    ["of the form, against the page", '<form action="../x?y=1">', "https://status.acme.example/x?y=1"],
    ["none: the page itself", "<form>", AT],
    ["against a base", '<base href="/deep/"><form action="x">', "https://status.acme.example/deep/x"],
    ["of the button", '<form action="/a"><button formaction="/b">', "https://status.acme.example/b"],
    ["elsewhere", '<form action="//evil.example/x">', "https://evil.example/x"],
    ["a script", '<form action="javascript:steal()">', "javascript:steal()"],
  ])("go to an address: %s", (_, html, address) => {
    expect(onlyForm(html).action?.href).toBe(address);
  });

  it("go nowhere where that is no address", () => {
    expect(onlyForm('<form action="https://[">').action).toBeUndefined();
  });

  it("are not nested: a form in a form is none, as in browsers", () => {
    const form = onlyForm(
      '<form action="/a"><input name=x><form action="https://evil.example"><input name=y></form>',
    );
    expect(form.action?.pathname).toBe("/a");
    expect(valuesOf(form).map(([name]) => name)).toEqual(["x", "y"]);
  });

  it.each([
    ["by a field", "<form><input name=captcha_error value=false></form>", true],
    ["by a class", '<form><div><p class="h-captcha"></div></form>', true],
    ["by its own attributes", '<form data-target="x.form recaptcha.form"></form>', true],
    ["by a key", "<form><i data-sitekey=1></i></form>", true],
    ["by nothing", "<form><input name=email></form>", false],
  ])("are guarded by a captcha %s", (_, html, isGuarded) => {
    expect(onlyForm(html).hasCaptcha).toBe(isGuarded);
  });

  it.each([
    ["loaded", '<script src="https://www.google.com/recaptcha/api.js"></script>', true],
    ["called", "<script>grecaptcha.render('x')</script>", true],
    ["Turnstile", '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>', true],
    ["only spoken of", "<p>reCAPTCHA and Turnstile are down.</p><script>1</script>", false],
  ])("may be guarded by a captcha whose script the page has: %s", (_, html, isGuarded) => {
    expect(read(html).hasCaptcha).toBe(isGuarded);
  });

  it("have links to where one subscribes, of the same site", () => {
    const { links } = read(`<a href="/default/subscribe/email#x">E</a><a href="/unsubscribe">no</a>
      <a href="https://other.example/subscribe">no</a><a href="/about">no</a><a href="javascript:subscribe()">no</a>`);
    expect(links.map(({ href }) => href)).toEqual([`${AT}default/subscribe/email`]);
  });

  it("are read only as far as any page for subscribing goes", () => {
    const many = read(`<form method=post action=/x><input name=email></form>`.repeat(5_000));
    expect(many.forms).toHaveLength(50);
    expect(onlyForm(`<form>${"<input name=a>".repeat(100)}</form>`)).toMatchObject({ isTooLarge: true });
    expect(onlyForm(`<form><input name=a value="${"x".repeat(5_000)}"></form>`).isTooLarge).toBe(true);
    expect(onlyForm(`<form><textarea name=a>${"x".repeat(5_000)}</textarea></form>`).isTooLarge).toBe(true);
    const long = read(
      `<form><input name=email>${"<b>".repeat(30_000)}</form><script src=captcha.js></script>`,
    );
    expect(long.isCut).toBe(true);
  });

  it("hold nothing that is not there, whatever a page writes", () => {
    const soup =
      "<form __proto__=x constructor=y><input name=__proto__ value=1></form <form><option selected value=3>";
    expect(read(soup).forms.map(valuesOf)[0]).toEqual([["__proto__", "1"]]);
    expect(read("").forms).toEqual([]);
    expect(read("{}").forms).toEqual([]);
  });
});
