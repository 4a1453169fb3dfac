import { describe, expect, it } from "vitest";
import type { StatusEvent } from "../../src/types.ts";
import { Door, pushed, SECRET } from "../gateway/door.ts";
import { Folder } from "../helpers/cli.ts";
import { routes, startServer, type TestServer } from "../helpers/server.ts";
import { openStore } from "../state/making.ts";

interface Post {
  readonly word: string;
  readonly text: string;
  /** Of 6 June 2025, in UTC. */
  readonly time: string;
}

const POSTS: readonly Post[] = [
  { word: "Investigating", text: "We are looking into slow deploys.", time: "16:48" },
  { word: "Identified", text: "The build cache is lost.", time: "17:05" },
  { word: "Resolved", text: "Deploys run as fast as before.", time: "19:13" },
];
const [ID, TITLE] = ["kh7d2m9x0q4w", "Deploys are slow"];

function iso({ time }: Post): string {
  return `2025-06-06T${time}:20.000Z`;
}

/** A feed that shows so many posts of the incident, above an old one. */
function atom(origin: string, posts: readonly Post[]): string {
  const paragraph = ({ word, text, time }: Post) =>
    `&lt;p&gt;&lt;small&gt;Jun &lt;var data-var='date'&gt; 6&lt;/var&gt;, &lt;var data-var='time'&gt;${time}&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;${word}&lt;/strong&gt; - ${text}&lt;/p&gt;`;
  const entry = (id: string, title: string, shown: readonly Post[]) => `<entry>
    <id>tag:${new URL(origin).host},2005:Incident/${id}</id><title>${title}</title>
    <published>${iso(shown[0] as Post)}</published><updated>${iso(shown.at(-1) as Post)}</updated>
    <link rel="alternate" type="text/html" href="${origin}/incidents/${id}"/>
    <content type="html">${shown.toReversed().map(paragraph).join("")}</content></entry>`;
  const old = entry("kold00000000", "Logs are late", [{ word: "Resolved", text: "Over.", time: "01:00" }]);
  return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">
  <id>tag:${new URL(origin).host},2005:/history</id><title>Kelp Hosting Status - Incident History</title>
  <updated>2025-06-09T11:00:07Z</updated>${posts.length > 0 ? entry(ID, TITLE, posts) : ""}${old}</feed>`;
}

function webhook(posts: readonly Post[]) {
  const updates = posts.map((post, index) => ({
    ...{ id: `update${index}`, incident_id: ID, status: post.word.toLowerCase(), body: post.text },
    ...{ created_at: iso(post), updated_at: iso(post), display_at: iso(post) },
  }));
  const last = posts.at(-1) as Post;
  return {
    meta: { unsubscribe: "https://kelp.statuspage.io/?unsubscribe=x", generated_at: iso(last) },
    page: { id: "jb7j80lkgqvb", status_indicator: "minor", status_description: "Minor Service Outage" },
    incident: {
      ...{ id: ID, name: TITLE, status: last.word.toLowerCase(), impact: "minor", components: [] },
      ...{ created_at: iso(posts[0] as Post), updated_at: iso(last), incident_updates: updates.toReversed() },
    },
  };
}

function mail(origin: string, post: Post): string {
  const lines = [
    "From: Kelp Hosting <noreply@statuspage.io>",
    `Subject: Kelp Hosting Incident - ${TITLE} - 6 June 2025`,
    `Date: Fri, 06 Jun 2025 ${post.time}:31 +0000`,
    `Message-Id: <${post.word}@statuspage.io>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    TITLE,
    "",
    post.word === "Investigating" ? "New incident: Investigating" : `Incident ${post.word}`,
    "",
    post.text,
    "",
    "Time posted",
    `Jun  6, ${post.time} UTC`,
    "",
    `View latest updates: ${origin}/incidents/${ID}`,
    "",
    "--",
    `To unsubscribe: ${origin}/?unsubscribe=3ftwjktkgwn6`,
  ];
  return lines.join("\r\n");
}

type Channel = "webhook" | "mail" | "poll";

/** Lets a channel tell of the posts up to one of them, and waits until that has been dealt with. */
async function tell(channel: Channel, upTo: number, site: TestServer, door: Door): Promise<void> {
  const posts = POSTS.slice(0, upTo);
  if (channel === "poll") {
    site.handle(routes({ "/history.atom": atom(site.origin, posts) }));
    const before = site.requests.length;
    // Two: the first may have been under way before the page changed.
    while (site.requests.length < before + 2) await door.get("/healthz");
    return;
  }
  const [path, body] =
    channel === "webhook" ? ["", webhook(posts)] : ["/email", mail(site.origin, posts.at(-1) as Post)];
  expect((await door.post(`/hooks/acme/${SECRET}${path}`, body)).status).toBe(202);
  while (door.daemon.app.waitingPushes > 0) await door.get("/healthz");
}

async function story(order: readonly Channel[], isRestarted: boolean): Promise<StatusEvent[]> {
  await using folder = await Folder.create();
  await using site = await startServer(() => {});
  site.handle(routes({ "/history.atom": atom(site.origin, []) }));
  const providers = [pushed({ url: `${site.origin}/history.atom`, format: "atom", intervalMs: 50 })];
  const events: StatusEvent[] = [];
  const open = async () => Door.open({ providers, store: await openStore(folder.path, { now: Date.now }) });
  let door = await open();
  while ((await door.get("/readyz")).status !== 200);
  for (let upTo = 1; upTo <= POSTS.length; upTo++) {
    for (const channel of order) {
      await tell(channel, upTo, site, door);
      if (!isRestarted) continue;
      await door[Symbol.asyncDispose]();
      events.push(...door.daemon.events);
      door = await open();
    }
  }
  await door[Symbol.asyncDispose]();
  return [...events, ...door.daemon.events];
}

describe.concurrent("One incident that a webhook, a mail and polls of the feed tell of", () => {
  it.each([
    [["webhook", "mail", "poll", "poll"], false],
    [["poll", "poll", "mail", "webhook"], false],
    [["mail", "webhook", "poll", "poll"], false],
    [["webhook", "mail", "poll", "poll"], true],
    [["poll", "poll", "mail", "webhook"], true],
    [["mail", "poll", "webhook", "poll"], true],
  ] as const)(
    "is told once, an event an update: %j, restarted after each: %s",
    async (order, isRestarted) => {
      const events = await story(order, isRestarted);
      expect(events.map(({ change, status, message }) => `${change} ${status}: ${message}`)).toEqual([
        "opened investigating: We are looking into slow deploys.",
        "updated identified: The build cache is lost.",
        "resolved resolved: Deploys run as fast as before.",
      ]);
      const first = { webhook: "webhook", mail: "email", poll: "poll" }[order[0]];
      expect(new Set(events.map(({ source }) => source))).toEqual(new Set([first]));
      expect(new Set(events.map(({ incidentId }) => incidentId))).toEqual(new Set([ID]));
    },
  );
});
