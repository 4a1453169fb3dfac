import { expect, it } from "vitest";
import { Scrape } from "./scrape.ts";

it("The metrics are given in the text format, and with them the version", async () => {
  const scrape = new Scrape("Acme");
  expect(scrape.metrics.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await scrape.series("status_watch_build_info")).toEqual({ 'version="1.2.3"': 1 });
});

it("Two that scrape at once are told the same", async () => {
  const scrape = new Scrape("Acme", "Borealis");
  scrape.poll("Acme", { bytes: 12 });
  const own = (text: string) => text.split("\n").filter((line) => line.startsWith("status_watch_"));
  const [first = [], second] = (await Promise.all([scrape.metrics.text(), scrape.metrics.text()])).map(own);
  expect(first).toContain('status_watch_received_bytes_total{provider="Acme"} 12');
  expect(second).toEqual(first);
});

it("Two that are counted in one process do not mix", async () => {
  const [one, other] = [new Scrape("Acme"), new Scrape("Borealis")];
  one.poll("Acme", { bytes: 12 });
  expect(await one.series("status_watch_received_bytes_total")).toEqual({ 'provider="Acme"': 12 });
  expect(await other.series("status_watch_received_bytes_total")).toEqual({ 'provider="Borealis"': 0 });
});
