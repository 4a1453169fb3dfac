import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { selfSigned, takesAnyCertificate } from "../helpers/tls.ts";
import { answering } from "./answers.ts";
import { describeFaults } from "./harness.ts";
import { StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

const certificate = selfSigned();

describe.skipIf(!certificate)("Over TLS (needs openssl)", () => {
  it("a page with a certificate that nobody trusts is reported once, and once as unreachable", async () => {
    await using page = await StatusPage.start("atom", certificate);
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: page.url, intervalMs: 2 }));
    await store.failures("Acme", 5);
    await daemon.app.stop();
    expect(daemon.logLines).toEqual([
      expect.stringMatching(
        /^warn: Acme: no trusted TLS connection to 127\.0\.0\.1: self-signed certificate/,
      ),
    ]);
    expect(daemon.events.map(({ change }) => change)).toEqual(["unreachable"]);
    expect(page.server.requests).toEqual([]);
  });

  describe("where a redirect leads", () => {
    let elsewhere: StatusPage;
    beforeAll(async () => {
      elsewhere = await StatusPage.start("statuspage", certificate);
    });
    afterAll(() => elsewhere[Symbol.asyncDispose]());

    describeFaults([
      {
        name: "redirects to a host with a certificate that nobody trusts",
        broken: { http: (_, response) => response.writeHead(302, { location: elsewhere.url }).end() },
        says: /no trusted TLS connection to 127\.0\.0\.1: self-signed certificate/,
      },
    ]);
  });

  describe("with certificates taken as they are", () => {
    takesAnyCertificate();

    describeFaults([
      {
        name: "redirects from https to plain http",
        ...(certificate && { certificate }),
        broken: answering(302, { location: "http://127.0.0.1/api/v2/incidents.json" }),
        says: /redirects from https to plain http:\/\/127\.0\.0\.1\/api\/v2\/incidents\.json, which is not followed/,
      },
      {
        name: "answers in plain HTTP where TLS is expected",
        ...(certificate && { certificate }),
        broken: {
          socket: (socket) => socket.once("data", () => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")),
        },
        says: /127\.0\.0\.1 does not speak TLS at this port/,
      },
      {
        name: "breaks the connection off within the TLS handshake",
        ...(certificate && { certificate }),
        broken: { socket: (socket) => socket.once("data", () => socket.resetAndDestroy()) },
        says: /closed the connection before the answer was complete|no trusted TLS connection/,
      },
      {
        name: "never completes the TLS handshake",
        ...(certificate && { certificate }),
        broken: { socket: (socket) => socket.resume() },
        options: { deadlineMs: 400 },
        says: /no connection to 127\.0\.0\.1 in time|no answer in time/,
      },
    ]);
  });
});
