import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAtom } from "../../src/feeds/atom.ts";
import { withoutOrder } from "../../src/feeds/entries/index.ts";
import { parseRss } from "../../src/feeds/rss.ts";
import { createDocument } from "../../src/http/document.ts";
import { PageDocuments } from "../../src/polling/documents.ts";
import { Incidents } from "../../src/state/packed/incidents.ts";
import type { ProviderMemory } from "../../src/state/types.ts";
import { startServer } from "../helpers/server.ts";
import { FIXED, IncidentioSite, OPENED, OUTAGE, read } from "./incidentio-site.ts";
import { Reader } from "./reader.ts";
import { INCIDENTS, incident, MAINTENANCES, StatuspageSite, SUMMARY } from "./statuspage-site.ts";

const HOUR_MS = 3_600_000;

/** An entry as Statuspage writes it, its posts newest first: `Identified 11:50 The cache is full.` */
function entry(id: string, ...posts: readonly string[]): string {
  const blocks = posts.map((post) => {
    const [, word, time, text] = /^(\w+) (\S+) (.+)$/.exec(post) ?? [];
    return `<p><small>Mar <var>4</var>, <var>${time}</var> UTC</small><br><strong>${word}</strong> - ${text}</p>`;
  });
  const content = blocks.join("").replaceAll("<", "&lt;");
  const at = `2026-03-04T${/\d\d:\d\d/.exec(posts[0] ?? "")?.[0]}:00Z`;
  return `<entry><id>tag:acme.example,2005:Incident/${id}</id><published>${at}</published><updated>${at}</updated>
<link rel="alternate" href="https://status.acme.example/incidents/${id}"/><title>Trouble ${id}</title>
<content type="html">${content}</content></entry>`;
}

function feed(stamp: string, ...entries: readonly string[]): string {
  return `<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title><updated>2026-03-04T${stamp}Z</updated>
${entries.join("\n")}\n</feed>`;
}

const ONE = entry("one", "Identified 11:50 The cache is full.");
const TWO = entry("two", "Resolved 10:30 All is well.", "Investigating 10:00 We look.");

/** A page of one feed, and its reader. */
async function page(body: string) {
  const site = { body };
  const server = await startServer((_, response) => {
    response.writeHead(200, { "content-type": "application/atom+xml" }).end(site.body);
  });
  const reader = new Reader({ url: `${server.origin}/history.atom`, format: "atom" });
  return {
    reader,
    /** What is told by the feed as it is then, and whether anything was observed for it. */
    async next(next: string) {
      const before = memoryOf(reader);
      site.body = next;
      const told = await reader.poll();
      return { told, isObserved: memoryOf(reader) !== before };
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function memoryOf(reader: Reader): ProviderMemory | undefined {
  return reader.store.get("Acme");
}

const NOTHING = { told: [], isObserved: false };

describe("a feed in which nothing has changed", () => {
  it("is not observed again for its own time, nor for the order of its entries", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    expect(await scene.next(feed("12:00:01", ONE, TWO))).toEqual(NOTHING);
    expect(await scene.next(feed("12:00:02", TWO, ONE))).toEqual(NOTHING);
    expect(await scene.next(feed("12:00:03", ONE, TWO))).toEqual(NOTHING);
  });

  it("is observed again after half a day, so that what it shows is not forgotten", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    scene.reader.nowMs += 11 * HOUR_MS;
    expect(await scene.next(feed("23:00:00", ONE, TWO))).toEqual(NOTHING);
    scene.reader.nowMs += 1 * HOUR_MS;
    expect(await scene.next(feed("23:59:59", ONE, TWO))).toEqual({ told: [], isObserved: true });
    scene.reader.nowMs += 11 * HOUR_MS;
    expect(await scene.next(feed("23:59:58", ONE, TWO))).toEqual(NOTHING);
  });

  it("is observed all the same where something else has changed what is known of it", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    const memory = memoryOf(scene.reader) as ProviderMemory;
    const incidents = new Incidents(new Map([...memory.incidents].filter(([id]) => id !== "one")));
    await scene.reader.store.commit({ memories: new Map([["Acme", { ...memory, incidents }]]) });
    const { told } = await scene.next(feed("12:00:01", ONE, TWO));
    expect(told).toEqual(["opened one: The cache is full."]);
    expect(await scene.next(feed("12:00:02", ONE, TWO))).toEqual(NOTHING);
  });

  it("ends what kept it from being read", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    for (let poll = 0; poll < 3; poll++) await scene.next(`<broken ${poll}`);
    const { told } = await scene.next(feed("12:00:01", ONE, TWO));
    expect(told).toEqual([expect.stringMatching(/^recovered/)]);
    expect(await scene.next(feed("12:00:02", ONE, TWO))).toEqual(NOTHING);
  });
});

