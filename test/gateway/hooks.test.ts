import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../src/state/memory.ts";
import { provider } from "../helpers/daemon.ts";
import { startServer } from "../helpers/server.ts";
import { Door, pushed, SECRET, statuspageWebhook } from "./door.ts";

const HOOK = `/hooks/acme/${SECRET}`;

describe("A webhook", () => {
  it("is accepted, and told as what it says", async () => {
    await using door = await Door.open();
    const response = await door.post(HOOK, statuspageWebhook("u1"));
    expect([response.status, await response.json()]).toEqual([202, { status: "accepted" }]);
    await door.daemon.until(() => door.daemon.events.length > 0);
    expect(door.daemon.events[0]).toMatchObject({
      ...{ id: "acme/kctbh9vrtdwd/u1", status: "investigating", source: "webhook" },
      ...{ title: "Errors of the API", message: "Text of u1." },
    });
  });

  it("is told once, however often it comes", async () => {
    await using door = await Door.open();
    for (const update of ["u1", "u1", "u2", "u1", "u2", "u3"]) {
      expect((await door.post(HOOK, statuspageWebhook(update))).status).toBe(202);
    }
    await door.daemon.until(() => door.daemon.events.length >= 3);
    expect(door.daemon.events.map(({ updateId }) => updateId)).toEqual(["u1", "u2", "u3"]);
  });

  it.each([
    ["without a content type", { "content-type": "" }],
    ["as a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["of a content type that is none", { "content-type": "nonsense" }],
  ])("may come %s", async (how, headers) => {
    await using door = await Door.open();
    const json = JSON.stringify(statuspageWebhook("u1"));
    const body = how === "as a form" ? new URLSearchParams({ payload: json }).toString() : json;
    expect((await door.post(HOOK, new TextEncoder().encode(body), headers)).status).toBe(202);
    await door.daemon.until(() => door.daemon.events.length > 0);
  });

  it.each([
    ["is not JSON", "{", /: it is not JSON$/],
    ["is empty", "", /: it is not JSON$/],
    ["is of no known shape", "[1,2]", /: no webhook of a known shape$/],
  ])("that %s is accepted all the same, and said in the log", async (_, body, expected) => {
    await using door = await Door.open();
    expect((await door.post(HOOK, body)).status).toBe(202);
    await door.daemon.until(() => door.daemon.logLines.some((line) => expected.test(line)));
  });

  it("is only a reason to read the page where it is to be confirmed", async () => {
    const summary = {
      page: { id: "p", name: "Acme", url: "http://acme.example", updated_at: "2025-11-03T14:32:00Z" },
      ...{ status: { indicator: "none" }, components: [], incidents: [], scheduled_maintenances: [] },
    };
    await using site = await startServer((_request, response) => response.end(JSON.stringify(summary)));
    await using door = await Door.open({ providers: [pushed({ url: site.origin }, { confirms: true })] });
    while ((await door.get("/readyz")).status !== 200);
    const before = site.requests.length;
    expect((await door.post(HOOK, statuspageWebhook("u1"))).status).toBe(202);
    while (site.requests.length === before) await door.get("/healthz");
    expect(door.daemon.events).toEqual([]);
  });
});

describe("A daemon that cannot keep what is pushed in", () => {
  it("answers 503 and when to come again, and takes it once it can", async () => {
    const store = new MemoryStore();
    const accept = store.accept.bind(store);
    store.accept = () => Promise.reject(new Error("no space left"));
    store.trouble = () => "no space left" as unknown as undefined;
    await using door = await Door.open({ store });
    const response = await door.post(HOOK, statuspageWebhook("u1"));
    expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
      ...[503, "30", { error: "busy" }],
    ]);
    const ready = (await (await door.get("/readyz")).json()) as { reasons: string[] };
    expect(ready.reasons).toContain("the state cannot be written: no space left");
    store.accept = accept;
    expect((await door.post(HOOK, statuspageWebhook("u1"))).status).toBe(202);
    await door.daemon.until(() => door.daemon.events.length > 0);
  });
});

