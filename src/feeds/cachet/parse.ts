import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, ComponentRef, ComponentStatus, Snapshot } from "../../types.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { refuseContent } from "../wire/json.ts";
import { asId, asString } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { readIncident, readSchedule } from "./incidents.ts";
import { codeOf, type Item, type List, readList, timeOf } from "./items.ts";

export const COMPONENT_CODES: Readonly<Record<string, ComponentStatus>> = {
  "1": "operational",
  "2": "degraded_performance",
  "3": "partial_outage",
  "4": "major_outage",
};

/** The names of groups by their ids, which version 2 keeps in a list of their own. */
export type GroupNames = ReadonlyMap<string, string>;

/**
 * One list of Cachet's API, that is nobody else's.
 * @throws {FormatError} anything else
 */
export function parseCachet(document: Document): Snapshot {
  const list = readList(document);
  if (!list.isProved) refuseContent(document, "a list of a Cachet page");
  return snapshotOf([list], new Map(), undefined);
}

/**
 * The lists of a page together, incidents first.
 * @throws {FormatError} one of them is something else
 */
export function parseCachetLists(
  documents: readonly Document[],
  groups: GroupNames,
  page: URL | undefined,
): Snapshot {
  return snapshotOf(documents.map(readList), groups, page);
}

function snapshotOf(lists: readonly List[], groups: GroupNames, page: URL | undefined): Snapshot {
  const list = (name: List["name"]) => lists.find((one) => one.name === name);
  const components = list("components")
    ?.items.slice(0, MOST_COMPONENTS)
    .flatMap((item) => readComponent(item, groups));
  const names = new Map(components?.map(({ id, name }) => [id, name]));
  const refs = (item: Item) => refsOf(item, names);
  const [incidents, schedules] = [list("incidents"), list("schedules")];
  return {
    page: present({ url: page?.href }),
    incidents: [
      ...(incidents?.items ?? [])
        .slice(0, MOST_INCIDENTS)
        .map((item) => readIncident(item, refs(item), page)),
      ...(schedules?.items ?? [])
        .slice(0, MOST_INCIDENTS)
        .map((item) => readSchedule(item, refs(item), page)),
    ],
    ...(components && { components }),
    // What is over stays listed, on however many pages; only the first of them is read.
    listsAllOpen: { incident: incidents?.isWhole ?? false, maintenance: schedules?.isWhole ?? false },
    listsClosed: incidents !== undefined,
  };
}

export function readComponent(item: Item, groups: GroupNames): Component[] {
  const { id, attributes } = item;
  const own = asString(attributes["name"])?.trim();
  if (!own || attributes["enabled"] === false) return [];
  const group =
    asString(item.related("group")[0]?.attributes["name"]) ?? groups.get(asId(attributes["group_id"]) ?? "");
  const { code, word } = codeOf(attributes, "status");
  const { status } = wordIn(COMPONENT_CODES, code);
  return [
    {
      id,
      name: group ? `${group} – ${own}` : own,
      status,
      ...present({
        rawStatus: status === "unknown" ? (word ?? code) : undefined,
        updatedAtMs: timeOf(attributes, "updated"),
      }),
    },
  ];
}

/** Version 2 names one component, version 3 any number. */
function refsOf(item: Item, names: ReadonlyMap<string, string>): ComponentRef[] {
  const own = new Map<string, string | undefined>();
  const single = asId(item.attributes["component_id"]);
  if (single) own.set(single, undefined);
  for (const one of item.related("components")) own.set(idOfComponent(one), asString(one.attributes["name"]));
  return [...own].flatMap(([id, ownName]) => {
    const name = names.get(id) ?? ownName;
    return name ? { id, name } : [];
  });
}

/** In version 2 what a schedule lists is not the component, but that it has it. */
function idOfComponent({ id, attributes }: Item): string {
  return asId(attributes["component_id"]) ?? id;
}