describe("a feed in which an entry has changed", () => {
  it("tells of that one, and knows the others for listed", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    const more = entry("one", "Resolved 11:58 Emptied.", "Identified 11:50 The cache is full.");
    expect((await scene.next(feed("12:00:01", more, TWO))).told).toEqual(["resolved one: Emptied."]);
    expect(memoryOf(scene.reader)?.listed.incidents).toBe(2);
    expect(await scene.next(feed("12:00:02", more, TWO))).toEqual(NOTHING);
  });

  it("tells of one that is new, whatever falls off the end for it", async () => {
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    const three = entry("three", "Investigating 11:59 We look.");
    expect((await scene.next(feed("12:00:01", three, ONE))).told).toEqual(["opened three: We look."]);
    expect((await scene.next(feed("12:00:02", three, ONE, TWO))).told).toEqual([]);
  });

  it("takes an incident under another id for the one that is gone, and for none that is still there", async () => {
    const twin = (id: string) => ONE.replaceAll("one", id).replace(`Trouble ${id}`, "Trouble one");
    await using scene = await page(feed("12:00:00", ONE, TWO));
    await scene.reader.poll();
    expect((await scene.next(feed("12:00:01", twin("other"), TWO))).told).toEqual([]);
    expect((await scene.next(feed("12:00:02", twin("other"), twin("third"), TWO))).told).toEqual([
      "opened third: The cache is full.",
    ]);
  });

  it("is not emptied where all that is left is as it was", async () => {
    const past = ["a", "b", "c"].map((id) => TWO.replaceAll("two", id));
    await using scene = await page(feed("12:00:00", ONE, ...past));
    await scene.reader.poll();
    expect((await scene.next(feed("12:00:01", past[0] ?? ""))).told).toEqual([]);
    expect(scene.reader.outcome?.failures).toBe(0);
  });

  it("is read again and again while an entry is dated ahead of its time", async () => {
    const ahead = entry("ahead", "Investigating 12:30 We look.");
    await using scene = await page(feed("12:00:00", ahead, TWO));
    await scene.reader.poll();
    expect((await scene.next(feed("12:00:01", ahead, TWO))).isObserved).toBe(true);
    scene.reader.nowMs += HOUR_MS;
    expect((await scene.next(feed("13:00:01", ahead, TWO))).isObserved).toBe(true);
    expect(await scene.next(feed("13:00:02", ahead, TWO))).toEqual(NOTHING);
  });
});

describe("what is noted of a document", () => {
  const url = new URL("https://status.acme.example/history.atom");
  const begin = (documents: PageDocuments, nowMs = 0) =>
    documents.begin(
      url,
      () => new Set(),
      nowMs,
      async () => ({ outcome: "unchanged" }),
    );

  it("counts once the reading that noted it has been dealt with", () => {
    const documents = new PageDocuments();
    const reading = begin(documents);
    reading.note(url, "a");
    expect(begin(documents).noted(url)).toBeUndefined();
    reading.commit();
    expect(begin(documents).noted(url)).toBe("a");
    begin(documents).note(url, "b");
    expect(begin(documents).noted(url)).toBe("a");
  });

  it("holds for half a day, and as long as nothing else is noted or the document is to be read anew", async () => {
    const documents = new PageDocuments();
    const noting = (text: string | undefined) => {
      const reading = begin(documents);
      reading.note(url, text);
      return reading;
    };
    noting("a").commit();
    expect(begin(documents, 12 * HOUR_MS - 1).noted(url)).toBe("a");
    expect(begin(documents, 12 * HOUR_MS).noted(url)).toBeUndefined();
    noting(undefined).commit();
    expect(begin(documents).noted(url)).toBeUndefined();
    const revisited = noting("b");
    revisited.revisit(url);
    revisited.commit();
    expect(begin(documents).noted(url)).toBeUndefined();
    noting("c").commit();
    documents.forgetNotes();
    expect(begin(documents).noted(url)).toBeUndefined();
  });
});