describe("A page whose provider pushes", () => {
  const EMPTY =
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme Status</title></feed>';

  it("is read as seldom as it may be while pushes tell of everything", async () => {
    await using site = await startServer((_request, response) => response.end(EMPTY));
    await using beside = await startServer((_request, response) => response.end(EMPTY));
    const intervals = { intervalMs: 20, intervalWithPushMs: 3_600_000 };
    const settings = { url: `${site.origin}/history.atom`, format: "atom", ...intervals };
    const other = provider({ ...settings, name: "Beside", url: `${beside.origin}/history.atom` });
    await using door = await Door.open({ providers: [pushed(settings), other] });
    while (site.requests.length < 3) await door.get("/healthz");
    expect((await door.post(HOOK, statuspageWebhook("u1"))).status).toBe(202);
    await door.daemon.until(() => door.daemon.events.length > 0);
    const [before, besides] = [site, beside].map(({ requests }) => requests.length);
    while (beside.requests.length < (besides ?? 0) + 10) await door.get("/healthz");
    // The pause that had begun was still a short one; the next is long.
    expect(site.requests.length - (before ?? 0)).toBeLessThanOrEqual(1);
  });

  it("is so also where pushes only ring, and what they rang for is read from the page", async () => {
    const entry = `<entry><id>tag:acme,2005:Incident/1</id><title>Errors</title><updated>2025-11-03T14:32:00Z</updated>
      <content type="html">&lt;p&gt;&lt;strong&gt;Investigating&lt;/strong&gt; - We look.&lt;/p&gt;</content></entry></feed>`;
    let shown = EMPTY;
    let until = Promise.resolve();
    await using site = await startServer((_request, response) => {
      const answer = shown;
      void until.then(() => response.end(answer));
    });
    await using beside = await startServer((_request, response) => response.end(EMPTY));
    const intervals = { intervalMs: 20, intervalWithPushMs: 3_600_000 };
    const settings = { url: `${site.origin}/history.atom`, format: "atom", ...intervals };
    const other = provider({ ...settings, name: "Beside", url: `${beside.origin}/history.atom` });
    let ring = () => {};
    const rung = new Promise<void>((resolve) => {
      ring = resolve;
    });
    await using door = await Door.open({
      providers: [pushed(settings, { confirms: true }), other],
      observer: { received: ({ outcome }) => outcome === "doorbell" && ring() },
    });
    while (site.requests.length < 3) await door.get("/healthz");
    // A poll is under way until it has been rung, so that none that was not rung for sees what is new.
    let letGo = () => {};
    until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const asked = site.requests.length;
    while (site.requests.length === asked) await door.get("/healthz");
    expect((await door.post(HOOK, "ding")).status).toBe(202);
    await rung;
    shown = EMPTY.replace("</feed>", entry);
    letGo();
    await door.daemon.until(() => door.daemon.events.length > 0);
    const [before, besides] = [site, beside].map(({ requests }) => requests.length);
    while (beside.requests.length < (besides ?? 0) + 30) await door.get("/healthz");
    // It is read a few times soon after the ring, and then after a long pause.
    expect(site.requests.length - (before ?? 0)).toBeLessThanOrEqual(4);
  });
});

describe("The addresses of older tools", () => {
  const BODY = JSON.stringify(statuspageWebhook("u1"));
  const signed = { "x-signature": `sha256=${createHmac("sha256", "key").update(BODY).digest("hex")}` };
  const signing = () => [pushed({}, { signingSecrets: ["key"] })];

  it.each(["/webhooks/acme", "/webhook"])("%s wants a signature, and nothing else", async (path) => {
    await using door = await Door.open({ providers: signing() });
    expect((await door.post(path, BODY, signed)).status).toBe(202);
    expect((await door.post(path, BODY)).status).toBe(401);
    expect((await door.post(path, `${BODY} `, signed)).status).toBe(401);
    await door.daemon.until(() => door.daemon.events.length > 0);
  });

  it.each(["/webhooks/acme", "/webhook"])(
    "%s is closed where no signing secret is configured",
    async (path) => {
      await using door = await Door.open();
      expect((await door.post(path, BODY, signed)).status).toBe(401);
    },
  );

  it("/webhook/<secret> takes what /hooks/<provider>/<secret> takes", async () => {
    await using door = await Door.open();
    expect((await door.post(`/webhook/${SECRET}`, BODY)).status).toBe(202);
    expect((await door.post("/webhook/another", BODY)).status).toBe(401);
    await door.daemon.until(() => door.daemon.events.length > 0);
  });
});

describe("Looking in", () => {
  it.each(["/healthz", "/health", "/wakeup"])("%s says that the daemon is alive", async (path) => {
    await using door = await Door.open();
    const response = await door.get(path);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });

  it("/readyz says what has not been looked at, and is content once everything was, be it in vain", async () => {
    await using site = await startServer(() => {});
    await using door = await Door.open({ providers: [pushed({ url: site.origin })] });
    const response = await door.get("/readyz");
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: "not ready", reasons: ["not looked at yet: Acme"] },
    ]);
    site.handle((_request, answer) => answer.writeHead(500).end());
    while (site.requests.length === 0) await door.get("/healthz");
    for (const request of site.requests) request.socket.destroy();
    while ((await door.get("/readyz")).status !== 200);
  });

  it("wants the token for what is more than whether it is alive", async () => {
    await using door = await Door.open({ config: { token: "s3cret" } });
    const bearer = { authorization: "Bearer s3cret" };
    expect((await door.get("/healthz")).status).toBe(200);
    expect((await door.get("/metrics")).status).toBe(401);
    expect((await door.get("/metrics", { authorization: "Bearer other" })).status).toBe(401);
    expect(await (await door.get("/metrics", bearer)).text()).toBe("metrics\n");
  });
});
