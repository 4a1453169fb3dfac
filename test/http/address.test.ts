import { describe, expect, it } from "vitest";
import { redirectTarget } from "../../src/http/redirect.ts";
import { describeUrl } from "../../src/http/url.ts";

describe("an address for people", () => {
  it.each([
    ["https://status.acme.example/", "https://status.acme.example"],
    ["https://status.acme.example/acme/", "https://status.acme.example/acme/"],
    [
      "https://me:hunter2@status.acme.example:8443/x?token=hunter2#hunter2",
      "https://status.acme.example:8443/x?…",
    ],
  ])("holds nothing that may be secret: %s", (address, described) => {
    expect(describeUrl(address)).toBe(described);
    expect(describeUrl(new URL(address))).toBe(described);
  });
});

describe("a redirect", () => {
  const from = new URL("https://status.acme.example/acme/page");

  it.each([
    ["/history.atom", "https://status.acme.example/history.atom"],
    ["feed", "https://status.acme.example/acme/feed"],
    ["//other.example/x", "https://other.example/x"],
    ["https://other.example", "https://other.example/"],
  ])("to %s leads on", (location, target) => {
    expect(redirectTarget(from, location)).toEqual({ url: new URL(target) });
  });

  it.each([
    [undefined, "without saying where to"],
    ["", "without saying where to"],
    ["https://", "to an address that is none"],
    ["ftp://other.example/x", "to ftp:"],
    ["file:///etc/passwd", "to file:"],
    ["javascript:alert(1)", "to javascript:"],
    ["https://me:hunter2@other.example/", "with a password in it"],
    ["http://other.example/?token=hunter2", "from https to plain http://other.example?…"],
  ])("to %s is refused", (location, why) => {
    const target = redirectTarget(from, location);
    expect(target).toMatchObject({ failure: { code: "redirect", reason: expect.stringContaining(why) } });
    expect(JSON.stringify(target)).not.toContain("hunter2");
  });

  it("from plain http may lead to https", () => {
    const plain = new URL("http://status.acme.example/");
    expect(redirectTarget(plain, "https://status.acme.example/")).toEqual({
      url: new URL("https://status.acme.example/"),
    });
  });
});