describe("a page by its summary", () => {
  const components = ["web", "api", "mail"].map((id) => ({ id, name: id, status: "operational" }));

  it("costs one request where its lists stand in another order each time", async () => {
    await using site = await StatuspageSite.start();
    await using reader = new Reader({ url: site.url });
    site.summary([], { components });
    await reader.poll();
    site.asked();
    site.summary([], { components: components.toReversed() });
    expect(await reader.poll()).toEqual([]);
    expect(site.asked()).toEqual([`/${SUMMARY}`]);
  });

  it("is read with its lists where anything else in it has changed", async () => {
    await using site = await StatuspageSite.start();
    await using reader = new Reader({ url: site.url });
    const all = [`/${SUMMARY}`, `/${INCIDENTS}`, `/${MAINTENANCES}`];
    const stamp = (updated_at: string) => ({ page: { id: "kctbh9vrtdwd", name: "Acme", updated_at } });
    site.summary([], { components, ...stamp("2026-03-04T11:00:00Z") });
    await reader.poll();
    site.asked();
    for (const more of [
      { components, ...stamp("2026-03-04T11:30:00Z") },
      { components: components.slice(1), ...stamp("2026-03-04T11:30:00Z") },
      { components: [...components, components[0]], ...stamp("2026-03-04T11:30:00Z") },
      // With one id twice it depends on the order which of them counts.
      { components: [components[0], ...components], ...stamp("2026-03-04T11:30:00Z") },
    ]) {
      site.summary([], more);
      expect(await reader.poll()).toEqual([]);
      expect(site.asked()).toEqual(all);
    }
  });

  it("is read again while what it announced could not be had", async () => {
    await using site = await StatuspageSite.start();
    await using reader = new Reader({ url: site.url });
    const open = incident("outage", "Outage", ["investigating", "We look.", "11:50"]);
    site.summary([open], { components });
    site.incidents([open]);
    expect(await reader.poll()).toEqual(["ongoing outage: We look."]);
    site.refuse(INCIDENTS, 500);
    site.summary([], { components });
    expect(await reader.poll()).toEqual([]);
    site.incidents([
      incident("outage", "Outage", ["investigating", "We look.", "11:50"], ["resolved", "Done.", "11:58"]),
    ]);
    site.summary([], { components: components.toReversed() });
    expect(await reader.poll()).toEqual(["resolved outage: Done."]);
  });

  it("of incident.io costs one request too", async () => {
    const site = new IncidentioSite().api(OPENED).feed(OPENED);
    await using scene = await read(site);
    const shuffled = (at: number) => {
      const summary = JSON.parse(site.documents.get("/api/v2/summary.json") ?? "");
      const others = ["a", "b"].map((id) => ({ id, name: id, status: "operational" }));
      summary.components = [...others.slice(at), ...summary.components, ...others.slice(0, at)];
      site.documents.set("/api/v2/summary.json", JSON.stringify(summary));
    };
    shuffled(0);
    await scene.reader.poll();
    site.api(OPENED).feed(OPENED);
    shuffled(1);
    site.asked.length = 0;
    expect(await scene.reader.poll()).toEqual([]);
    expect(site.asked).toEqual(["/api/v2/summary.json"]);
    site.api(OPENED, FIXED).feed(FIXED);
    scene.reader.nowMs += HOUR_MS;
    expect((await scene.reader.poll())[0]).toBe(`resolved ${OUTAGE}: The cache was full.`);
  });
});

