import { createServer } from "node:http";
import { childSettings, serveCalls } from "./child.mjs";
import { pageAddress } from "./pages.mjs";

/**
 * Pages that never answer the same twice: each time another moment of writing, and every third time another wording of
 * what goes on. Nothing is ever added, so that whoever watches has nothing more to remember.
 * @type {{ pages: number }}
 */
const settings = childSettings();
const WORDED_EVERY = 3;
const PAST_INCIDENTS = 12;
const startedAtMs = Date.now() - 3_600_000;

/** @type {Map<string, number>} */
const answers = new Map(
  Array.from(
    { length: settings.pages },
    (_, page) => /** @type {[string, number]} */ ([pageAddress(page), page]),
  ),
);
let polls = 0;
/** Answers that are held back, while they are. @type {(() => void)[] | undefined} */
let held;

const server = createServer((request, response) => {
  if (held) held.push(() => answer(request, response));
  else answer(request, response);
});
server.keepAliveTimeout = 0;

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
function answer(request, response) {
  const address = request.socket.localAddress ?? "";
  const turn = answers.get(address) ?? 0;
  answers.set(address, turn + 1);
  polls++;
  const body = documentAt(turn);
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    etag: `"${turn}"`,
  });
  response.end(body);
}

/** @param {number} turn */
function documentAt(turn) {
  const wording = Math.floor(turn / WORDED_EVERY);
  const past = Array.from({ length: PAST_INCIDENTS }, (_, nth) =>
    incident(`past${nth}`, "resolved", "All is well again.", startedAtMs - (nth + 1) * 86_400_000, 0),
  );
  const open = incident(
    "open0",
    "monitoring",
    `We watch on, for the ${wording}th time.`,
    startedAtMs,
    wording,
  );
  const page = { id: "kctbh9vrtdwd", name: "Soak", updated_at: new Date(startedAtMs + turn).toISOString() };
  return JSON.stringify({ page, incidents: [open, ...past] });
}

/** @param {string} id @param {string} status @param {string} body @param {number} atMs @param {number} edits */
function incident(id, status, body, atMs, edits) {
  const times = {
    created_at: new Date(atMs).toISOString(),
    updated_at: new Date(atMs + edits * 1_000).toISOString(),
  };
  const update = { id: `${id}-1`, status, body, display_at: times.created_at, ...times };
  return { id, name: `Trouble ${id}`, status, impact: "minor", ...times, incident_updates: [update] };
}

serveCalls({
  listen: () =>
    new Promise((resolve) => {
      server.listen({ host: "0.0.0.0", port: 0, backlog: 4_096 }, () => {
        const address = /** @type {import("node:net").AddressInfo} */ (server.address());
        resolve(address.port);
      });
    }),
  polls: () => polls,
  hold() {
    held = [];
  },
  goOn() {
    const answers = held ?? [];
    held = undefined;
    for (const one of answers) one();
  },
});
