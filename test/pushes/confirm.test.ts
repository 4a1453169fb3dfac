import { describe, expect, it } from "vitest";
import type { WebhookSettings } from "../../src/provider.ts";
import { Door, pushed, SECRET } from "../gateway/door.ts";
import { RawServer } from "../helpers/raw-server.ts";
import { selfSigned, takesAnyCertificate } from "../helpers/tls.ts";

const CERTIFICATE = selfSigned();

/** What the log says of a mail with this link, once it says something. */
async function toldOf(link: string, page: string, webhook: Partial<WebhookSettings> = {}): Promise<string> {
  const providers = [pushed({ url: page }, { confirmsSubscriptions: true, ...webhook })];
  await using door = await Door.open({ providers });
  const head = "From: Acme <status@acme.example>\r\nSubject: Confirm your subscription\r\n";
  const body = `Please confirm your subscription:\r\n${link}\r\n`;
  const mail = `${head}Content-Type: text/plain\r\n\r\n${body}`;
  expect((await door.post(`/hooks/acme/${SECRET}/email`, mail)).status).toBe(202);
  const said = () => door.daemon.logLines.find((line) => line.includes("asks to confirm"));
  await door.daemon.until(() => said() !== undefined);
  return said() ?? "";
}

const ASKS =
  'Acme: a mail from status@acme.example asks to confirm a subscription ("Confirm your subscription")';

describe.skipIf(!CERTIFICATE)("The link of a mail that asks to confirm a subscription", () => {
  takesAnyCertificate();

  async function site(): Promise<{ readonly server: RawServer; readonly asked: string[] }> {
    const server = await RawServer.start("closed", CERTIFICATE);
    const asked: string[] = [];
    await server.become({
      http: (request, response) => {
        asked.push(request.url ?? "");
        response.writeHead(request.url?.startsWith("/confirm/") ? 200 : 404).end("Thank you");
      },
    });
    return { server, asked };
  }

  it("is followed where that is allowed and it leads to the page's own host", async () => {
    const { server, asked } = await site();
    const link = `${server.origin}/confirm/1?token=t`;
    expect(await toldOf(link, server.origin)).toBe(
      `${ASKS}; ${server.origin}/confirm/1?… was opened, which confirms most subscriptions; look there if nothing comes`,
    );
    expect(asked).toContain("/confirm/1?token=t");
    await server[Symbol.asyncDispose]();
  });

  it("is a warning with all of it where it cannot be opened, so that a person can", async () => {
    const { server } = await site();
    const link = `${server.origin}/verify/1?token=t`;
    expect(await toldOf(link, server.origin)).toBe(
      `warn: ${ASKS}; ${server.origin}/verify/1?… could not be opened: ${server.origin}/verify/1?… answered 404; open ${link} if you trust it`,
    );
    await server[Symbol.asyncDispose]();
  });

  it("does no harm where it leads to what cannot be an address", async () => {
    const { server } = await site();
    await server.become({
      http: (_, response) =>
        response.writeHead(302, { location: `https://${"a".repeat(300)}.example/` }).end(),
    });
    const told = await toldOf(`${server.origin}/confirm/1`, server.origin);
    expect(told).toMatch(/^warn: .*\/confirm\/1 could not be opened: the host name a+\S* does not resolve/);
    await server[Symbol.asyncDispose]();
  });

  it("is not followed to anywhere else, nor without being allowed", async () => {
    const { server, asked } = await site();
    const link = `${server.origin}/confirm/1`;
    const host = new URL(link).host;
    expect(await toldOf(link, "http://127.0.0.1:9")).toBe(
      `warn: ${ASKS}; not followed, since ${host} is neither the page's host nor one of a product for status pages; open ${link} if you trust it`,
    );
    expect(await toldOf(link, server.origin, { confirmsSubscriptions: false })).toBe(
      `warn: ${ASKS}; open ${link}, or set confirm_subscriptions: true`,
    );
    expect(asked.filter((path) => path.startsWith("/confirm"))).toEqual([]);
    await server[Symbol.asyncDispose]();
  });
});
