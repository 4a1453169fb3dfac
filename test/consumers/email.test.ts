import { describe, expect, test } from "vitest";
import { secretOptions } from "../../src/config/option-fields.ts";
import { emailConsumer } from "../../src/consumers/email/index.ts";
import { headersOf, lastMail, mailerTo, PLAIN, partOf, startMailServer } from "../helpers/mail-server.ts";
import { eventWith, HOSTILE, RESOLVED } from "../helpers/receiver.ts";

describe("a mail", () => {
  test("says what there is to say, as text and as HTML, to everybody", async () => {
    await using server = await startMailServer();
    await using consumer = mailerTo(server);
    expect(await consumer.deliver(eventWith())).toMatchObject({ outcome: "delivered" });
    const mail = lastMail(server);
    expect(mail).toMatchObject({ from: "status@example.com", to: ["ops@example.com", "boss@example.com"] });
    expect(headersOf(mail)).toMatchObject({
      from: "Status <status@example.com>",
      to: "ops@example.com, Boss <boss@example.com>",
      subject: "OpenAI: Elevated error rates",
      "auto-submitted": "auto-generated",
      "content-type": expect.stringMatching(/^multipart\/alternative/),
    });
    const text = partOf(mail, "text/plain");
    expect(text.startsWith("OpenAI – Chat Completions: Investigating\r\n")).toBe(true);
    for (const part of [text, partOf(mail, "text/html")]) {
      expect(part).toContain("Elevated error rates");
      expect(part).toContain("2025-11-03 14:30 UTC");
      expect(part).toContain("https://status.openai.com/incidents/inc-1");
    }
    await expect.poll(server.open).toBe(0);
  });

  test("is one of a thread, and the same when it is sent again", async () => {
    await using server = await startMailServer();
    await using consumer = mailerTo(server);
    const first = await consumer.deliver(eventWith());
    const { "message-id": id, references: topic, "in-reply-to": replied } = headersOf(lastMail(server));
    expect(first).toEqual({ outcome: "delivered", thread: id });
    expect(id).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
    expect(topic).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
    expect(replied).toBeUndefined();
    await consumer.deliver(eventWith());
    expect(headersOf(lastMail(server))["message-id"]).toBe(id);

    expect(await consumer.deliver(eventWith(RESOLVED), id)).toEqual({ outcome: "delivered", thread: id });
    const answer = headersOf(lastMail(server));
    expect(answer).toMatchObject({ "in-reply-to": id, references: `${topic} ${id}` });
    expect(answer["message-id"]).not.toBe(id);
    // Gmail threads by the subject, too.
    expect(answer["subject"]).toBe("OpenAI: Elevated error rates");

    await consumer.deliver(eventWith(RESOLVED));
    expect(headersOf(lastMail(server))["references"]).toBe(topic);
    await consumer.deliver(eventWith({ incidentId: "inc-2" }));
    expect(headersOf(lastMail(server))["references"]).not.toBe(topic);
  });

  test("holds no header, recipient, markup or file of a page's making", async () => {
    await using server = await startMailServer();
    await using consumer = mailerTo(server);
    const title = "Down\r\nBcc: victim@example.com\r\n\r\nbody";
    await consumer.deliver(eventWith({ ...HOSTILE, title, url: "javascript:alert(1)" }));
    const mail = lastMail(server);
    expect(mail.to).toEqual(["ops@example.com", "boss@example.com"]);
    const headers = headersOf(mail);
    expect(headers).not.toHaveProperty("bcc");
    expect(headers["subject"]?.length).toBeLessThan(1000);
    const html = partOf(mail, "text/html");
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toMatch(/<(script|b|a)\b/);
    expect(html.match(/<(?!\/?(html|body|div|p|strong|br|table|tr|td)\b|!doctype)[^>]*>/g)).toBeNull();
  });

  test("of a component says in its subject how it is", async () => {
    await using server = await startMailServer();
    await using consumer = mailerTo(server);
    const { incidentId: _, updateId: __, ...rest } = eventWith();
    const component = { kind: "component", change: "changed", status: "major_outage" } as const;
    await consumer.deliver({ ...rest, ...component, product: "OpenAI - API" });
    expect(headersOf(lastMail(server))["subject"]).toBe("OpenAI - API: Major outage");
  });
});

describe("options", () => {
  const check = (options: object) => emailConsumer.options.safeParse({ ...PLAIN, ...options }).success;

  test.each([
    { from: "ops" },
    { from: "a@example.com\r\nBcc: b@example.com" },
    { to: "a@example.com, b@example.com" },
    { to: ["<a@example.com> <b@example.com>"] },
    { to: [] },
    { user: "me" },
    { user: "me", password: "p", host: "mail.example.com" },
    { port: 70_000 },
  ])("%j is refused", (options) => {
    expect(check(options)).toBe(false);
  });

  test.each([
    { to: "a@example.com" },
    { from: '"Status Watch" <s@example.com>' },
    { host: "mail.example.com", security: "tls", user: "me", password: "p" },
  ])("%j is taken", (options) => {
    expect(check(options)).toBe(true);
  });

  test("the password is a secret", () => {
    expect(secretOptions(emailConsumer.options)).toEqual(["password"]);
  });
});
