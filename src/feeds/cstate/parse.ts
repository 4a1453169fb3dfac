import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, ComponentRef, Impact, Incident, Snapshot } from "../../types.ts";
import { FormatError } from "../types.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asRecord, asRecords, asString, asTime, asWebAddress, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { asList, elementText, parseXml } from "../wire/xml.ts";
import { readUpdates } from "./updates.ts";

const WANTED = "a cState page's index";

const SYSTEMS = {
  ok: "operational",
  notice: "degraded_performance",
  disrupted: "partial_outage",
  down: "major_outage",
} as const;

const IMPACTS: Readonly<Record<string, Exclude<Impact, "unknown">>> = {
  ok: "none",
  notice: "minor",
  disrupted: "major",
  down: "critical",
};

/**
 * The index, with what stands in the feed where it was to be had.
 * @throws {FormatError}
 */
export function parseCstate(index: Document, feed?: Document): Snapshot {
  const root = parseJsonRecord(index, WANTED);
  if (!asString(root["cStateVersion"]) || !Array.isArray(root["systems"]))
    return refuseContent(index, WANTED);
  const systems = asRecords(root["systems"]);
  const components = readSystems(systems, root["categories"]);
  const items = new Map(itemsOf(feed).map((item) => [elementText(item["link"]) ?? "", item]));
  const open = new Map<string, Incident>();
  // An issue is listed with each of the systems it affects.
  for (const issue of systems.flatMap((system) => asRecords(system["unresolvedIssues"]))) {
    const incident = readIssue(issue, items.get(asString(issue["permalink"]) ?? ""), components);
    if (incident) open.set(incident.id, incident);
  }
  const closed = [...items.values()].flatMap(readClosed).filter(({ id }) => !open.has(id));
  return {
    page: present({ name: asString(root["title"]), url: asWebAddress(root["baseURL"]) }),
    indicator: wordIn(IMPACTS, asString(root["summaryStatus"])).status,
    incidents: [...open.values(), ...closed],
    components: [...components.values()],
    listsAllOpen: { incident: true, maintenance: false },
    listsClosed: closed.length > 0,
  };
}

/** By their names, which are all that tells them apart. */
function readSystems(systems: readonly WireRecord[], categories: unknown): ReadonlyMap<string, Component> {
  const untitled = new Set(
    asRecords(categories).flatMap(({ name, hideTitle }) => (hideTitle === true ? [name] : [])),
  );
  return new Map(
    systems.flatMap((system) => {
      const id = asString(system["name"]);
      if (!id) return [];
      const category = untitled.has(system["category"]) ? undefined : asString(system["category"]);
      const name = category ? `${htmlToText(category)} – ${htmlToText(id)}` : htmlToText(id);
      return [[id, { id, name, ...wordIn(SYSTEMS, asString(system["status"])) }] as const];
    }),
  );
}

function readIssue(
  issue: WireRecord,
  item: WireRecord | undefined,
  components: ReadonlyMap<string, Component>,
): Incident | undefined {
  const url = asWebAddress(issue["permalink"]);
  const id = idOf(url) ?? asString(issue["filename"]);
  if (!id) return undefined;
  const created = asString(issue["createdAt"]);
  const updates = item ? readUpdates(bodyOf(item), "investigating", created) : [];
  const affected = Array.isArray(issue["affected"]) ? issue["affected"] : [];
  const newest = updates.at(-1);
  const startedAtMs = asGoTime(created);
  return {
    id,
    kind: "incident",
    title: htmlToText(asString(issue["title"]) ?? ""),
    // It is unresolved, whatever the last thing written about it says.
    status: newest && newest.status !== "resolved" ? newest.status : "investigating",
    impact: wordIn(IMPACTS, asString(issue["severity"])).status,
    components: affected.flatMap((name): ComponentRef[] => {
      const component = components.get(asString(name) ?? "");
      return component ? [{ id: component.id, name: component.name }] : [];
    }),
    updates,
    ...present({
      url,
      rawStatus: newest?.status === "unknown" ? newest.rawStatus : undefined,
      startedAtMs,
      updatedAtMs: newest?.postedAtMs ?? asGoTime(asString(issue["lastMod"])) ?? startedAtMs,
    }),
  };
}

/** An item of the feed that says that it is over: before its title, and in when that was. */
function readClosed(item: WireRecord): Incident[] {
  const url = asWebAddress(elementText(item["link"]));
  const id = idOf(url);
  const heading = /^\[([^\]]{1,40})\] (.+)$/s.exec(htmlToText(elementText(item["title"]) ?? ""));
  const resolvedMs = asGoTime(elementText(item["category"]));
  if (!id || !(heading || resolvedMs !== undefined)) return [];
  const published = elementText(item["pubDate"]);
  const updates = readUpdates(bodyOf(item), "resolved", published);
  return [
    {
      id,
      kind: "incident",
      title: heading?.[2] ?? htmlToText(elementText(item["title"]) ?? ""),
      status: "resolved",
      impact: "unknown",
      components: [],
      updates,
      ...present({
        url,
        startedAtMs: asTime(published),
        updatedAtMs: resolvedMs ?? updates.at(-1)?.postedAtMs,
      }),
    },
  ];
}

/** The feed is an extra: what is open is told also where something else lies in its place. */
function itemsOf(feed: Document | undefined): WireRecord[] {
  if (!feed) return [];
  try {
    const channel = asRecord(asRecord(parseXml(feed, "a cState page's feed")["rss"])?.["channel"]);
    return asRecords(asList(channel?.["item"]));
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

function bodyOf(item: WireRecord): string {
  return elementText(item["description"]) ?? "";
}

/** Issues have no ids; the last part of the address is the name of the file. */
function idOf(url: string | undefined): string | undefined {
  return url && /\/([^/]+)\/?$/.exec(new URL(url).pathname)?.[1];
}

/** `2026-03-04 10:05:00 +0100 CET`, as Go writes a time: the offset counts, the zone's name is one too many. */
function asGoTime(text: string | undefined): number | undefined {
  const date = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4}/.exec(text ?? "")?.[0];
  return asTime(date ?? text);
}