describe("an entry of incident.io", () => {
  const list = (items: readonly string[], gap = "\n ") =>
    `<b>Affected components</b>${gap}<ul>${gap}${items.map((item) => `<li>${item}</li>${gap}`).join("")}</ul>`;
  const html = (body: string) => `<b>Status: Identified</b><br/><br/>We know why.<br/>${body}`;
  const inAtom = (content: string, attributes = ' type="html"', element = "content") =>
    `<entry><id>i</id>${element === "title" ? "" : "<title>T</title>"}<updated>2026-03-04T11:00:00Z</updated><${element}${attributes}>${content}</${element}></entry>`;
  const inRss = (content: string) =>
    `<item><guid>i</guid><content:encoded>${content}</content:encoded></item>`;
  const cdata = (text: string) => `<![CDATA[${text}]]>`;
  const gist = (xml: string) => withoutOrder("incident.io", Buffer.from(xml)).toString();

  it("is the same whatever the order of its components, and however often they are named", () => {
    for (const written of [inAtom, inRss]) {
      const one = written(cdata(html(list(["Calls (Operational)", "Web (Operational)"]))));
      const other = written(
        cdata(html(list(["Web (Operational)", "Calls (Operational)", "Web (Operational)"]))),
      );
      expect(gist(one)).toBe(gist(other));
      expect(gist(one)).not.toBe(gist(written(cdata(html(list(["Calls (Operational)"]))))));
    }
  });

  const item = fc.constantFrom(
    "A (Operational)",
    "B (Full outage)",
    "A (Full outage)",
    "",
    " ",
    "A\nB",
    "&#10;",
    "<b>A</b>",
    "]]>",
  );
  const around = fc.constantFrom<(inner: string) => string>(
    (inner) => inner,
    (inner) => `<div>${inner}</div>`,
    (inner) => `${inner}<p>more</p>`,
    (inner) => `${inner}- C`,
    (inner) => `${inner}${inner}`,
    (inner) => `<i>${inner}`,
  );
  const written = fc.constantFrom<(content: string) => string>(
    (content) => inAtom(cdata(html(content))),
    (content) => inAtom(cdata(html(content)), ""),
    (content) => inAtom(cdata(html(content)), ' type="text"'),
    (content) => inAtom(cdata(html(content)), ' type="xhtml"'),
    (content) => inAtom(cdata(html(content)), ' type="html"', "summary"),
    (content) => inAtom(cdata(html(content)), ' type="html"', "title"),
    (content) => inAtom(`x${cdata(html(content))}`),
    (content) => inAtom(`${cdata(html(content))}x`),
    (content) => inAtom(cdata(content)),
    (content) => inAtom(html(content).replaceAll("<", "&lt;")),
    (content) => inRss(cdata(html(content))),
    (content) => inRss(html(content)),
  );

  it("is read the same wherever it is taken for the same", () => {
    const incidentsOf = (entry: string) => {
      const isAtom = entry.startsWith("<entry");
      const body = isAtom
        ? `<feed><generator>incident.io</generator>${entry}</feed>`
        : `<rss><channel><generator>incident.io</generator>${entry}</channel></rss>`;
      const document = createDocument(new URL("https://acme.example/feed"), {}, Buffer.from(body));
      try {
        return (isAtom ? parseAtom : parseRss)(document).incidents;
      } catch (error) {
        return (error as Error).name;
      }
    };
    const items = fc.array(item, { minLength: 1, maxLength: 4 });
    const gap = fc.constantFrom("\n ", "");
    const order = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });
    let same = 0;
    fc.assert(
      fc.property(written, around, gap, items, order, (write, put, between, some, places) => {
        const others = places.map((place) => some[place % some.length] ?? "");
        const [one, other] = [some, others].map((names) => write(put(list(names, between))));
        if (!one || !other || one === other || gist(one) !== gist(other)) return;
        same++;
        expect(incidentsOf(one)).toEqual(incidentsOf(other));
      }),
      { seed: 1, numRuns: 10_000 },
    );
    expect(same).toBeGreaterThan(20);
  });
});
