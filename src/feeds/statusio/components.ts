import { present } from "../../present.ts";
import type { Component, ComponentRef, ComponentStatus } from "../../types.ts";
import { MOST_COMPONENTS } from "../tidy.ts";
import { asId, asRecords, asString, asTime, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";

/** Codes, not the words beside them: those are the page's own to choose. */
const CODES: Readonly<Record<string, ComponentStatus>> = {
  "100": "operational",
  "200": "under_maintenance",
  "300": "degraded_performance",
  "400": "partial_outage",
  "500": "major_outage",
};
/** A security event: as grave as an outage, and something else. */
const SECURITY = 600;

/** A component in one of the containers (regions, mostly) that it is spread over; or whole, where it is in one only. */
interface Place {
  readonly component: Component;
  readonly containerId: string | undefined;
}

export interface Components {
  readonly all: readonly Component[];
  /** What an incident names: components, and the containers in which they are affected. */
  refs(components: unknown, containers: unknown): ComponentRef[];
}

export function readComponents(value: unknown): Components {
  const places = new Map<string, readonly Place[]>();
  for (const record of asRecords(value).slice(0, MOST_COMPONENTS)) {
    const id = idOf(record);
    const name = asString(record["name"]);
    if (id && name) places.set(id, placesOf(id, name, record));
  }
  return {
    all: [...places.values()].flat().map(({ component }) => component),
    refs(components, containers) {
      const affected = new Set(asRecords(containers).map(idOf));
      const byId = new Map(asRecords(components).map((record) => [idOf(record), asString(record["name"])]));
      return [...byId].flatMap(([id, name]) => {
        const own = places.get(id ?? "") ?? [];
        const hit = own.filter(({ containerId }) => containerId === undefined || affected.has(containerId));
        if (hit.length > 0) return hit.map(({ component }) => ({ id: component.id, name: component.name }));
        return name ? { name, ...present({ id }) } : [];
      });
    },
  };
}

/** Containers have the same ids in every component. */
function placesOf(componentId: string, name: string, record: WireRecord): Place[] {
  const containers = asRecords(record["containers"]).filter((one) => idOf(one) && asString(one["name"]));
  if (containers.length < 2)
    return [{ component: componentOf(componentId, name, record), containerId: undefined }];
  return containers.map((container) => {
    const containerId = idOf(container) ?? "";
    const component = componentOf(
      `${componentId}/${containerId}`,
      `${name} – ${asString(container["name"])}`,
      container,
    );
    return { component, containerId };
  });
}

function componentOf(id: string, name: string, record: WireRecord): Component {
  return { id, name, ...componentStatus(record), ...present({ updatedAtMs: asTime(record["updated"]) }) };
}

/** The status that a record's `status_code` says, with the page's word beside it where ours says less. */
export function componentStatus(record: WireRecord): {
  readonly status: ComponentStatus;
  readonly rawStatus?: string;
} {
  const code = record["status_code"];
  const rawStatus = asString(record["status"]) ?? asId(code);
  if (code === SECURITY) return { status: "major_outage", ...present({ rawStatus }) };
  const { status } = wordIn(CODES, asId(code));
  return status === "unknown" ? { status, ...present({ rawStatus }) } : { status };
}

/** `id` in the list of components, `_id` where an incident names them. */
function idOf(record: WireRecord): string | undefined {
  return asId(record["id"]) ?? asId(record["_id"]);
}
