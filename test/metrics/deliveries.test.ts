import { describe, expect, it } from "vitest";
import { at } from "../helpers/snapshot.ts";
import { consumer, event, Scrape } from "./scrape.ts";

describe("of consumers", () => {
  it("everything that they report is shown, as it is at the scrape", async () => {
    const scrape = new Scrape();
    scrape.consumers = [
      consumer({ queued: 3, held: 2, delivered: 10, failedTries: 4, dropped: 1, givenUp: 5 }),
      consumer({ name: "console", delivered: 99 }),
    ];
    const slack = async (name: string) =>
      (await scrape.series(`status_watch_consumer_${name}`))['consumer="slack"'];
    expect(await slack("queue_length")).toBe(3);
    expect(await slack("held_length")).toBe(2);
    expect(await slack("delivered_total")).toBe(10);
    expect(await slack("failed_tries_total")).toBe(4);
    expect(await slack("dropped_total")).toBe(1);
    expect(await slack("given_up_total")).toBe(5);
    expect(await scrape.series("status_watch_consumer_delivered_total")).toEqual({
      'consumer="slack"': 10,
      'consumer="console"': 99,
    });
    scrape.consumers = [consumer({ delivered: 11 })];
    expect(await scrape.series("status_watch_consumer_delivered_total")).toEqual({ 'consumer="slack"': 11 });
  });

  it("the lag is the age of the oldest that is queued, and none where nothing is", async () => {
    const scrape = new Scrape();
    const lag = () => scrape.series("status_watch_consumer_lag_seconds");
    scrape.consumers = [consumer({ queued: 1, oldestQueuedAtMs: at("11:58") })];
    expect(await lag()).toEqual({ 'consumer="slack"': 120 });
    scrape.nowMs = at("11:00");
    expect(await lag()).toEqual({ 'consumer="slack"': 0 });
    scrape.consumers = [consumer()];
    expect(await lag()).toEqual({ 'consumer="slack"': 0 });
  });
});

describe("of what is pushed in", () => {
  it("what was dealt with is counted by source and outcome, and what waits is shown", async () => {
    const scrape = new Scrape("Acme");
    scrape.inbox = 7;
    scrape.push("Acme");
    scrape.push("Acme");
    scrape.push("Acme", { outcome: "doorbell" });
    scrape.push("Acme", { source: "email", outcome: "rejected" });
    expect(await scrape.series("status_watch_pushes_total")).toEqual({
      'provider="Acme",source="webhook",outcome="read"': 2,
      'provider="Acme",source="webhook",outcome="doorbell"': 1,
      'provider="Acme",source="email",outcome="rejected"': 1,
    });
    expect(await scrape.series("status_watch_inbox_length")).toEqual({ "": 7 });
  });
});

describe("of what was told", () => {
  it("everything is counted by kind and change, from a zero that is there before", async () => {
    const scrape = new Scrape("Acme");
    const before = await scrape.series("status_watch_events_total");
    expect(Object.values(before)).toEqual(Array.from({ length: 14 }, () => 0));
    scrape.metrics.told(event());
    scrape.metrics.told(event({ change: "updated" }));
    scrape.metrics.told(event({ change: "updated" }));
    scrape.metrics.told(event({ kind: "component", change: "changed", provider: "Gone" }));
    expect(await scrape.series("status_watch_events_total")).toEqual({
      ...before,
      'kind="incident",change="opened"': 1,
      'kind="incident",change="updated"': 2,
      'kind="component",change="changed"': 1,
    });
  });
});
