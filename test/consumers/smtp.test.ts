import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, test } from "vitest";
import { createLogger } from "../../src/log.ts";
import { lastMail, mailerTo, refusal, startMailServer } from "../helpers/mail-server.ts";
import { eventWith } from "../helpers/receiver.ts";
import { selfSigned } from "../helpers/tls.ts";

describe("what a server may answer", () => {
  test.each([
    [451, "retry", "127.0.0.1 refused the mail: 451 try later"],
    [421, "retry", "127.0.0.1 refused the mail: 421 try later"],
    [552, "drop", "127.0.0.1 refused the mail: 552 try later"],
  ])("%i to a mail", async (code, outcome, reason) => {
    await using server = await startMailServer({
      onData(stream, _, done) {
        stream.resume().on("end", () => done(refusal(code, "try later")));
      },
    });
    await using consumer = mailerTo(server);
    expect(await consumer.deliver(eventWith())).toEqual({ outcome, reason });
  });

  test("that it does not know us, or anybody we write to", async () => {
    await using server = await startMailServer({
      onMailFrom: (_, __, done) => done(refusal(550, "who are you?")),
    });
    await using consumer = mailerTo(server);
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "drop",
      reason: "127.0.0.1 refused the mail: 550 who are you?; check from and to",
    });
    await using picky = await startMailServer({
      onRcptTo: (_, __, done) => done(refusal(450, "greylisted")),
    });
    await using other = mailerTo(picky);
    expect(await other.deliver(eventWith())).toMatchObject({ outcome: "retry" });
  });

  test("that it knows only some: the others are named", async () => {
    await using server = await startMailServer({
      onRcptTo: ({ address }, _, done) => done(address.startsWith("boss") ? refusal(550, "left") : null),
    });
    const lines: string[] = [];
    const stream = { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream;
    await using consumer = mailerTo(server, {}, { log: createLogger("info", stream) });
    expect(await consumer.deliver(eventWith())).toMatchObject({ outcome: "delivered" });
    expect(lastMail(server).to).toEqual(["ops@example.com"]);
    expect(lines).toEqual(["warn: it: 127.0.0.1 does not deliver to boss@example.com\n"]);
  });

  test("that name and password are right, or wrong", async () => {
    await using server = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        password === "right" ? done(null, { user: username ?? "" }) : done(refusal(535, "no")),
    });
    await using consumer = mailerTo(server, { user: "me", password: "right" });
    expect(await consumer.deliver(eventWith())).toMatchObject({ outcome: "delivered" });
    expect(lastMail(server).user).toBe("me");
    await using wrong = mailerTo(server, { user: "me", password: "hunter2" });
    const delivery = await wrong.deliver(eventWith());
    expect(delivery).toEqual({
      outcome: "drop",
      reason: "127.0.0.1 refused the mail: 535 no; check user and password",
    });
  });
});

describe("a connection", () => {
  test("that nobody takes is tried again", async () => {
    const server = await startMailServer();
    await server[Symbol.asyncDispose]();
    await using consumer = mailerTo(server);
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: "cannot connect to 127.0.0.1 (ECONNREFUSED)",
    });
    await using lost = mailerTo(server, { host: "mail.invalid" });
    expect(await lost.deliver(eventWith())).toMatchObject({
      outcome: "retry",
      reason: expect.stringContaining("the host name mail.invalid does not resolve"),
    });
  });

  test.each<[string, string | undefined, RegExp]>([
    ["that says nothing", undefined, /did not take the mail in time \(0\.1 s\)$/],
    ["that talks for ever", "220-hello\r\n", /did not take the mail in time \(0\.1 s\)$/],
    ["that is refused", "421 too busy\r\n", /refused the mail: 421 too busy$/],
    [
      "that speaks something else",
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      /does not speak SMTP as expected: Invalid greeting/,
    ],
    ["that breaks", "", /broke: /],
  ])("%s is tried again", async (_, greeting, reason) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      if (greeting === "") socket.destroy();
      else if (greeting) socket.write(greeting);
      else socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const deadlineMs = greeting === undefined || greeting.startsWith("220") ? 100 : 5000;
    await using consumer = mailerTo({ port }, {}, { deadlineMs });
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: expect.stringMatching(reason),
    });
    // Closes only when nothing of ours is open any more.
    await new Promise((resolve) => server.close(resolve));
  });

  test("ends with us", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const consumer = mailerTo({ port: (server.address() as { port: number }).port });
    const connected = new Promise((resolve) => server.once("connection", resolve));
    const delivery = consumer.deliver(eventWith());
    await connected;
    await consumer.close?.();
    expect(await delivery).toMatchObject({ outcome: "retry" });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("encryption", () => {
  test("is required of a server that should have it", async () => {
    await using server = await startMailServer();
    await using consumer = mailerTo(server, { security: "starttls" });
    expect(await consumer.deliver(eventWith())).toMatchObject({
      outcome: "drop",
      reason: expect.stringMatching(/it offers no STARTTLS: set security to tls$/),
    });
    expect(server.mails).toEqual([]);
  });

  test.each(["starttls", "tls"] as const)("with one whom nobody trusts is none (%s)", async (security) => {
    const certificate = selfSigned();
    if (!certificate) return;
    await using server = await startMailServer({ ...certificate, secure: security === "tls" });
    await using consumer = mailerTo(server, { security });
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: expect.stringMatching(
        /^no trusted TLS connection to 127\.0\.0\.1: .*self.signed certificate.*; check/,
      ),
    });
    expect(server.mails).toEqual([]);
  });

  test("is not spoken where it is not expected", async () => {
    const certificate = selfSigned();
    if (!certificate) return;
    const server = createTlsServer(certificate, (socket) => socket.on("error", () => {}));
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const port = (server.address() as { port: number }).port;
    await using consumer = mailerTo({ port }, {}, { deadlineMs: 200 });
    expect(await consumer.deliver(eventWith())).toMatchObject({ outcome: "retry" });
    await new Promise((resolve) => server.close(resolve));
  });
});
