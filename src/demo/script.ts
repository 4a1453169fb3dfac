import type { IncidentStatus } from "../types.ts";
import type { Post, ScriptedPage } from "./types.ts";

const post = (atS: number, status: IncidentStatus, message: string): Post => ({ atS, status, message });

/** Six made-up services, each living through one incident. A second of the demo is a minute on the pages. */
export const SCRIPT: readonly ScriptedPage[] = [
  {
    name: "Acme AI",
    style: "statuspage",
    components: ["Chat Completions", "Embeddings", "Dashboard"],
    incidents: [
      {
        id: "acme0000old1",
        kind: "incident",
        title: "Slow dashboard",
        impact: "minor",
        components: ["Dashboard"],
        posts: [
          post(-2000, "investigating", "The dashboard is slow."),
          post(-1950, "resolved", "It is fast again."),
        ],
      },
      {
        id: "acme0000new1",
        kind: "incident",
        title: "Elevated error rates",
        impact: "major",
        components: ["Chat Completions"],
        posts: [
          post(2, "investigating", "Degraded performance due to an upstream issue."),
          post(6, "identified", "A cache node ran out of memory; we are replacing it."),
          post(10, "monitoring", "The node is replaced and error rates are falling."),
          post(14, "resolved", "Error rates are back to normal."),
        ],
      },
    ],
  },
  {
    name: "Borealis Cloud",
    style: "statuspage",
    components: ["Compute", "Storage"],
    incidents: [
      {
        id: "bore0000mnt1",
        kind: "maintenance",
        title: "Storage firmware upgrade",
        impact: "maintenance",
        components: ["Storage"],
        posts: [
          post(-300, "scheduled", "We will upgrade the firmware of our storage nodes."),
          post(4, "in_progress", "The upgrade has begun; expect short pauses."),
          post(12, "completed", "All storage nodes run the new firmware."),
        ],
      },
    ],
  },
  {
    name: "Cobalt Pay",
    style: "statuspage-atom",
    components: [],
    incidents: [
      {
        id: "coba0000new1",
        kind: "incident",
        title: "Card payments delayed",
        impact: "minor",
        components: [],
        posts: [
          post(3, "investigating", "Some card payments take several minutes."),
          post(9, "identified", "An acquirer <b>times out</b>; traffic is moved to another."),
          post(13, "resolved", "Payments are processed at once again &amp; none was lost."),
        ],
      },
    ],
  },
  {
    name: "Delta Mail",
    style: "incidentio-atom",
    components: [],
    incidents: [
      {
        id: "01DELTAMA1LDEM0000000000A1",
        kind: "incident",
        title: "Delayed delivery",
        impact: "minor",
        components: ["Outbound mail", "Webhooks"],
        posts: [
          post(5, "investigating", "Outbound mail is queueing."),
          post(11, "monitoring", "The queue is draining."),
          post(15, "resolved", "The queue is empty."),
        ],
      },
    ],
  },
  {
    name: "Ember CDN",
    style: "statuspage-rss",
    components: [],
    incidents: [
      {
        id: "embe0000new1",
        kind: "incident",
        title: "Errors in Frankfurt",
        impact: "major",
        components: [],
        posts: [
          post(-25, "investigating", "Requests by way of Frankfurt fail at an elevated rate."),
          post(7, "monitoring", "Frankfurt is taken out of rotation; we are watching."),
          post(12, "resolved", "Frankfurt serves traffic again."),
        ],
      },
    ],
  },
  {
    name: "Fjord Search",
    style: "statuspage",
    components: ["Query API"],
    // Down together with the service it reports on, as happens; what was posted meanwhile must not be lost.
    brokenS: { from: 2, to: 9 },
    incidents: [
      {
        id: "fjor0000new1",
        kind: "incident",
        title: "Queries time out",
        impact: "critical",
        components: ["Query API"],
        posts: [
          post(4, "investigating", "Queries time out, and so did this page."),
          post(8, "monitoring", "Power is back in our data centre."),
          post(14, "resolved", "Queries are answered as usual."),
        ],
      },
    ],
  },
];

/** When everything has been posted and told. */
export const DURATION_S = 18;
