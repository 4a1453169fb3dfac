import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { parseStatuspage } from "../../src/feeds/statuspage/parse.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { createDocument, type Document } from "../../src/http/document.ts";
import type { Snapshot } from "../../src/types.ts";

function document(body: string): Document {
  return createDocument(new URL("https://status.acme.example/feed"), {}, Buffer.from(body));
}

function rss(...items: readonly string[]): Snapshot {
  const list = items.map((item) => `<item>${item}</item>`).join("");
  return tidySnapshot(
    parseRss(document(`<rss version="2.0"><channel><title>Acme</title>${list}</channel></rss>`)),
  );
}

function atom(...entries: readonly string[]): Snapshot {
  const list = entries.map((entry) => `<entry>${entry}</entry>`).join("");
  return tidySnapshot(
    parseAtom(document(`<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title>${list}</feed>`)),
  );
}

const cdata = (html: string) => `<![CDATA[${html}]]>`;
const textsOf = ({ incidents }: Snapshot) =>
  incidents.flatMap(({ updates }) => updates.map(({ message }) => message)).sort();

describe("the items of a feed", () => {
  it("are all kept, though without guid and with the page itself as their link", () => {
    const item = (title: string) =>
      `<title>${title}</title><link>https://status.acme.example/</link><description>About ${title}</description>`;
    expect(textsOf(rss(item("Mail"), item("Web"), item("DNS")))).toEqual([
      "About DNS",
      "About Mail",
      "About Web",
    ]);
  });

  it("are all kept, though with an empty guid", () => {
    const item = (title: string) =>
      `<title>${title}</title><guid></guid><description>About ${title}</description>`;
    expect(textsOf(rss(item("Mail"), item("Web")))).toEqual(["About Mail", "About Web"]);
  });

  it("are all kept where each is an update of an incident, with the incident's link", () => {
    const item = (word: string, minute: number) => `<title>[${word}] Slow mail</title>
      <link>https://status.acme.example/incidents/abc123</link>
      <guid isPermaLink="false">https://status.acme.example/incidents/abc123#${minute}</guid>
      <pubDate>Mon, 20 Oct 2025 09:${minute}:00 GMT</pubDate><description>It is ${word}.</description>`;
    expect(textsOf(rss(item("Resolved", 50), item("Monitoring", 30), item("Investigating", 10)))).toEqual([
      "It is Investigating.",
      "It is Monitoring.",
      "It is Resolved.",
    ]);
  });

  it("that are updates of one incident are in order of time, however the feed lists them", () => {
    const item = (word: string, minute: number) => `<title>[${word}] Slow mail</title>
      <link>https://status.acme.example/incidents/abc123</link>
      <pubDate>Mon, 20 Oct 2025 09:${minute}:00 GMT</pubDate><description>It is ${word}.</description>`;
    const posts = [item("Resolved", 50), item("Monitoring", 30), item("Investigating", 10)];
    for (const { incidents } of [rss(...posts), rss(...posts.reverse())]) {
      expect(incidents).toHaveLength(1);
      expect(incidents[0]?.updates.map(({ status }) => status)).toEqual([
        "investigating",
        "monitoring",
        "resolved",
      ]);
      expect(incidents[0]).toMatchObject({
        status: "resolved",
        startedAtMs: Date.parse("2025-10-20T09:10:00Z"),
        updatedAtMs: Date.parse("2025-10-20T09:50:00Z"),
      });
    }
  });

  it("may have a title alone, or nothing", () => {
    const { incidents } = rss("<title>Mail is slow</title>", "");
    expect(incidents.map(({ id, title }) => [id, title])).toEqual([["Mail is slow", "Mail is slow"]]);
  });

  it("have HTML in their titles read once", () => {
    const titles = rss(
      "<guid>1</guid><title>AT&amp;T &lt;1%</title>",
      `<guid>2</guid><title>${cdata("R&amp;D <b>slow</b>")}</title>`,
      "<guid>3</guid><title>Tom &amp;amp; Jerry</title>",
    ).incidents.map(({ title }) => title);
    expect(titles).toEqual(["AT&T <1%", "R&D slow", "Tom & Jerry"]);
  });
});

