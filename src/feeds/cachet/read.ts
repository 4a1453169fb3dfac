import type { Document } from "../../http/document.ts";
import { attempt } from "../reading/document.ts";
import { readTogether } from "../reading/together.ts";
import { type DocumentReader, FormatError, type Reading } from "../types.ts";
import { parseJsonRecord } from "../wire/json.ts";
import { asId, asRecords, asString } from "../wire/values.ts";
import { type GroupNames, parseCachetLists } from "./parse.ts";

/** The API of version 2 and that of version 3, with what to ask for: lists begin with what is oldest otherwise. */
export const APIS = {
  "api/v1/": {
    incidents: "incidents?sort=id&order=desc&per_page=50",
    components: "components?per_page=200",
    schedules: "schedules?sort=id&order=desc&per_page=20",
  },
  "api/": {
    incidents: "incidents?include=components,updates&per_page=50",
    components: "components?include=group&per_page=200",
    schedules: "schedules?include=components,updates&sort=-id&per_page=20",
  },
} as const;
export type Api = keyof typeof APIS;

/** What rarely changes is looked at this often: what is planned, and how components are grouped. */
const SELDOM_MS = 300_000;
/** The names of groups, as they were last read. */
const GROUPS = "groups";

/** Reads a page by its lists: two of them every time, the others now and then. */
export async function readLists(documents: DocumentReader, page: URL, api: Api): Promise<Reading> {
  const root = new URL(api, page);
  const paths = APIS[api];
  const [incidents, components, schedules] = [
    new URL(paths.incidents, root),
    new URL(paths.components, root),
    new URL(paths.schedules, root),
  ];
  const isDue = documents.ageMs(schedules) >= SELDOM_MS;
  if (isDue && api === "api/v1/")
    await readGroups(documents, new URL("components/groups?per_page=200", root));
  const urls: readonly [URL, ...URL[]] = isDue ? [incidents, components, schedules] : [incidents, components];
  return readTogether(documents, urls, (first, ...others) =>
    parseCachetLists(
      [first, ...others.flatMap((one) => (one && isReadable(one) ? [one] : []))],
      groupsIn(documents),
      page,
    ),
  );
}

/** A list that is not to be had, or is something else, is done without; the first must be one. */
function isReadable(document: Document): boolean {
  return !(attempt(() => parseCachetLists([document], new Map(), undefined)) instanceof FormatError);
}

async function readGroups(documents: DocumentReader, url: URL): Promise<void> {
  const result = await documents.get(url, { fresh: true });
  if (result.outcome !== "modified") return;
  const names = groupNames(result.document);
  if (names) documents.found.set(GROUPS, JSON.stringify(names));
}

function groupNames(document: Document): (readonly [string, string])[] | undefined {
  try {
    return asRecords(parseJsonRecord(document, "the groups of a Cachet page")["data"]).flatMap((record) => {
      const id = asId(record["id"]);
      const name = asString(record["name"])?.trim();
      return id && name ? [[id, name] as const] : [];
    });
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function groupsIn(documents: DocumentReader): GroupNames {
  return new Map(JSON.parse(documents.found.get(GROUPS) ?? "[]") as [string, string][]);
}
