import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { RawServer } from "../helpers/raw-server.ts";
import { documentOf, OUTAGE, PAST, PATHS } from "./page.ts";
import { WaitableStore } from "./store.ts";

/** A server that writes HTTP by hand, so that it may end a kept-alive connection when the next request is on its way. */
class ForgetfulServer {
  body = documentOf("statuspage", [PAST]);
  answered = 0;
  resets = 0;
  readonly behaviour = { socket: (socket: Socket) => this.#serve(socket) };
  readonly #forgets: (served: number, openedAt: number) => boolean;
  readonly #end: (socket: Socket) => void;

  /** `forgets` says whether a connection of `served` answers, opened when `openedAt` had been given, is gone. */
  constructor(
    forgets: (served: number, openedAt: number) => boolean,
    end: (socket: Socket) => void = (socket) => socket.resetAndDestroy(),
  ) {
    this.#forgets = forgets;
    this.#end = end;
  }

  #serve(socket: Socket): void {
    const openedAt = this.answered;
    let served = 0;
    socket.on("data", (request) => {
      if (served > 0 && this.#forgets(served, openedAt)) {
        this.resets++;
        this.#end(socket);
        return;
      }
      served++;
      this.answered++;
      const path = String(request).split(" ")[1] ?? "";
      socket.write(answerTo(path, this.body));
    });
  }
}

function answerTo(path: string, body: string): string {
  if (path.endsWith("/scheduled-maintenances.json"))
    return "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
  const text = path.endsWith("/summary.json") ? summaryOf(body) : body;
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
  return `HTTP/1.1 200 OK\r\n${headers}\r\n\r\n${text}`;
}

/** A summary that changes at every reading, so that the lists are read every time too. */
function summaryOf(body: string): string {
  const { page, incidents } = JSON.parse(body) as { page: object; incidents: { status: string }[] };
  const open = incidents.filter(({ status }) => status !== "resolved");
  const updatedAt = process.hrtime.bigint().toString();
  return JSON.stringify({
    page: { ...page, updated_at: updatedAt },
    status: {},
    components: [],
    incidents: open,
    scheduled_maintenances: [],
  });
}

const ROUNDS = 10;
const ENDS: readonly (readonly [string, (socket: Socket) => void])[] = [
  ["reset", (socket) => socket.resetAndDestroy()],
  ["closed", (socket) => socket.end()],
];

/** Watches until so many connections have been ended on it, then for the news; gives what the log said. */
async function watchForgetful(server: ForgetfulServer, paths: readonly string[]) {
  await using raw = await RawServer.start(server.behaviour);
  const store = new WaitableStore();
  await using daemon = new TestDaemon({ store });
  const names = paths.map((_, index) => `Acme ${index}`);
  daemon.watch(
    ...paths.map((path, index) =>
      provider({ name: names[index] ?? "", url: raw.origin + path, format: "statuspage", intervalMs: 2 }),
    ),
  );
  for (const name of names) await store.baseline(name);
  const posts = [PAST];
  for (let round = 1; round <= ROUNDS; round++) {
    posts.unshift({ ...OUTAGE, id: `outage${round}`, title: `Outage ${round}` });
    server.body = documentOf("statuspage", posts);
    await daemon.until(() => daemon.events.length === round * names.length);
  }
  await daemon.app.stop();
  expect(server.resets).toBeGreaterThan(3);
  expect(daemon.logLines).toEqual([]);
  for (const name of names) expect(store.mostFailures(name)).toBe(0);
}

describe("A kept-alive connection that ends when it is used again", () => {
  it.each(ENDS)("is replaced at once, and that is no failure (%s)", async (_, end) => {
    await watchForgetful(new ForgetfulServer((served) => served >= 1, end), [PATHS.statuspage]);
  });

  it.each(ENDS)("is no failure where each of a host's connections ends (%s)", async (_, end) => {
    await watchForgetful(new ForgetfulServer((served) => served >= 2, end), [
      "/a/api/v2/incidents.json",
      "/b/api/v2/incidents.json",
    ]);
  });

  it.each(ENDS)("is no failure of a page that is read over both of them (%s)", async (_, end) => {
    const server: ForgetfulServer = new ForgetfulServer(
      (_served, openedAt) => server.answered - openedAt >= 7,
      end,
    );
    await watchForgetful(server, ["/"]);
  });

  it.each(ENDS)("is no failure where the host forgets all its connections at once (%s)", async (_, end) => {
    const epochOf = (answered: number) => Math.floor(answered / 12);
    const server: ForgetfulServer = new ForgetfulServer(
      (_served, openedAt) => epochOf(openedAt) < epochOf(server.answered),
      end,
    );
    await watchForgetful(server, ["/", "/b/api/v2/incidents.json"]);
  });
});
