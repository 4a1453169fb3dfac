import { describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../helpers/server.ts";
import { Reader } from "./reader.ts";

const MINUTE_MS = 60_000;
const LIST = "/api/posts";
const ALL = ["/api/data", "/api/post_enums", LIST, "/api/services"];

function update(id: string, status: string, message: string, time: string) {
  const reported_at = Date.parse(`2026-03-04T${time}:00Z`);
  return { id, status_id: status, severity_id: "minor", message, reported_at, impacts: [] };
}

/** A page whose documents are set one by one; a number is the status of an answer without content. */
async function startPage() {
  const documents = new Map<string, unknown>([
    [LIST, { posts: [] }],
    ["/api/services", { services: [] }],
    ["/api/data", {}],
    [
      "/api/post_enums",
      { post_enums: ["detected", "investigating", "resolved", "minor"].map((name) => ({ id: name, name })) },
    ],
  ]);
  const server: TestServer = await startServer((request, response) => {
    const document = documents.get(new URL(request.url ?? "/", server.origin).pathname) ?? 404;
    if (typeof document === "number") response.writeHead(document).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  let asked = 0;
  return {
    url: server.origin,
    set: (path: string, document: unknown) => documents.set(path, document),
    /** Sets a post, in the list as long as it is open, where its text is cut short. */
    post(isListed: boolean, ...updates: ReturnType<typeof update>[]) {
      const post = { id: "P1", title: "Outage", post_type: "incident", latest_update: updates.at(-1) };
      const short = { ...post, latest_update: { ...updates.at(-1), message: "cut sh…" } };
      documents.set(LIST, { posts: isListed ? [short] : [] });
      documents.set(`${LIST}/P1`, { post: { ...post, updates: updates.toReversed() } });
    },
    asked() {
      const paths = server.requests.slice(asked).map(({ url }) => (url ?? "").replace(/\?.*/, ""));
      asked = server.requests.length;
      return paths.sort();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const LOOKING = update("u1", "investigating", "We are looking into it.", "11:50");
const OVER = update("u2", "resolved", "The cache was full.", "12:05");

describe("a page that one document tells of", () => {
  it("costs one request while that document does not change", async () => {
    await using page = await startPage();
    await using reader = new Reader({ url: page.url, format: "pagerduty" });
    await reader.poll();
    expect(page.asked()).toEqual(ALL);
    expect(await reader.poll()).toEqual([]);
    expect(page.asked()).toEqual([LIST]);
  });

  it("is read whole from time to time all the same", async () => {
    await using page = await startPage();
    await using reader = new Reader({ url: page.url, format: "pagerduty" });
    await reader.poll();
    page.asked();
    reader.nowMs += 11 * MINUTE_MS;
    await reader.poll();
    expect(page.asked()).toEqual(ALL);
  });

  it("tells of what opened and how it ended, in full", async () => {
    await using page = await startPage();
    await using reader = new Reader({ url: page.url, format: "pagerduty" });
    await reader.poll();
    page.post(true, LOOKING);
    expect(await reader.poll()).toEqual(["opened P1: We are looking into it."]);
    page.post(false, LOOKING, OVER);
    expect(await reader.poll()).toEqual(["resolved P1: The cache was full."]);
    expect(await reader.poll()).toEqual([]);
  });

  it("waits for how something ended where that cannot be had now", async () => {
    await using page = await startPage();
    await using reader = new Reader({ url: page.url, format: "pagerduty" });
    await reader.poll();
    page.post(true, LOOKING);
    await reader.poll();
    page.post(false, LOOKING, OVER);
    const post = { post: { id: "P1", title: "Outage", post_type: "incident", updates: [OVER, LOOKING] } };
    page.set(`${LIST}/P1`, 503);
    expect(await reader.poll()).toEqual([]);
    page.set(`${LIST}/P1`, post);
    expect(await reader.poll()).toEqual(["resolved P1: The cache was full."]);
  });

  it("takes what is neither listed nor to be had any more for over", async () => {
    await using page = await startPage();
    await using reader = new Reader({ url: page.url, format: "pagerduty" });
    await reader.poll();
    page.post(true, LOOKING);
    await reader.poll();
    page.post(false, LOOKING);
    page.set(`${LIST}/P1`, 404);
    expect(await reader.poll()).toHaveLength(1);
    expect(await reader.poll()).toEqual([]);
  });
});
