import { describe, expect, it } from "vitest";
import { at } from "../helpers/snapshot.ts";
import { event, Scrape, watched } from "./scrape.ts";

describe("of polls", () => {
  it("each counts by its outcome, and all outcomes are there from the start", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { outcome: "unchanged" });
    scrape.poll("Acme", { outcome: "unchanged" });
    scrape.poll("Acme", { outcome: "read" });
    expect(await scrape.series("status_watch_polls_total")).toEqual({
      'provider="Acme",outcome="read"': 1,
      'provider="Acme",outcome="unchanged"': 2,
      'provider="Acme",outcome="throttled"': 0,
      'provider="Acme",outcome="failed"': 0,
    });
  });

  it("failures are counted by their code, throttling among them", async () => {
    const scrape = new Scrape("Acme", "Borealis");
    scrape.poll("Acme", { outcome: "failed", failure: "dns" });
    scrape.poll("Acme", { outcome: "failed", failure: "dns" });
    scrape.poll("Acme", { outcome: "throttled", failure: "throttled" });
    expect(await scrape.series("status_watch_poll_failures_total")).toEqual({
      'provider="Acme",code="dns"': 2,
      'provider="Acme",code="throttled"': 1,
    });
  });

  it("bytes add up", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { bytes: 1_000 });
    scrape.poll("Acme", { bytes: 24 });
    expect(await scrape.series("status_watch_received_bytes_total")).toEqual({ 'provider="Acme"': 1_024 });
  });

  it("the time goes into buckets by outcome, and not by provider", async () => {
    const scrape = new Scrape("Acme", "Borealis");
    scrape.poll("Acme", { durationMs: 30 });
    scrape.poll("Borealis", { durationMs: 70 });
    scrape.poll("Borealis", { durationMs: 15_000, outcome: "failed", failure: "timeout" });
    const buckets = await scrape.series("status_watch_poll_duration_seconds_bucket");
    expect(buckets['le="0.025",outcome="unchanged"']).toBe(0);
    expect(buckets['le="0.05",outcome="unchanged"']).toBe(1);
    expect(buckets['le="0.1",outcome="unchanged"']).toBe(2);
    expect(buckets['le="15",outcome="failed"']).toBe(1);
    expect(buckets['le="+Inf",outcome="read"']).toBe(0);
    const sums = await scrape.series("status_watch_poll_duration_seconds_sum");
    expect(sums['outcome="unchanged"']).toBeCloseTo(0.1);
  });

  it("a clock that is set back makes no sum fall", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { durationMs: -3_600_000 });
    const sums = await scrape.series("status_watch_poll_duration_seconds_sum");
    expect(sums['outcome="unchanged"']).toBe(0);
  });
});

describe("of a page that can or cannot be read", () => {
  it("nothing is said before the first poll", async () => {
    const scrape = new Scrape("Acme");
    expect(await scrape.series("status_watch_provider_up")).toEqual({});
    expect(await scrape.series("status_watch_provider_last_success_timestamp_seconds")).toEqual({});
    expect(await scrape.series("status_watch_provider_status")).toEqual({});
    expect(await scrape.series("status_watch_provider_interval_seconds")).toEqual({ 'provider="Acme"': 60 });
  });

  it.each([
    ["read", 1],
    ["unchanged", 1],
    ["throttled", 0],
    ["failed", 0],
  ] as const)("after a poll that was %s it is up: %d", async (outcome, up) => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { outcome });
    expect(await scrape.series("status_watch_provider_up")).toEqual({ 'provider="Acme"': up });
  });

  it("the time of the last success stays when it fails", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { atMs: at("12:00") });
    scrape.poll("Acme", { atMs: at("12:01"), outcome: "failed", failure: "connect" });
    expect(await scrape.series("status_watch_provider_last_success_timestamp_seconds")).toEqual({
      'provider="Acme"': at("12:00") / 1_000,
    });
  });
});

describe("a provider", () => {
  it("that leaves takes all its series along", async () => {
    const scrape = new Scrape("Acme", "Borealis");
    for (const name of ["Acme", "Borealis"]) {
      scrape.poll(name, { outcome: "failed", failure: "dns" });
      scrape.push(name);
    }
    scrape.watch("Borealis");
    const text = await scrape.metrics.text();
    expect(text).not.toContain("Acme");
    expect(text).toContain(
      'status_watch_pushes_total{provider="Borealis",source="webhook",outcome="read"} 1',
    );
  });

  it("that has left is not brought back by a poll, a push or an event that comes late", async () => {
    const scrape = new Scrape("Acme");
    scrape.watch();
    scrape.poll("Acme");
    scrape.push("Acme");
    scrape.metrics.told(event());
    expect(await scrape.metrics.text()).not.toContain("Acme");
    const counts = await scrape.series("status_watch_poll_duration_seconds_count");
    expect(counts['outcome="unchanged"']).toBe(0);
  });

  it("that stays goes on counting, with another interval where it has one", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { bytes: 5 });
    scrape.metrics.watches([watched("Acme", { intervalMs: 250 })]);
    scrape.poll("Acme", { bytes: 5 });
    expect(await scrape.series("status_watch_received_bytes_total")).toEqual({ 'provider="Acme"': 10 });
    expect(await scrape.series("status_watch_provider_interval_seconds")).toEqual({
      'provider="Acme"': 0.25,
    });
  });

  it("with another address begins anew", async () => {
    const scrape = new Scrape("Acme");
    scrape.poll("Acme", { bytes: 5 });
    scrape.metrics.watches([watched("Acme", { url: "https://elsewhere.test" })]);
    expect(await scrape.series("status_watch_received_bytes_total")).toEqual({ 'provider="Acme"': 0 });
    expect(await scrape.series("status_watch_provider_up")).toEqual({});
  });
});
