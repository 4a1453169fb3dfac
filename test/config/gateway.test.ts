import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { parseListenAddress } from "../../src/config/gateway.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { isLoopback } from "../../src/http/url.ts";
import { parse } from "./fixture.ts";

const HASH = "0123456789abcdef".repeat(4);
const TOKEN = "0123456789abcdef";
const PROVIDERS = `providers:
  - name: Acme
    url: https://status.acme.example
`;

function problems(text: string, env: Record<string, string> = {}): string {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("expected the configuration to be refused");
}

describe("Addresses to listen on", () => {
  it.each([
    ["127.0.0.1:8787", { host: "127.0.0.1", port: 8787 }],
    ["0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
    ["[::1]:8787", { host: "::1", port: 8787 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["8787", { host: "127.0.0.1", port: 8787 }],
    [":8787", { host: "127.0.0.1", port: 8787 }],
    ["127.0.0.1", undefined],
    ["127.0.0.1:99999", undefined],
    ["[nonsense]:1", undefined],
    ["::1:8787", undefined],
    ["http://localhost:8787", undefined],
  ])("%s", (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });

  it.each([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["localhost", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.168.1.1", false],
    ["127.0.0.1.example.com", false],
  ])("%s is of this machine only: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe("The gateway in a configuration", () => {
  it("is read with its secrets from the environment", () => {
    const text = `${PROVIDERS}    interval_with_push: 10m
    webhook:
      secret_hash: sha256:${HASH}
      signing_secret: ["\${A}", "\${B}"]
      confirm: true
gateway:
  listen: 0.0.0.0:8787
  token: \${TOKEN}
  trust_proxy: [10.0.0.0/8]
  rate_limit: 100
`;
    const { gateway, providers } = parse(text, { TOKEN, A: "a", B: "b" });
    expect(gateway).toEqual({
      ...{ listen: { host: "0.0.0.0", port: 8787 }, token: TOKEN, isPublic: false },
      ...{ trustedProxies: ["10.0.0.0/8"], requestsPerMinute: 100 },
    });
    expect(providers[0]).toMatchObject({
      intervalWithPushMs: 600_000,
      webhook: {
        ...{ secretHashes: [HASH], signingSecrets: ["a", "b"] },
        ...{ confirms: true, confirmsSubscriptions: false },
      },
    });
  });

  it.each(["10.0.0.1", "10.0.0.0/8", "fd00::/8", "::1", "loopback"])("believes a proxy at %s", (proxy) => {
    const { gateway } = parse(`${PROVIDERS}gateway: { listen: "127.0.0.1:0", trust_proxy: "${proxy}" }\n`);
    expect(gateway.trustedProxies).toEqual([proxy]);
    expect(() => fastify({ trustProxy: [proxy] })).not.toThrow();
  });

  it("is off where nothing is said", () => {
    const { gateway, providers } = parse(PROVIDERS);
    expect(gateway).toEqual({ isPublic: false, trustedProxies: false, requestsPerMinute: 600 });
    expect(providers[0]).not.toHaveProperty("webhook");
  });

  it("has no secret written out", () => {
    const text = `${PROVIDERS}    webhook: { signing_secret: hunter2 }\ngateway: { token: hunter3 }\n`;
    const said = problems(text);
    expect(said).toContain("4:32 signing_secret is as good as a password: take it from the environment");
    expect(said).toContain("5:19 token is as good as a password: take it from the environment");
    expect(said).not.toMatch(/hunter/);
  });

  it("has no token that could be guessed, and does not show the one it has", () => {
    const text = `${PROVIDERS}gateway: { token: "\${TOKEN}" }\n`;
    expect(problems(text, { TOKEN: "hunter2" })).toBe(
      `providers.yaml:4:19 token: must have at least 16 characters; openssl rand -hex 32 makes one
    gateway: { token: "\${TOKEN}" }
                      ^`,
    );
    expect(problems(text, { TOKEN: "" }).match(/token: must/g)).toHaveLength(1);
    expect(parse(text, { TOKEN }).gateway.token).toBe(TOKEN);
  });

  it.each([
    ["    webhook: { secret_hash: md5:abc }\n", "expected sha256: and 64 hexadecimal digits"],
    ["    webhook: { secret: x }\n", 'unknown key "secret"'],
    ["gateway: { listen: nowhere }\n", "expected an address and a port"],
    ["gateway: { rate_limit: 0 }\n", "rate_limit"],
    ["gateway: { trust_proxy: 10.0.0.0/99 }\n", "4:25 trust_proxy: expected the address of a proxy"],
    [
      "gateway: { trust_proxy: [10.0.0.1, 10.0.0.0/0] }\n",
      "4:36 trust_proxy: expected the address of a proxy",
    ],
    ["gateway: { trust_proxy: proxy.example }\n", "expected the address of a proxy"],
  ])("is refused with its place where it is wrong: %s", (addition, expected) => {
    expect(problems(PROVIDERS + addition)).toContain(expected);
  });
});
