import { describe, expect, it } from "vitest";
import { failureOf } from "../../src/http/failure.ts";

const thrown = (message: string, about: object) => Object.assign(new Error(message), about);

describe("What a network throws", () => {
  it.each([
    // Of an address that is of a network of its own, as Node 20 says it; later ones wait for an answer.
    ["connect", thrown("connect EINVAL fe80::1:80", { code: "EINVAL", syscall: "connect" })],
    ["dns", thrown("getaddrinfo EINVAL aaa", { code: "EINVAL", syscall: "getaddrinfo" })],
    ["dns", thrown("getaddrinfo EAI_FAIL x", { code: "EAI_FAIL", syscall: "getaddrinfo" })],
    ["tls", thrown("write EPROTO 1:error:0A000410:SSL routines", { code: "EPROTO", syscall: "write" })],
    ["malformed", thrown("assert(statusCode >= 100)", { code: "ERR_ASSERTION" })],
  ])("is a failure of the kind %s: %s", (code, error) => {
    expect(failureOf(error, "status.acme.example")).toMatchObject({ code });
  });

  it("is a bug of ours where nothing speaks for the network", () => {
    expect(failureOf(new TypeError("x is not a function"), "status.acme.example")).toBeUndefined();
  });
});
