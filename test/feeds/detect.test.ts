import { describe, expect, it } from "vitest";
import { detect, formatByAddress } from "../../src/feeds/detection/detect.ts";
import { Fetcher, type FetchResult } from "../../src/http/fetcher.ts";
import { type Handler, routes, startServer, type TestServer } from "../helpers/server.ts";

const PAGE = { id: "kctbh9vrtdwd", name: "Acme", url: "https://status.acme.example" };
const STATUS = { indicator: "none", description: "All Systems Operational" };
const SUMMARY = JSON.stringify({ page: PAGE, status: STATUS, components: [], incidents: [] });
const SHIM = JSON.stringify({
  page: { ...PAGE, id: "01J9Z3M7Q4RT6XW8YB2CD5FGHK" },
  status: STATUS,
  components: [],
});
const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>`;
const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>Acme Status</title></channel></rss>`;
const HTML = "<!doctype html><title>Acme Status</title>";

const everything =
  (body: string): Handler =>
  (_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
const xml =
  (body: string): Handler =>
  (_, response) =>
    response.writeHead(200, { "content-type": "application/xml" }).end(body);

/** What is found at an address, with how many requests were under way at once. */
async function look(address: string) {
  const fetcher = new Fetcher({ clock: { now: Date.now, random: Math.random }, deadlineMs: 60_000 });
  let [underWay, atOnce] = [0, 0];
  const fetch = async (url: URL): Promise<FetchResult> => {
    atOnce = Math.max(atOnce, ++underWay);
    try {
      return await fetcher.fetch(url);
    } finally {
      underWay--;
    }
  };
  try {
    const detection = await detect(new URL(address), fetch);
    return detection.found ? { ...detection, url: detection.url.href, atOnce } : { ...detection, atOnce };
  } finally {
    await fetcher.close();
  }
}

function paths(server: TestServer): (string | undefined)[] {
  return server.requests.map(({ url }) => url);
}

describe("detection", () => {
  it("finds a Statuspage by its API, and watches the page", async () => {
    const page = { "/": HTML, "/api/v2/summary.json": SUMMARY, "/history.atom": ATOM };
    await using server = await startServer(routes(page));
    expect(await look(server.origin)).toMatchObject({
      found: true,
      format: "statuspage",
      url: `${server.origin}/`,
      why: `${server.origin}/api/v2/summary.json is an Atlassian Statuspage, by its JSON API`,
    });
    expect(paths(server)).not.toContain("/history.rss");
  });

  it.each([
    ["/anything", xml(ATOM), "atom"],
    ["/anything", xml(RSS), "rss"],
    ["/api/v2/summary.json", SUMMARY, "statuspage"],
    ["/api/v2/incidents.json", JSON.stringify({ page: PAGE, incidents: [] }), "statuspage"],
  ])("takes %s as it is where it answers with a document of a known kind", async (path, body, format) => {
    await using server = await startServer(routes({ [path]: body }));
    const url = server.origin + path;
    expect(await look(url)).toMatchObject({ found: true, format, url });
    expect(paths(server)).toEqual([path]);
  });

  it("finds an incident.io page by the ids in what it answers in Statuspage's shape", async () => {
    const page = { "/": HTML, "/api/v2/summary.json": SHIM, "/feed.atom": ATOM };
    await using server = await startServer(routes(page));
    const url = `${server.origin}/`;
    expect(await look(server.origin)).toMatchObject({ found: true, format: "incidentio", url });
    const api = `${server.origin}/api/v2/summary.json`;
    expect(await look(api)).toMatchObject({ found: true, format: "incidentio", url: api });
  });

  it("finds a Statuspage whose API is switched off by its feed", async () => {
    const page = { "/": HTML, "/api/v2/summary.json": everything(HTML), "/history.atom": ATOM };
    await using server = await startServer(routes(page));
    const url = `${server.origin}/history.atom`;
    expect(await look(server.origin)).toMatchObject({ found: true, format: "atom", url });
  });

  it("finds an Atom feed at a place where RSS usually lies", async () => {
    await using server = await startServer(routes({ "/": HTML, "/feed": xml(ATOM) }));
    const url = `${server.origin}/feed`;
    expect(await look(server.origin)).toMatchObject({ found: true, format: "atom", url });
  });

  it("finds the page though its own address cannot be read", async () => {
    await using server = await startServer(routes({ "/api/v2/summary.json": SUMMARY }));
    expect(await look(server.origin)).toMatchObject({ found: true, format: "statuspage" });
  });

  it("asks one host for at most two documents at once", async () => {
    await using server = await startServer(everything(HTML));
    const { atOnce, found } = await look(`${server.origin}/acme/`);
    expect({ atOnce, found }).toEqual({ atOnce: 2, found: false });
  });
});

describe("detection of a page that links to its feed", () => {
  const linking = (head: string) => `<!doctype html><html><head>${head}</head><body></body></html>`;

  it("follows a relative address, against the page's base where it has one", async () => {
    const link = `<link rel="alternate" type="application/atom+xml" href="news/all.xml">`;
    const feeds = { "/status/news/all.xml": xml(ATOM), "/cdn/news/all.xml": xml(ATOM) };
    await using server = await startServer(routes({ ...feeds, "/status/": linking(link) }));
    const page = `${server.origin}/status/`;
    expect(await look(page)).toMatchObject({
      found: true,
      format: "atom",
      url: `${page}news/all.xml`,
      why: `the page links to ${page}news/all.xml, an Atom feed, of Statuspage, incident.io or anyone`,
    });
    server.handle(routes({ ...feeds, "/status/": linking(`<base href="/cdn/">${link}`) }));
    expect(await look(page)).toMatchObject({ url: `${server.origin}/cdn/news/all.xml` });
  });

  it("takes Atom before RSS, and passes over what is no feed", async () => {
    const head = `<link rel="alternate" type="application/rss+xml" href="/one">
      <link rel="stylesheet" type="application/atom+xml" href="/style">
      <link rel="alternate" type="text/html" hreflang="de" href="/de">
      <link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">
      <link rel="alternate" type="application/atom+xml" href="/gone">
      <LINK REL="Alternate Feed" TYPE="Application/Atom+XML" HREF="/two">`;
    await using server = await startServer(
      routes({ "/": linking(head), "/one": xml(RSS), "/two": xml(ATOM) }),
    );
    expect(await look(server.origin)).toMatchObject({ format: "atom", url: `${server.origin}/two` });
    expect(paths(server)).not.toContain("/style");
  });

  it("looks at a few links only, however many there are", async () => {
    const links = Array.from(
      { length: 50 },
      (_, n) => `<link rel=alternate type=application/rss+xml href=/n/${n}>`,
    );
    await using server = await startServer(routes({ "/": linking(links.join("")) }));
    expect(await look(server.origin)).toMatchObject({ found: false });
    expect(paths(server).filter((path) => path?.startsWith("/n/")).length).toBeLessThanOrEqual(10);
  });
});

describe("detection of a page that is none", () => {
  it("tells what was tried, where every path answers 200 with a web page", async () => {
    await using server = await startServer(everything(HTML));
    const detection = await look(`${server.origin}/?token=secret`);
    if (detection.found) throw new Error("found a page");
    for (const path of ["", "/api/v2/summary.json", "/history.atom", "/feed.atom", "/history.rss"])
      expect(detection.tried.join("\n")).toContain(`${server.origin}${path}`);
    expect(detection.tried).toHaveLength(server.requests.length);
    expect(detection.tried.join("\n")).not.toContain("secret");
    expect(detection.unread).toBeUndefined();
  });

  it("tells that the address itself could not be read, and why", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end());
    const detection = await look(server.origin);
    expect(detection).toMatchObject({
      found: false,
      unread: { outcome: "failed", status: 500, failure: { code: "http_status" } },
    });
  });
});

