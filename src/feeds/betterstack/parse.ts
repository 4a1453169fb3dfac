import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, Snapshot } from "../../types.ts";
import { MOST_COMPONENTS, MOST_INCIDENTS } from "../tidy.ts";
import { parseJsonRecord, refuseContent } from "../wire/json.ts";
import { asId, asRecord, asString, asWebAddress, type WireRecord } from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { readReports } from "./reports.ts";
import { byType, COMPONENT_WORDS, IMPACT_WORDS, type Resource } from "./resource.ts";

/** What messages call it. */
const WANTED = "the JSON of a Better Stack page";

/**
 * The `index.json` of a Better Stack page: JSON:API, the page with all that belongs to it included.
 * @throws {FormatError} anything else
 */
export function parseBetterstack(document: Document, nowMs = 0): Snapshot {
  const root = parseJsonRecord(document, WANTED);
  const data = asRecord(root["data"]);
  const page = asRecord(data?.["attributes"]);
  if (data?.["type"] !== "status_page" || !page || !("aggregate_state" in page))
    refuseContent(document, WANTED);
  const included = byType(root["included"]);
  const of = (type: string) => included.get(type) ?? [];
  const components = readComponents(
    of("status_page_resource").slice(0, MOST_COMPONENTS),
    of("status_page_section"),
  );
  const url = pageUrl(page);
  const state = asString(page["aggregate_state"]);
  return {
    page: present({ name: asString(page["company_name"]), url }),
    ...(state !== undefined && { indicator: wordIn(IMPACT_WORDS, state).status }),
    incidents: readReports(of("status_report").slice(0, MOST_INCIDENTS), of("status_update"), {
      components,
      url,
      nowMs,
    }),
    components,
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function pageUrl(page: WireRecord): string | undefined {
  const domain = asString(page["custom_domain"]);
  const subdomain = asString(page["subdomain"]);
  const host = domain ?? (subdomain && `${subdomain}.betteruptime.com`);
  return host && asWebAddress(`https://${host}/`);
}

function readComponents(resources: readonly Resource[], sections: readonly Resource[]): Component[] {
  const names = new Map(sections.map(({ id, attributes }) => [id, asString(attributes["name"])?.trim()]));
  return resources.flatMap(({ id, attributes }) => {
    const own = asString(attributes["public_name"])?.trim();
    if (!own) return [];
    // What is not monitored is in no state that is known, unless a report says so.
    const status = wordIn(COMPONENT_WORDS, asString(attributes["status"]));
    const section = names.get(asId(attributes["status_page_section_id"]) ?? "");
    return { id, name: section ? `${section} – ${own}` : own, ...status };
  });
}
