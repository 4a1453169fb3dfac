import { present } from "../../present.ts";
import type { Component, Snapshot } from "../../types.ts";
import { MOST_COMPONENTS } from "../tidy.ts";
import { htmlToText } from "../wire/html.ts";
import { asRecords, asString, type WireRecord } from "../wire/values.ts";
import { type AppleEvent, readEvent } from "./event.ts";
import { joinEvents } from "./incidents.ts";
import { componentStatusOf } from "./words.ts";

/** Whether this is a list of services, each with its events. */
export function isStatus(root: WireRecord): boolean {
  const list = root["services"];
  const services = asRecords(list);
  return (
    Array.isArray(list) &&
    list.length > 0 &&
    services.length === list.length &&
    services.every(
      (service) => asString(service["serviceName"]) !== undefined && Array.isArray(service["events"]),
    )
  );
}

export function readStatus(root: WireRecord, url: URL): Snapshot {
  const services = asRecords(root["services"]).slice(0, MOST_COMPONENTS);
  const eventsOf = services.map((service) => {
    const name = nameOf(service);
    return asRecords(service["events"]).map((event) => readEvent(event, name));
  });
  const page = pageOf(url);
  return {
    page,
    incidents: joinEvents(eventsOf.flat()).map((incident) => ({
      ...incident,
      ...present({ url: page.url }),
    })),
    components: services.map((service, index) => readService(nameOf(service), eventsOf[index] ?? [])),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: true,
  };
}

function nameOf(service: WireRecord): string {
  return htmlToText(asString(service["serviceName"]) ?? "");
}

/** Services have no ids, and no state but that of their events. */
function readService(name: string, events: readonly AppleEvent[]): Component {
  return { id: name, name, ...componentStatusOf(events) };
}

/** The data do not say which of the two pages they are of; the address does. */
function pageOf(url: URL): Snapshot["page"] {
  if (url.pathname.includes("/developer/")) {
    return { name: "Apple Developer", url: "https://developer.apple.com/system-status/" };
  }
  return { name: "Apple", url: "https://www.apple.com/support/systemstatus/" };
}