describe("detection of a page that has moved", () => {
  it("goes on where a redirect leads, and watches the new host", async () => {
    await using moved = await startServer(routes({ "/": HTML, "/api/v2/summary.json": SUMMARY }));
    await using old = await startServer((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: moved.origin }).end();
      else everything(HTML)(request, response);
    });
    expect(await look(old.origin)).toMatchObject({
      found: true,
      format: "statuspage",
      url: `${moved.origin}/`,
    });
    expect(paths(old)).toEqual(["/"]);
  });

  it("keeps the address of a feed that a redirect leads to", async () => {
    await using moved = await startServer(routes({ "/new.atom": ATOM }));
    await using old = await startServer((_, response) =>
      response.writeHead(301, { location: `${moved.origin}/new.atom` }).end(),
    );
    const url = `${old.origin}/history.atom`;
    expect(await look(url)).toMatchObject({ found: true, format: "atom", url });
  });
});

describe("detection of a page on a sub-path", () => {
  const own = { "/acme": HTML, "/acme/": HTML, "/acme/api/v2/summary.json": SUMMARY };

  it.each(["/acme/", "/acme", "/acme/history"])("looks below it: %s", async (path) => {
    await using server = await startServer(routes({ ...own, "/acme/history": HTML }));
    const url = `${server.origin}/acme/`;
    expect(await look(server.origin + path)).toMatchObject({ found: true, format: "statuspage", url });
  });

  it.each(["/acme/", "/acme"])("takes the page below it before that of the whole host: %s", async (path) => {
    const page = { ...own, "/": HTML, "/api/v2/summary.json": SUMMARY };
    await using server = await startServer(routes(page));
    expect(await look(server.origin + path)).toMatchObject({ url: `${server.origin}/acme/` });
  });

  it("looks at the origin too", async () => {
    await using server = await startServer(routes({ "/en/status/": HTML, "/api/v2/summary.json": SUMMARY }));
    expect(await look(`${server.origin}/en/status/`)).toMatchObject({ url: `${server.origin}/` });
  });
});

describe("the address alone", () => {
  it.each([
    ["https://acme.statuspage.io", "statuspage"],
    ["https://status.acme.example/api/v2/incidents/unresolved.json", "statuspage"],
    ["https://status.acme.example/api/v2/summary.json", undefined],
    ["https://status.acme.example/history.atom", "atom"],
    ["https://status.acme.example/feed.RSS?page=2", "rss"],
    ["https://status.acme.example/", undefined],
    ["https://statuspage.io.acme.example/", undefined],
    ["https://notstatuspage.io/", undefined],
    ["https://status.acme.example/about?next=/history.atom", undefined],
  ])("of %s tells: %s", (address, format) => {
    expect(formatByAddress(new URL(address))).toBe(format);
  });
});
