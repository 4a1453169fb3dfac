import { expect, it } from "vitest";
import type { FormatName } from "../../src/feeds/index.ts";
import { observeRelocation } from "../../src/state/relocated.ts";
import { at, feed, incident, inShort, Observer, summary, update } from "../helpers/snapshot.ts";

const open = incident("a", { updates: [update("u1")] });
const closed = incident("a", {
  updates: [update("u1"), update("u2", { status: "resolved", postedAtMs: at("13:00") })],
});

/** The page is another product's from now on. */
function move(observer: Observer, from: FormatName, format: FormatName): void {
  const url = new URL("https://status.acme.example/");
  const occasion = { provider: "Acme", detectedAtMs: at("12:30"), source: "poll" } as const;
  observer.memory = observeRelocation(observer.memory, { from, format, url }, url.href, "", occasion).memory;
}

it("the end of an incident is told though the page was another's for a while, which did not list it", () => {
  const observer = new Observer();
  observer.see(summary());
  expect(inShort(observer.see(summary(open)))).toEqual(["opened a u1"]);
  move(observer, "statuspage", "atom");
  expect(observer.see(summary())).toEqual([]);
  move(observer, "atom", "statuspage");
  expect(observer.see(summary(open))).toEqual([]);
  expect(inShort(observer.see(summary(closed)))).toEqual(["resolved a u2"]);
  expect(observer.see(feed(closed))).toEqual([]);
});
