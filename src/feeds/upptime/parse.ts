import type { Document } from "../../http/document.ts";
import { present } from "../../present.ts";
import type { Component, ComponentRef, Incident, Snapshot } from "../../types.ts";
import { FormatError } from "../types.ts";
import { htmlToText } from "../wire/html.ts";
import { parseJson, refuseContent } from "../wire/json.ts";
import {
  asId,
  asRecord,
  asRecords,
  asString,
  asTime,
  asWebAddress,
  type WireRecord,
} from "../wire/values.ts";
import { wordIn } from "../wire/words.ts";
import { labelsOf, readState } from "./labels.ts";
import type { Repository } from "./repository.ts";
import { isOurs, readUpdates } from "./updates.ts";

/** What is read beside the issues. */
interface Beside {
  readonly repository?: Repository;
  readonly sites?: Document | undefined;
  readonly comments?: Document | undefined;
  /** Whether there ever was a summary of sites, though it may not be to be had now. */
  readonly isUpptime?: boolean;
  readonly nowMs: number;
}

/** More may not be asked for; so many or more, and there may be others. */
const WINDOW = 30;

/** @throws {FormatError} */
export function parseIssues(document: Document, beside: Beside): Snapshot {
  const { repository, sites, comments, nowMs } = beside;
  const issues = issuesIn(document);
  const summary = sites && attemptSites(sites);
  const components = summary?.components;
  const isUpptime = beside.isUpptime || summary !== undefined;
  const posted = comments ? recordsIn(comments) : [];
  const incidents = issues
    .filter((issue) => isIncident(issue, isUpptime))
    .map((issue) => readIssue(issue, posted, components ?? [], nowMs))
    .filter((incident) => incident !== undefined);
  const isAll = listsAll(document.url, issues.length);
  return {
    page: repository
      ? {
          name: `${repository.owner}/${repository.name}`,
          url: `https://github.com/${repository.owner}/${repository.name}/issues`,
        }
      : {},
    incidents,
    ...(components && { components }),
    listsAllOpen: { incident: isAll, maintenance: isAll },
    listsClosed: true,
  };
}

/** What may be asked for without any issue being left out; which page of the list, and how long, is looked at. */
const HARMLESS: ReadonlySet<string> = new Set(["state", "sort", "direction", "per_page", "page"]);

/** Whether a list of issues holds all that are open, as far as its address and its length show. */
function listsAll({ searchParams }: URL, count: number): boolean {
  const most = Math.min(WINDOW, Number(searchParams.get("per_page") ?? WINDOW));
  const isFirst = (searchParams.get("page") ?? "1") === "1";
  const isOfOpen = searchParams.get("state") !== "closed";
  return count < most && isFirst && isOfOpen && [...searchParams.keys()].every((key) => HARMLESS.has(key));
}

/** Upptime's summary of its sites; undefined where it is something else. */
export function parseSites(document: Document): Snapshot | undefined {
  const sites = recordsIn(document);
  const isOne = (site: WireRecord) => asString(site["slug"]) && asString(site["status"]) && "uptime" in site;
  if (sites.length === 0 || !sites.every(isOne)) return undefined;
  return {
    page: {},
    incidents: [],
    components: sites.flatMap(readSite),
    listsAllOpen: { incident: false, maintenance: false },
    listsClosed: false,
  };
}

/** Whether anything has been written below the issues. */
export function hasComments(document: Document): boolean {
  return issuesIn(document).some(({ comments }) => typeof comments === "number" && comments > 0);
}

function issuesIn(document: Document): WireRecord[] {
  const wanted = "a list of GitHub issues";
  const value = parseJson(document, wanted);
  const issues = asRecords(value);
  const isOne = (issue: WireRecord) =>
    typeof issue["number"] === "number" && asString(issue["state"]) && Array.isArray(issue["labels"]);
  // A list without anything in it may be anyone's, but for where it comes from.
  const isTheirs = issues.length > 0 ? issues.every(isOne) : document.url.hostname === "api.github.com";
  if (!Array.isArray(value) || !isTheirs) return refuseContent(document, wanted);
  return issues;
}

function attemptSites(document: Document): Snapshot | undefined {
  try {
    return parseSites(document);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function recordsIn(document: Document): WireRecord[] {
  return asRecords(parseJson(document, "a list"));
}

const SITES = {
  up: "operational",
  down: "major_outage",
  degraded: "degraded_performance",
} as const;

function readSite(site: WireRecord): Component[] {
  const id = asString(site["slug"]);
  const name = htmlToText(asString(site["name"]) ?? id ?? "");
  return id ? [{ id, name, ...wordIn(SITES, asString(site["status"])) }] : [];
}

/**
 * Whether an issue tells of an incident. Anyone may open one in a public repository, so it takes a label, which only
 * its owners can give, or an owner who wrote it. Upptime labels all of its own.
 */
function isIncident(issue: WireRecord, isUpptime: boolean): boolean {
  if (asRecord(issue["pull_request"])) return false;
  const labels = labelsOf(issue);
  if (labels.some((label) => label === "status" || label === "maintenance")) return true;
  return !isUpptime && (isOurs(issue) || readState(labels, "open").isTold);
}

function readIssue(
  issue: WireRecord,
  comments: readonly WireRecord[],
  components: readonly Component[],
  nowMs: number,
): Incident | undefined {
  const id = asId(issue["number"]);
  if (!id) return undefined;
  const labels = labelsOf(issue);
  const body = asString(issue["body"]) ?? "";
  const scheduledForMs = asTime(/\bstart: *(\S{1,40})/.exec(body)?.[1]);
  const updatedMs = asTime(issue["updated_at"]);
  const state = readState(labels, asString(issue["state"]) ?? "", { scheduledForMs, updatedMs, nowMs });
  const isMaintenance = state.kind === "maintenance";
  const title = htmlToText(asString(issue["title"]) ?? "");
  const updates = readUpdates(issue, comments, state);
  return {
    id,
    kind: state.kind,
    title,
    ...state.status,
    impact: isMaintenance || state.impact !== "unknown" ? state.impact : impactOfTitle(title, labels),
    components: components
      .filter((component) => labels.includes(component.id))
      .map(({ id: slug, name }): ComponentRef => ({ id: slug, name })),
    updates,
    ...present({
      url: asWebAddress(issue["html_url"]),
      startedAtMs: asTime(issue["created_at"]),
      updatedAtMs: updatedMs,
      scheduledForMs: isMaintenance ? scheduledForMs : undefined,
      scheduledUntilMs: isMaintenance ? asTime(/\bend: *(\S{1,40})/.exec(body)?.[1]) : undefined,
    }),
  };
}

/** Upptime says in the title of its own how a site is: "🛑 Search is down". */
function impactOfTitle(title: string, labels: readonly string[]) {
  if (!labels.includes("status")) return "unknown";
  if (/\bis down$/.test(title)) return "major";
  return /\bdegraded performance$/.test(title) ? "minor" : "unknown";
}
