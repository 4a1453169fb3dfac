import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { parseStatuspage } from "../../src/feeds/statuspage/parse.ts";
import { tidySnapshot } from "../../src/feeds/tidy.ts";
import { createDocument, type Document } from "../../src/http/document.ts";
import type { Snapshot } from "../../src/types.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";

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

describe("the dialect of a feed", () => {
  const feedOf = (head: string, ...items: readonly string[]) => {
    const list = items.map((item) => `<item>${item}</item>`).join("");
    return tidySnapshot(parseRss(document(`<rss version="2.0"><channel>${head}${list}</channel></rss>`)));
  };
  const wentDown = "<title>Mail went down</title><guid>https://status.acme.example/#a1</guid>";

  it.each([
    ["its generator", "<title>Acme</title><generator>Better Stack</generator>"],
    ["its title", "<title>Incidents | Acme</title>"],
    [
      "its description",
      "<title>Acme</title><description>Incidents reported on status page for Acme</description>",
    ],
    ["its page's host", "<title>Acme</title><link>https://acme.betteruptime.com/</link>"],
  ])("shows by %s", (_, head) => {
    expect(feedOf(head, wentDown).incidents).toMatchObject([{ title: "Mail", impact: "critical" }]);
  });

  it("is not taken to be one where nothing shows it, nor by a host that only looks alike", () => {
    for (const head of [
      "<title>Acme</title>",
      "<title>Acme</title><link>https://notbetteruptime.com/</link>",
    ])
      expect(feedOf(head, wentDown).incidents).toMatchObject([
        { title: "Mail went down", status: "unknown" },
      ]);
  });

  it("is what the content shows where the generator is another's, or nobody's", () => {
    const item = `<title>Slow</title><guid>1</guid><description>${cdata("<b>Status: Identified</b><br/>Words.")}</description>`;
    for (const generator of ["Statuspage.io", "StatusPal", "Handmade"]) {
      const { incidents, page } = feedOf(`<title>Acme</title><generator>${generator}</generator>`, item);
      expect(page.generator).toBe(generator);
      expect(incidents).toMatchObject([{ status: "identified", updates: [{ message: "Words." }] }]);
    }
  });

  it("loses nothing where an entry is not written in it", () => {
    const plain = "<title>Resolved: Mail</title><guid>1</guid><description>Fine.</description>";
    for (const generator of ["Statuspage.io", "incident.io", "Instatus", "status.io", "Hund", "StatusCast"]) {
      const { incidents } = feedOf(`<title>Acme</title><generator>${generator}</generator>`, plain);
      expect(incidents).toMatchObject([{ status: "resolved", updates: [{ message: "Fine." }] }]);
    }
  });
});

