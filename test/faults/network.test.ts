import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { describeFaults } from "./harness.ts";
import { WaitableStore } from "./store.ts";

/** Waits for the request, then does what it is told. */
function onRequest(answer: (socket: Socket) => void) {
  return { socket: (socket: Socket) => void socket.once("data", () => answer(socket)) };
}

/** Sends a piece again and again, more often than any idle timer would wait, and never ends. */
function dripping(start: string, piece: string) {
  return onRequest((socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(piece), 10);
    socket.on("close", () => clearInterval(timer));
  });
}

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
/** Far more than an answer on loopback takes, and little enough for some of them. */
const IMPATIENT = { deadlineMs: 400 };

describeFaults([
  { name: "nobody serves", broken: "closed", says: /cannot connect to 127\.0\.0\.1.*ECONNREFUSED/ },
  {
    name: "leads to a host name that does not resolve",
    broken: {
      http: (_, response) => response.writeHead(302, { location: "http://does-not-exist.invalid/" }).end(),
    },
    says: /host name does-not-exist\.invalid does not resolve/,
    advises: /; check the address/,
  },
  {
    name: "accepts and never answers",
    broken: { socket: () => {} },
    options: IMPATIENT,
    says: /no answer in time \(0\.4 s\)/,
  },
  {
    name: "sends headers for ever",
    broken: dripping("HTTP/1.1 200 OK\r\n", "x-more: 1\r\n"),
    options: IMPATIENT,
    says: /no answer in time/,
  },
  {
    name: "stalls within its body",
    broken: onRequest((socket) => socket.write(`${HEAD}content-length: 1000\r\n\r\n{"page":`)),
    options: IMPATIENT,
    says: /body did not arrive in time/,
  },
  {
    name: "drips its body for ever",
    broken: dripping(`${HEAD}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`, "1\r\n \r\n"),
    options: IMPATIENT,
    says: /body did not arrive in time/,
  },
  {
    name: "resets the connection within its body",
    broken: onRequest((socket) => {
      socket.write(`${HEAD}content-length: 1000\r\n\r\n{"page":`, () => socket.resetAndDestroy());
    }),
    says: /127\.0\.0\.1 closed the connection before the answer was complete/,
  },
  {
    name: "closes the connection within its body",
    broken: onRequest((socket) => socket.end(`${HEAD}content-length: 1000\r\n\r\n{"page":`)),
    says: /closed the connection before the answer was complete/,
  },
  {
    name: "closes the connection within a chunked body",
    broken: onRequest((socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n8\r\n{"page":\r\n`)),
    says: /closed the connection before the answer was complete/,
  },
  {
    name: "resets every connection before it answers",
    broken: onRequest((socket) => socket.resetAndDestroy()),
    says: /closed the connection before the answer was complete \(ECONNRESET\)/,
  },
  {
    name: "closes every connection before it answers",
    broken: onRequest((socket) => socket.end()),
    says: /closed the connection before the answer was complete/,
  },
  {
    name: "does not speak HTTP",
    broken: { socket: (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n") },
    says: /did not answer in valid HTTP/,
  },
  {
    name: "answers with a status that is none",
    broken: onRequest((socket) => socket.write("HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n")),
    says: /did not answer in valid HTTP/,
  },
  {
    name: "sends more headers than anyone reads",
    broken: onRequest((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${`x-more: ${"1".repeat(1000)}\r\n`.repeat(100)}\r\n`),
    ),
    says: /did not answer in valid HTTP/,
  },
]);

describe("A page whose own host name does not resolve", () => {
  it("is reported once, and once as unreachable", async () => {
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: "http://does-not-exist.invalid/history.atom", intervalMs: 2 }));
    await store.failures("Acme", 5);
    await daemon.app.stop();
    expect(daemon.logLines).toEqual([
      expect.stringMatching(/^warn: Acme: the host name does-not-exist\.invalid does not resolve/),
    ]);
    expect(daemon.events.map(({ change }) => change)).toEqual(["unreachable"]);
  });
});
