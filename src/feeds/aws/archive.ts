import { present } from "../../present.ts";
import type { Incident, IncidentUpdate, Snapshot } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { withDerivedIds } from "../wire/derived-ids.ts";
import { parseDate } from "../wire/displayed-time.ts";
import { childrenOf, elementName, htmlToText, parseHtml, textOf } from "../wire/html.ts";
import { asEpochMs, asId, asRecords, asString, type WireRecord } from "../wire/values.ts";
import { componentAt } from "./places.ts";
import { impactAt, statusAt, titleOf } from "./words.ts";

const PAGE = "https://status.aws.amazon.com/";

/** Whether this is `data.json` of the dashboard before 2022: `current` is what is open, `archive` the last year. */
export function isArchive(root: WireRecord): boolean {
  const isList = (key: string) =>
    Array.isArray(root[key]) && asRecords(root[key]).every((entry) => asString(entry["service_name"]));
  return isList("archive") && isList("current");
}

export function readArchive(root: WireRecord): Snapshot {
  return {
    page: { name: "AWS", url: PAGE },
    incidents: [
      ...asRecords(root["current"]).map((record) => readEntry(record, false)),
      ...asRecords(root["archive"])
        .slice(-MOST_INCIDENTS)
        .map((record) => readEntry(record, true))
        .reverse(),
    ].slice(0, MOST_INCIDENTS),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function readEntry(record: WireRecord, isArchived: boolean): Incident {
  const summary = asString(record["summary"]) ?? "";
  const service = asString(record["service"]) ?? "";
  const date = asId(record["date"]) ?? "";
  const level = asId(record["status"]);
  const startedAtMs = asEpochMs(date, "s");
  const current = isArchived ? ({ status: "resolved" } as const) : statusAt(level, summary);
  const updates = readPosts(asString(record["description"]) ?? "", startedAtMs, level, current);
  // "Amazon EC2 (N. Virginia)"
  const [, serviceName, regionName] =
    /^(.*\S) \(([^()]+)\)$/.exec(asString(record["service_name"])?.slice(0, 500) ?? "") ?? [];
  const region = present({ name: regionName });
  return {
    id: `${service}_${date}`,
    kind: "incident",
    title: htmlToText(titleOf(summary)),
    ...current,
    impact: impactAt(level),
    url: PAGE,
    components: [
      componentAt({
        service,
        serviceName: serviceName ?? asString(record["service_name"]) ?? service,
        region,
      }),
    ],
    ...present({ startedAtMs, updatedAtMs: updates.at(-1)?.postedAtMs ?? startedAtMs }),
    updates,
  };
}

type Standing = Pick<IncidentUpdate, "status" | "rawStatus">;

/** The posts, oldest first, each a `<div>` that begins with its time; the newest stands as the event does. */
function readPosts(
  html: string,
  startedAtMs: number | undefined,
  level: string | undefined,
  current: Standing,
): IncidentUpdate[] {
  let latestMs = startedAtMs;
  const posts = parseHtml(html).flatMap((node) => {
    if (elementName(node) !== "div") return [];
    const [first, ...rest] = childrenOf(node);
    const isTimed = first !== undefined && elementName(first) === "span";
    const postedAtMs = (isTimed ? timeOf(textOf([first]), latestMs) : undefined) ?? latestMs;
    latestMs = postedAtMs;
    return [{ message: textOf(isTimed ? rest : childrenOf(node)), ...present({ postedAtMs }) }];
  });
  if (posts.length === 0 && html.trim() !== "") {
    posts.push({ message: htmlToText(html), ...present({ postedAtMs: startedAtMs }) });
  }
  return withDerivedIds(
    posts.map((post, index) => ({
      ...(index === posts.length - 1 ? current : statusAt(level, "")),
      ...post,
    })),
  );
}

const SHOWN = /^(?:([A-Z][a-z]{2}) +(\d{1,2}), +)?(\d{1,2}:\d{2} [AP]M) (P[DS]T)$/;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** "12:53 PM PDT", and on later days "Aug 7,  1:50 AM PDT": no year, and the day of the post before. */
function timeOf(text: string, previousMs: number | undefined): number | undefined {
  const [, month, day, time, zone] = SHOWN.exec(text.slice(0, 100).trim()) ?? [];
  if (!time || !zone || previousMs === undefined) return undefined;
  const there = new Date(previousMs - (zone === "PDT" ? 7 : 8) * HOUR_MS);
  const date = month ? `${month} ${day}` : `${there.getUTCMonth() + 1}/${there.getUTCDate()}`;
  const inYear = (year: number) =>
    parseDate(month ? `${date}, ${year} ${time} ${zone}` : `${date}/${year} ${time} ${zone}`);
  const ms = inYear(there.getUTCFullYear());
  if (ms === undefined) return undefined;
  if (previousMs - ms > DAY_MS) return inYear(there.getUTCFullYear() + 1);
  return ms;
}
