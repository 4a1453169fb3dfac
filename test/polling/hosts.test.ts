import { expect, it } from "vitest";
import { Hosts } from "../../src/polling/hosts.ts";

it("leaves a host alone for as long as it asked, and not until a clock that was set back has caught up", () => {
  let nowMs = 10_000_000;
  const hosts = new Hosts({ now: () => nowMs, random: () => 0.5 });
  hosts.rest("acme", 60_000);
  nowMs += 20_000;
  expect(hosts.restMs("acme")).toBe(40_000);
  hosts.rest("acme", 10_000);
  expect(hosts.restMs("acme")).toBe(40_000);
  nowMs -= 3_600_000;
  expect(hosts.restMs("acme")).toBe(0);
});