describe("an AWS feed", () => {
  const post = (epoch: number, title: string, service = "mail-us-east-1") =>
    `<title>${title}</title><guid>https://status.aws.amazon.com/#${service}_${epoch}</guid>
      <pubDate>${new Date(epoch * 1000).toUTCString()}</pubDate><description>At ${epoch}.</description>`;
  const awsFeed = (builtAt: number, ...items: readonly string[]) =>
    tidySnapshot(
      parseRss(
        document(`<rss version="2.0"><channel><title>Amazon Web Services Service Status</title>
          <link>https://status.aws.amazon.com/</link><lastBuildDate>${new Date(builtAt * 1000).toUTCString()}</lastBuildDate>
          ${items.map((item) => `<item>${item}</item>`).join("")}</channel></rss>`),
      ),
    );
  const DAY = 86_400;
  const T = 1_750_000_000;
  const idsOf = ({ incidents }: Snapshot) =>
    incidents.map(({ id, updates }) => [id, updates.map((update) => update.id)]);

  it("begins another event after one is closed, and after a day of silence", () => {
    const idAt = (seconds: number) => `mail-us-east-1_${seconds}`;
    const posts = [
      post(T + 2 * DAY + 3_601, "Service impact: Slow"),
      post(T + DAY + 3_600, "Informational message: Late"),
      post(T + 3_600, "Informational message: Late"),
      post(T + 60, "Service is operating normally: [RESOLVED] Lost"),
      post(T, "Service disruption: [RESOLVED] Lost"),
    ];
    const expected = [
      [idAt(T + 2 * DAY + 3_601), [idAt(T + 2 * DAY + 3_601)]],
      [idAt(T + 3_600), [idAt(T + 3_600), idAt(T + DAY + 3_600)]],
      [idAt(T), [idAt(T), idAt(T + 60)]],
    ];
    expect(idsOf(awsFeed(T + 3 * DAY, ...posts))).toEqual(expected);
    expect(idsOf(awsFeed(T + 3 * DAY, ...posts.toReversed()))).toEqual(expected);
  });

  it("counts an event as going on for a week after its newest post, by the feed's own time", () => {
    const one = post(T, "Service impact: Slow");
    expect(awsFeed(T + 7 * DAY, one).incidents[0]).toMatchObject({ status: "investigating" });
    expect(awsFeed(T + 7 * DAY + 1, one).incidents[0]).toMatchObject({
      status: "unknown",
      rawStatus: "Service impact",
    });
    const other = post(T + 8 * DAY, "Service impact: Slow", "web-us-east-1");
    const statuses = awsFeed(T, other, one).incidents.map(({ status }) => status);
    expect(statuses).toEqual(["investigating", "unknown"]);
  });

  it("tells the end of an event that no post closes, when its newest is marked in place", () => {
    const before = awsFeed(T, post(T, "Service impact: Slow")).incidents[0];
    const after = awsFeed(T, post(T, "Service impact: [RESOLVED] Slow")).incidents[0];
    expect([before?.id, before?.title]).toEqual([after?.id, after?.title]);
    expect(after?.updates).toMatchObject([{ id: before?.id, status: "resolved", message: `At ${T}.` }]);
  });

  it("names the region and the service so that either can be filtered for", () => {
    const names = (service: string) =>
      awsFeed(T, post(T, "Service impact: x", service)).incidents[0]?.components;
    expect(names("s3-us-east-1")).toEqual([{ id: "s3-us-east-1", name: "us-east-1 – s3" }]);
    expect(names("iam-ap-northeast-2")).toEqual([{ id: "iam-ap-northeast-2", name: "ap-northeast-2 – iam" }]);
    expect(names("route53")).toEqual([{ id: "route53", name: "Global – route53" }]);
  });

  it("of very many posts is read in no time", () => {
    const read = (count: number) => {
      const posts = Array.from({ length: count }, (_, n) => post(T + n * 60, "Service impact: Slow"));
      expect(awsFeed(T, ...posts).incidents).toHaveLength(1);
    };
    expect(growth(500, read)).toBeLessThan(MOST_GROWTH);
  });
});

describe("a post that has no status word", () => {
  const said = (text: string) => {
    const [incident] = tidySnapshot(
      parseRss(
        document(`<rss version="2.0"><channel><title>Slack System Status</title><item><guid>1</guid>
          <title>Incident: x</title><description>${text}</description></item></channel></rss>`),
      ),
    ).incidents;
    return incident?.status;
  };

  it.each([
    "We have resolved the issue with threads. Thank you for your patience.",
    "The issue with uploads has been resolved.",
    "This issue is now fully resolved.",
    "Our team has fixed the problem: we've now resolved all of it.",
    "All incidents have been completely resolved",
  ])("says that it is over in so many words: %s", (text) => expect(said(text)).toBe("resolved"));

  it.each([
    "We have resolved the issue for some users.",
    "The issue has not been resolved.",
    "The issue isn't resolved yet.",
    "Once the issue has been resolved we will tell you.",
    "The first issue has been resolved, but another came.",
    "The issue should be resolved by noon.",
    "The issue has been resolved and we are monitoring the results.",
    "All services are available again, except mail.",
    "We resolved to try harder.",
    "",
  ])("does not: %s", (text) => expect(said(text)).toBe("unknown"));
});

