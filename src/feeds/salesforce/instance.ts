import type { Snapshot } from "../../types.ts";

/** One instance as its own status tells it, with what is open there by the list of all that is open. */
export function joinInstance(key: string, status: Snapshot, active: Snapshot | undefined): Snapshot {
  const concerning = active?.incidents ?? [];
  const listed = new Set(concerning.map(({ id }) => id));
  return {
    ...status,
    page: { ...status.page, url: `https://status.salesforce.com/instances/${key}` },
    incidents: [...concerning, ...status.incidents.filter(({ id }) => !listed.has(id))],
    listsAllOpen: {
      ...status.listsAllOpen,
      incident: status.listsAllOpen.incident || active?.listsAllOpen.incident === true,
    },
  };
}