describe("one incident", () => {
  const at = "2025-10-20T09:43:12Z";
  const html =
    "<p><small>Oct <var data-var='date'>20</var>, <var data-var='time'>09:43</var> UTC</small><br>" +
    "<strong>Investigating</strong> - Mail is slow.</p>";
  const link = "https://status.acme.example/incidents/k3l5m7n9p1q3";
  const byAtom = () =>
    atom(`<id>tag:status.acme.example,2005:Incident/31</id><published>${at}</published><updated>${at}</updated>
      <link rel="alternate" type="text/html" href="${link}"/><title>Slow mail</title>
      <content type="html">${cdata(html)}</content>`);
  const byRss = () =>
    rss(`<title>Slow mail</title><description>${cdata(html)}</description>
      <pubDate>${new Date(at).toUTCString()}</pubDate><link>${link}</link><guid>${link}</guid>`);
  const byApi = () => {
    const update = { id: "u1", status: "investigating", body: "Mail is slow.", display_at: at };
    const incident = {
      id: "k3l5m7n9p1q3",
      name: "Slow mail",
      status: "investigating",
      incident_updates: [update],
    };
    const page = { id: "kctbh9vrtdwd", name: "Acme", url: "https://status.acme.example" };
    return tidySnapshot(parseStatuspage(document(JSON.stringify({ page, incidents: [incident] }))));
  };

  it("is the same in every format of its page: id, link, minute, status and words", () => {
    const views = [byAtom(), byRss(), byApi()].map(({ incidents: [incident] }) => {
      const [update] = incident?.updates ?? [];
      const minute = new Date(update?.postedAtMs ?? 0).toISOString().slice(0, 16);
      return [incident?.id, incident?.url, incident?.title, minute, update?.status, update?.message];
    });
    const expected = [
      "k3l5m7n9p1q3",
      link,
      "Slow mail",
      "2025-10-20T09:43",
      "investigating",
      "Mail is slow.",
    ];
    expect(views).toEqual([expected, expected, expected]);
  });

  it("has the same id after the page has moved to another host", () => {
    const moved = atom(`<id>tag:status.acme.org,2005:Incident/31</id><published>${at}</published>
      <link href="${link.replace("example", "org")}"/><title>Slow mail</title><content type="html">${cdata(html)}</content>`);
    const ids = ({ incidents }: Snapshot) =>
      incidents.map(({ id, updates }) => [id, updates.map((update) => update.id)]);
    expect(ids(moved)).toEqual(ids(byAtom()));
  });

  it.each(["?utm_source=feed", "#top", "/"])("has the same id whatever its link ends in: %s", (end) => {
    const [incident] = rss(`<title>x</title><link>${link}${end}</link>`).incidents;
    expect(incident?.id).toBe("k3l5m7n9p1q3");
  });

  it("reads the same whatever blanks its HTML is laid out with", () => {
    const spaced = html.replaceAll("><", ">\n    <").replace(" - ", "\n - ");
    const entry = (content: string) =>
      `<id>i</id><published>${at}</published><link href="${link}"/><title>Slow mail</title><content type="html">${cdata(content)}</content>`;
    expect(atom(entry(spaced))).toEqual(atom(entry(html)));
  });
});

describe("an incident.io entry", () => {
  const entry = (...components: readonly string[]) =>
    atom(`<id>https://status.acme.example//incidents/01K80CD5EF7GH9JK1MN3PQ5RS7</id><title>Slow</title>
      <updated>2025-10-20T09:43:12Z</updated><content type="html">${cdata(
        `<b>Status: Identified</b><br/><br/>Words.<br/><br/><b>Affected components</b><ul>${components
          .map((component) => `<li>${component}</li>`)
          .join("")}</ul>`,
      )}</content>`);

  it("reads the same in whatever order, and however often, its components are listed", () => {
    const [first, ...others] = [
      entry("A (Partial outage)", "B (Operational)", "C (Degraded performance)"),
      entry("C (Degraded performance)", "A (Partial outage)", "B (Operational)"),
      entry("B (Operational)", "B (Operational)", "A (Partial outage)", "C (Degraded performance)"),
    ];
    for (const other of others) expect(other).toEqual(first);
  });

  it("reads the same where components of one name differ: the graver counts", () => {
    const [grave, harmless] = ["Login (Full outage)", "Login (Operational)"];
    expect(entry(grave, harmless)).toEqual(entry(harmless, grave));
    expect(entry(grave, harmless).incidents[0]?.impact).toBe("critical");
  });
});
