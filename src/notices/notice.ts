import { FormatError } from "../feeds/types.ts";
import { asRecord, asString, asWebAddress, type WireRecord } from "../feeds/wire/values.ts";
import { present } from "../present.ts";
import type { Component, Impact, Incident, Snapshot } from "../types.ts";
import { pageAddress } from "./page-address.ts";
import type { AboutNotice } from "./types.ts";

interface Said {
  readonly indicator?: Impact | undefined;
  readonly incidents?: readonly Incident[];
  readonly components?: readonly Component[];
}

/** What a notice says, and nothing of anything else. One that says nothing of a status page has neither part. */
export function noticeOf(
  page: Snapshot["page"],
  { indicator, incidents = [], components = [] }: Said,
): Snapshot {
  return {
    page,
    ...present({ indicator }),
    incidents,
    ...(components.length > 0 && { components }),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
    isNotice: true,
  };
}

/** The page that a notice is of, its address with a slash at its end: as its `page` says, else as the provider's does. */
export function readPage(payload: WireRecord, { pageUrl }: AboutNotice): Snapshot["page"] {
  const page = asRecord(payload["page"]);
  const url = asWebAddress(page?.["url"]) ?? asWebAddress(pageUrl);
  return present({ name: asString(page?.["name"]), url: url && pageAddress(new URL(url)).href });
}

/** The word for the page as a whole. */
export function pageWord(payload: WireRecord): string | undefined {
  return asString(asRecord(payload["page"])?.["status_indicator"]);
}

/** @throws {FormatError} always: it is `what` by its shape, and lacks what is needed */
export function refuseNotice(what: string, lack: string): never {
  throw new FormatError("malformed", `${what} ${lack}`);
}
