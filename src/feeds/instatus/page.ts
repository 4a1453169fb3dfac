import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Incident, Snapshot } from "../../types.ts";
import { MOST_INCIDENTS } from "../tidy.ts";
import { asSegment } from "../wire/address.ts";
import { htmlToText } from "../wire/html.ts";
import { refuseContent } from "../wire/json.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asRecord, asRecords, asString, asWebAddress, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { Flight } from "./flight.ts";
import { type Kind, LISTS, localText, readComponents, readHead } from "./parse.ts";
import { INCIDENT_WORDS, MAINTENANCE_WORDS, PAGE_WORDS } from "./words.ts";

/**
 * An Instatus page itself: what it is drawn from stands in its scripts, with every update of what is open. Far larger
 * than its summary, and no promise to anyone.
 * @throws {FormatError} any other document
 */
export function parsePage(document: Document): Snapshot {
  const html = document.text();
  const flight = html.includes(SIGN) ? new Flight(html) : undefined;
  const data = flight?.recordWith("site", "activeIncidents");
  const site = asRecord(data?.["site"]);
  if (!flight || !data || !site || !Array.isArray(site["components"]))
    refuseContent(document, "an Instatus page");
  const url = pageUrl(site);
  const status = asString(site["mainStatus"]) ?? asString(site["status"]);
  return {
    page: present({ name: localText(site["name"]), url }),
    indicator: wordIn(PAGE_WORDS, status).status,
    incidents: Object.entries(LISTS).flatMap(([list, kind]) =>
      asRecords(data[list])
        .slice(0, MOST_INCIDENTS)
        .flatMap((record) => readIncident(record, kind, { url, flight }) ?? []),
    ),
    components: readComponents(site["components"]),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}

/** As it stands within a string in a script. */
const SIGN = '\\"activeIncidents\\":';

function pageUrl(site: WireRecord): string | undefined {
  const domain = asString(site["customDomain"]);
  const subdomain = asString(site["subdomain"]);
  const host = domain ?? (subdomain && `${subdomain}.instatus.com`);
  return host && asWebAddress(`https://${host}/`);
}

function readIncident(
  record: WireRecord,
  kind: Kind,
  { url, flight }: { readonly url: string | undefined; readonly flight: Flight },
): Incident | undefined {
  const id = asId(record["id"]);
  if (!id) return undefined;
  const words = kind === "incident" ? INCIDENT_WORDS : MAINTENANCE_WORDS;
  const updates = asRecords(record["updates"]).flatMap((update) => {
    const updateId = asId(update["id"]);
    if (!updateId) return [];
    const html = flight.text(localText(update["messageHtml"]));
    const message = html ? htmlToText(html) : (flight.text(localText(update["message"])) ?? "");
    const { startedAtMs: postedAtMs } = readHead(update, kind);
    const word = wordIn(words, asString(update["status"]));
    return { id: updateId, idFrom: "page" as const, ...word, message, ...present({ postedAtMs }) };
  });
  const ordered = inOrder(updates);
  return {
    id,
    ...readHead(record, kind),
    components: asRecords(record["components"]).flatMap((one) => {
      const [componentId, name] = [asId(one["id"]), localText(one["name"])];
      return name ? { name: htmlToText(name), ...present({ id: componentId }) } : [];
    }),
    ...present({
      url: url && `${url}${kind}/${asSegment(id)}`,
      updatedAtMs: ordered.at(-1)?.postedAtMs,
    }),
    updates: ordered,
  };
}
