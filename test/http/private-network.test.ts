import { describe, expect, it } from "vitest";
import { isPrivateAddress, reachFrom } from "../../src/http/private-network.ts";

describe("An IP address", () => {
  it.each([
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"],
    ...["172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"],
    ...["240.0.0.1", "255.255.255.255", "::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1"],
    ...["fe80::1%eth0", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::10.0.0.1"],
    ...["168.63.129.16", "::ffff:0:127.0.0.1", "100::1", "2001::80ff:fffe", "2001:db8::1", "5f00::1"],
    ...["64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:a00:1::1", "2002:c0a8:101::"],
  ])("such as %s is private", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each([
    ...["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255"],
    ...["172.32.0.0", "192.0.1.1", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
    ...["2606:4700::1111", "2001:4860:4860::8888", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1"],
  ])("such as %s is public", (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe("An address that the user wrote", () => {
  it.each([
    ...["127.0.0.1", "127.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "[::ffff:10.0.0.1]"],
    ...["10.0.0.1.", "localhost", "LOCALHOST", "localhost.", "status.localhost", "uptime-kuma"],
    ...["nas.local", "status.corp", "status.internal", "box.home.arpa", "router.lan"],
  ])("on %s may lead anywhere, being private itself", (host) => {
    expect(reachFrom(new URL(`http://${host}:8080/`))).toBe("anywhere");
  });

  it.each([
    ...["www.githubstatus.com", "status.example.com.", "1.1.1.1", "[2606:4700::1111]"],
    ...["localhost.example.com", "status.corporate", "10.0.0.1.nip.io", "local.dev"],
  ])("on %s may lead to public places only", (host) => {
    expect(reachFrom(new URL(`http://${host}/`))).toBe("public");
  });
});
