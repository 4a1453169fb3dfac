import { present } from "../../present.ts";
import type { Component, ComponentRef } from "../../types.ts";
import { MOST_COMPONENTS } from "../tidy.ts";
import { asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";
import type { State } from "./words.ts";

/**
 * The services of a page. Each has an id on the page and one as a business service; posts name either, and the layout
 * groups them by the latter.
 */
export class Services {
  readonly #components: readonly Component[];
  readonly #ids = new Map<string, string>();
  readonly #names: ReadonlyMap<string, string>;

  constructor(records: readonly WireRecord[], layout: unknown) {
    const groups = groupsIn(layout);
    this.#components = records.slice(0, MOST_COMPONENTS).flatMap((record) => {
      const id = asId(record["id"]);
      const name = asString(record["display_name"]) ?? asString(record["name"]);
      if (!id || !name || record["is_active"] === false) return [];
      const business = asId(record["business_service_id"]) ?? asId(record["external_business_service_id"]);
      const group = groups.get(id) ?? groups.get(business ?? "");
      this.#ids.set(business ?? id, id).set(id, id);
      return { id, name: group ? `${group} – ${name}` : name, status: "operational" as const };
    });
    this.#names = new Map(this.#components.map(({ id, name }) => [id, name]));
  }

  /** The services as `states` say they are now; all others run. */
  components(states: ReadonlyMap<string, State>): Component[] {
    return this.#components.map((component) => ({ ...component, ...states.get(component.id) }));
  }

  /** A service by one of its ids; by the name given where it is not among those the page lists. */
  ref(id: string | undefined, businessId?: string, givenName?: string): ComponentRef | undefined {
    const known = this.#ids.get(businessId ?? "") ?? this.#ids.get(id ?? "");
    const name = this.#names.get(known ?? "") ?? givenName;
    return name ? { name, ...present({ id: known ?? businessId ?? id }) } : undefined;
  }
}

/** The settings of a page's layout: its name, and which services stand together. */
export function settingsIn(root: WireRecord | undefined): WireRecord | undefined {
  return asRecord(asRecord(root?.["layout"])?.["layout_settings"]);
}

function groupsIn(layout: unknown): ReadonlyMap<string, string> {
  const rows = asRecords(layout);
  const heads = new Map(
    rows
      .filter((row) => row["grouping_element"] === true)
      .map((row) => [asId(row["id"]), asString(row["name"])]),
  );
  return new Map(
    rows.flatMap((row) => {
      const group = heads.get(asId(row["Head_ID"]));
      const ids = [asId(row["id"]), asId(row["status_page_service_id"])];
      return group ? ids.flatMap((id) => (id ? [[id, group] as const] : [])) : [];
    }),
  );
}
