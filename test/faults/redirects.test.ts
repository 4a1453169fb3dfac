import { describe, expect, it } from "vitest";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { answering } from "./answers.ts";
import { describeFaults } from "./harness.ts";
import { OUTAGE, StatusPage } from "./page.ts";
import { WaitableStore } from "./store.ts";

function redirectingTo(location: string) {
  return answering(302, { location });
}

describeFaults([
  {
    name: "redirects in a circle",
    broken: {
      http: ({ url = "" }, response) => {
        response.writeHead(302, { location: url.endsWith("?again") ? "?and-again" : "?again" }).end();
      },
    },
    says: /redirects more than 5 times/,
  },
  {
    name: "redirects to a file",
    broken: redirectingTo("file:///etc/passwd"),
    says: /redirects to file:, which is not followed/,
  },
  {
    name: "redirects to another scheme",
    broken: redirectingTo("ftp://127.0.0.1/"),
    says: /redirects to ftp:, which is not followed/,
  },
  {
    name: "redirects to a script",
    broken: redirectingTo("javascript:alert(1)"),
    says: /redirects to javascript:/,
  },
  {
    name: "redirects without saying where to",
    broken: answering(302),
    says: /redirects without saying where to/,
  },
  {
    name: "redirects to no address",
    broken: redirectingTo("http://"),
    says: /redirects to an address that is none/,
  },
  {
    name: "redirects to a host with a name longer than names are",
    broken: redirectingTo(`http://${"a".repeat(300)}.example/`),
    says: /the host name a{100}/,
  },
  {
    name: "redirects to an address with a password",
    broken: redirectingTo("http://user:secret@127.0.0.1/"),
    says: /redirects to an address with a password in it(?!.*secret)/,
  },
  {
    name: "redirects to a login page",
    broken: {
      http: ({ url }, response) => {
        if (url === "/login")
          response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in</html>");
        else response.writeHead(302, { location: "/login" }).end();
      },
    },
    says: /\/login answered with a web page where Statuspage JSON was expected/,
  },
]);

describe("A page that redirects", () => {
  it("gets the user's headers on its own origin and shows them to no other", async () => {
    await using other = await StatusPage.start();
    await using page = await StatusPage.start();
    await page.server.become({
      http: (request, response) => {
        const here = request.url?.endsWith("?here");
        response.writeHead(302, { location: here ? other.url : "?here" }).end();
      },
    });
    const headers = { authorization: "Bearer very-secret", "x-token": "very-secret" };
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: page.url, headers, intervalMs: 2 }));
    await store.baseline("Acme");
    await other.server.asked(2);
    expect(page.server.requests.length).toBeGreaterThanOrEqual(4);
    for (const request of page.server.requests) expect(request.headers).toMatchObject(headers);
    for (const request of other.server.requests) {
      expect(Object.values(request.headers)).not.toContain("Bearer very-secret");
      expect(request.headers).not.toHaveProperty("x-token");
    }
    expect(daemon.logLines.join()).not.toContain("very-secret");
  });

  it("has its news told from where it leads to", async () => {
    await using other = await StatusPage.start();
    await using page = await StatusPage.start();
    await page.server.become(redirectingTo(other.url));
    const store = new WaitableStore();
    await using daemon = new TestDaemon({ store });
    daemon.watch(provider({ url: page.url, intervalMs: 2 }));
    await store.baseline("Acme");
    other.publish(OUTAGE);
    await daemon.until(() => daemon.events.length > 0);
    expect(daemon.events).toMatchObject([{ change: "opened", title: "Outage" }]);
    expect(daemon.logLines).toEqual([]);
  });

  it("for good is reported once, with the line to write instead", async () => {
    await using other = await StatusPage.start();
    await using page = await StatusPage.start();
    await page.server.become(answering(301, { location: other.url }));
    await using daemon = new TestDaemon();
    daemon.watch(provider({ url: page.url, intervalMs: 2, definedAt: "providers.yaml:3" }));
    for (let n = 1; n <= 3; n++) {
      await other.server.asked(1);
      other.publish({ ...OUTAGE, id: `outage${n}` });
      await daemon.until(() => daemon.events.length === n);
    }
    expect(daemon.logLines).toEqual([
      `warn: Acme: ${page.url} has moved for good; write url: ${other.url} (providers.yaml:3)`,
    ]);
  });
});