describe("Slack's notes", () => {
  const notes = cdata(
    "<p><small>1:30am PST</small> a</p><p><small>1:30am PST</small> b</p><p><small>3:10am PDT</small> c</p><p><small>12:00am PDT</small> d</p>",
  );
  const feed = (title: string) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>${title}</title><entry><id>1</id><title>Incident: x</title>
      <published>2025-03-09T01:30:10-08:00</published><content type="html">${notes}</content></entry></feed>`;
  const updatesOf = (title: string) =>
    tidySnapshot(parseAtom(document(feed(title)))).incidents[0]?.updates ?? [];

  it("are of the day of the one before, or of the next, across a change of the clocks", () => {
    const times = updatesOf("Slack System Status").map(({ postedAtMs }) => new Date(postedAtMs ?? 0));
    expect(times.map((time) => time.toISOString().slice(0, 16))).toEqual([
      "2025-03-09T09:30",
      "2025-03-09T09:30",
      "2025-03-09T10:10",
      "2025-03-10T07:00",
    ]);
  });

  it("are one text in anyone else's feed", () => {
    expect(updatesOf("Acme").map(({ message }) => message)).toEqual([
      "1:30am PST a\n1:30am PST b\n3:10am PDT c\n12:00am PDT d",
    ]);
  });
});

describe("a page of components", () => {
  const statusiq = (...items: readonly string[]) =>
    tidySnapshot(
      parseRss(
        document(`<rss version="2.0"><channel><title>Acme Status</title>
          <description>Public Report generated by StatusIQ</description>
          ${items.map((item) => `<item>${item}</item>`).join("")}</channel></rss>`),
      ),
    );
  const item = (name: string, word: string) =>
    `<title>${name} - ${word}</title><description>${name} is ${word}</description>`;

  it("keeps a component's id while its status changes, with a link and without", () => {
    const link = "<link>https://status.acme.example#/components/aB-1_c</link>";
    const idsIn = (word: string) =>
      statusiq(item("Mail", word), item("Web", word) + link).components?.map(({ id, status }) => [
        id,
        status,
      ]);
    expect(idsIn("Operational")).toEqual([
      ["mail", "operational"],
      ["aB-1_c", "operational"],
    ]);
    expect(idsIn("Major Outage")).toEqual([
      ["mail", "major_outage"],
      ["aB-1_c", "major_outage"],
    ]);
  });

  it("knows a component whose name has blanks or marks that are not shown", () => {
    for (const name of ["API&#160;Gateway", "API  Gateway", "API Gate\u00adway"]) {
      expect(statusiq(item(name, "Operational")).components, name).toMatchObject([{ name: "API Gateway" }]);
    }
  });

  it("tells nothing of components where it lists none", () => {
    expect(statusiq("<title>News - big</title><description>Read this</description>")).toMatchObject({
      incidents: [{ title: "News - big" }],
    });
    expect(statusiq().components).toBeUndefined();
  });
});

describe("Azure's feed", () => {
  const azure = (items: string) =>
    tidySnapshot(
      parseRss(
        document(`<rss version="2.0"><channel><title>Azure Status</title>
          <link>https://azure.status.microsoft/en-us/status/</link>${items}</channel></rss>`),
      ),
    );

  it("lists whatever is open, and nothing when all is well", () => {
    expect(azure("")).toMatchObject({ incidents: [], listsAllOpen: { incident: true }, listsClosed: false });
  });

  it("has what is listed go on, its text laid out", () => {
    const text = "Impact Statement:&amp;nbsp;Machines fail.Current Status:&amp;nbsp;We look into it.";
    const { incidents } = azure(`<item><guid>machines-fail</guid><title>Machines</title>
      <pubDate>Thu, 26 Jun 2025 03:09:42 Z</pubDate><description>${text}</description></item>`);
    expect(incidents).toMatchObject([
      {
        id: "machines-fail",
        status: "investigating",
        startedAtMs: Date.parse("2025-06-26T03:09:42Z"),
        updates: [{ message: "Impact Statement: Machines fail.\nCurrent Status: We look into it." }],
      },
    ]);
  });
});
