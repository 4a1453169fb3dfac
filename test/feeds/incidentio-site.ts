import { type Handler, startServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";
import { timeOf } from "./statuspage-site.ts";

const PAGE = { id: "01J9Z3M7Q4RT6XW8YB2CD5FGHK", name: "Acme", url: "https://status.acme.example/" };
const WEB = "01J9Z3M7Q4COMPONENT00000001";

export const OUTAGE = "01JB7E7J1N3F0RM0N1T0R1NG01";

export type Post = readonly [status: string, text: string, time: string];
export const OPENED: Post = ["investigating", "We are looking into it.", "11:50"];
export const FIXED: Post = ["resolved", "The cache was full.", "12:05"];

/** An incident.io page of one incident, whose documents are given or refused one by one. */
export class IncidentioSite {
  readonly asked: string[] = [];
  readonly documents = new Map<string, string>();
  /** Whether the API fails for a reason that passes. */
  isDown = false;

  readonly handler: Handler = ({ url = "" }, response) => {
    this.asked.push(url);
    if (this.isDown && url.startsWith("/api/")) return void response.writeHead(500).end();
    const body = this.documents.get(url.startsWith("/proxy/") ? "/proxy" : url);
    if (body === undefined)
      return void response.writeHead(404, { "content-type": "text/html" }).end("<html>");
    response
      .writeHead(200, { "content-type": url.endsWith(".json") ? "application/json" : "text/xml" })
      .end(body);
  };

  /** As the API shows it: ids and statuses, no words. */
  api(...posts: readonly Post[]): this {
    const updates = posts.map(([status, , time], index) => {
      const at = timeOf(time);
      return { id: `01JB7E7UPDATE00000000000${index}`, status, body: "", created_at: at, updated_at: at };
    });
    const incident = {
      id: OUTAGE,
      name: "Outage",
      status: posts.at(-1)?.[0],
      impact: "minor",
      created_at: timeOf(posts[0]?.[2] ?? "00:00"),
      updated_at: timeOf(posts.at(-1)?.[2] ?? "00:00"),
      incident_updates: updates.reverse(),
    };
    const isOpen = posts.length > 0 && incident.status !== "resolved";
    const status = { indicator: isOpen ? "minor" : "none" };
    const components = [
      { id: WEB, name: "Website", status: isOpen ? "degraded_performance" : "operational" },
    ];
    const summary = {
      page: PAGE,
      status,
      components,
      ...(isOpen && { incidents: [incident] }),
    };
    this.documents.set("/api/v2/summary.json", JSON.stringify(summary));
    const incidents = posts.length > 0 ? [incident] : [];
    this.documents.set("/api/v2/incidents.json", JSON.stringify({ page: PAGE, incidents }));
    return this;
  }

  /** As the page's own state shows it while nothing is going on; `stamp` makes it another document. */
  calmState(stamp = 0): this {
    const component = { component_id: WEB, name: "Website" };
    const summary = {
      ...{ id: PAGE.id, name: PAGE.name, public_url: PAGE.url },
      ...{ components: [{ id: WEB, name: "Website" }], structure: { items: [{ component }] } },
      ...{ ongoing_incidents: [], affected_components: [], scheduled_maintenances: [] },
    };
    this.documents.set("/proxy", JSON.stringify({ stamp, summary }));
    return this;
  }

  /** As the feed shows it: the newest post and its components. Written at `stamp`. */
  feed(post?: Post, stamp = "00:00"): this {
    const entry = post
      ? `<entry><title>Outage</title><id>https://status.acme.example//incidents/${OUTAGE}</id>
<link href="https://status.acme.example//incidents/${OUTAGE}"/><updated>${timeOf(post[2])}</updated>
<content type="html"><![CDATA[<b>Status: ${post[0]}</b><br/><br/>${post[1]}<br/><br/><b>Affected components</b><ul><li>Website (Degraded performance)</li></ul>]]></content></entry>`
      : "";
    this.documents.set(
      "/feed.atom",
      `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme status</title><updated>${timeOf(stamp)}</updated><generator>incident.io</generator>${entry}</feed>`,
    );
    return this;
  }

  refuse(...paths: readonly string[]): this {
    for (const path of paths) this.documents.delete(path);
    return this;
  }
}

/** The page, read by hand. */
export async function read(site: IncidentioSite) {
  const server = await startServer(site.handler);
  const reader = new Reader({ url: `${server.origin}/`, format: "incidentio" });
  return {
    reader,
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
