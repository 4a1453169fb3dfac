import { beforeAll, describe, expect, it } from "vitest";
import type { Component } from "../../src/types.ts";
import { hasPromtool, promtool } from "../helpers/promtool.ts";
import { component, summary } from "../helpers/snapshot.ts";
import { Scrape, seriesOf } from "./scrape.ts";

const PROVIDERS = 250;
const EACH = 800;
const NASTY = [
  '",provider="Other',
  "\\",
  "\\n",
  "}",
  "{a=1}",
  "# HELP",
  "__proto__",
  "constructor",
  "\ud800",
  "𝔄",
];

/** Names that end a label, that differ only where they are cut, that are the same, or no UTF-8 and then the same. */
function hostile(index: number): Component {
  const names = [
    `${NASTY[index % NASTY.length]} ${index}`,
    `${"x".repeat(490)}${index}`,
    "the same",
    `${String.fromCharCode(0xdc00 + index)} half a character`,
  ];
  return { ...component(`c${index}`, "operational"), name: names[index % names.length] ?? "" };
}

describe("of 200,000 hostile components", () => {
  const scrape = new Scrape(...Array.from({ length: PROVIDERS }, (_, index) => `Acme ${index}`));
  let text: string;

  beforeAll(async () => {
    for (let index = 0; index < PROVIDERS; index++) {
      const components = Array.from({ length: EACH }, (_, at) => hostile(at));
      // The last of all, in trouble.
      components.push({ ...component("last", "major_outage"), name: `last of ${index}` });
      scrape.read(`Acme ${index}`, { ...summary(), components });
    }
    text = await scrape.metrics.text();
  });

  it("20,000 have a series, at most 100 of a provider, and the others are counted", () => {
    const labels = Object.keys(seriesOf(text, "status_watch_component_status"));
    expect(labels).toHaveLength(20_000);
    for (let index = 0; index < PROVIDERS; index++) {
      const own = labels.filter((label) => label.startsWith(`provider="Acme ${index}",`));
      expect(own.length).toBeLessThanOrEqual(100);
    }
    expect(seriesOf(text, "status_watch_components_omitted")).toEqual({
      "": PROVIDERS * (EACH + 1) - 20_000,
    });
  });

  it("those that are in trouble have one, of every provider", () => {
    const series = Object.entries(seriesOf(text, "status_watch_component_status"));
    const inTrouble = series.filter(([, value]) => value === 4).map(([label]) => label);
    const expected = Array.from(
      { length: PROVIDERS },
      (_, at) => `provider="Acme ${at}",component="last of ${at}"`,
    );
    expect(inTrouble).toEqual(expected);
  });

  it("no series is there twice, also not in the bytes that are sent", () => {
    const sent = Buffer.from(text).toString();
    const series = sent
      .split("\n")
      .filter((line) => line && !line.startsWith("#"))
      .map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(series.length).toBe(new Set(series).size);
  });

  it("no label is longer than 120 characters", () => {
    const names = Object.keys(seriesOf(text, "status_watch_component_status")).map((label) =>
      label.replace(/^.*?component="/, "").slice(0, -1),
    );
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(125);
    expect(names.filter((name) => name.endsWith("…"))).not.toEqual([]);
  });

  it.skipIf(!hasPromtool)("promtool (skipped where it is not installed) takes it all", () => {
    expect(promtool(["check", "metrics"], text)).toEqual({ status: 0, output: "" });
  });
});
