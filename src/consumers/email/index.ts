import { z } from "zod";
import { oneOrMore } from "../../config/fields.ts";
import { secret } from "../../config/option-fields.ts";
import { DEADLINE_MS } from "../../http/send.ts";
import { isLoopback } from "../../http/url.ts";
import type { ConsumerType } from "../types.ts";
import { composeMail } from "./compose.ts";
import { Smtp } from "./smtp.ts";

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;
/** `Name <name@example.com>`, or the address alone; one, and nothing that could begin another header. */
const ADDRESS = /^(?:[^<>,;:@\p{Cc}]*<[^\s<>,;:@]+@[^\s<>,;:@]+>|[^\s<>,;:@]+@[^\s<>,;:@]+)$/u;

const address = z
  .string()
  .trim()
  .refine((text) => ADDRESS.test(text), "expected an address such as Status <status@example.com>");

const options = z
  .strictObject({
    host: z.string().trim().min(1).describe("The mail server (SMTP)."),
    port: z.int().min(1).max(65_535).optional().describe("Its port; 587, or 465 for tls, or 25 for none."),
    security: z
      .enum(["starttls", "tls", "none"])
      .default("starttls")
      .describe(
        "How the connection is kept secret: starttls (required of the server), tls from the start, none.",
      ),
    user: z.string().min(1).optional().describe("The name to log in with."),
    password: secret("The password to log in with.").optional(),
    from: address.describe("Whom mails are from: an address, or Name <address>."),
    to: oneOrMore(address, "expected an address or a list of addresses")
      .refine((addresses) => addresses.length > 0, "expected at least one address")
      .describe("Whom they go to: an address, or a list of them."),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    message: "user and password go together",
    path: ["user"],
  })
  .refine(({ password, security, host }) => !password || security !== "none" || isLoopback(host), {
    message: "would send the password for all to read: use starttls or tls",
    path: ["security"],
  });

/** Sends every event as a mail, those of an incident as one thread. */
export const emailConsumer: ConsumerType<z.output<typeof options>> = {
  options,
  create(name, { host, port, security, user, password, from, to }, { log, deadlineMs = DEADLINE_MS }) {
    const auth = user !== undefined && password !== undefined && { auth: { user, pass: password } };
    const smtp = new Smtp({ host, port: port ?? PORTS[security], security, deadlineMs, ...auth });
    return {
      name,
      async deliver(event, thread) {
        const mail = composeMail(event, domainOf(from), thread);
        // Programs are told not to answer (RFC 3834).
        const headers = { "Auto-Submitted": "auto-generated" };
        const sent = await smtp.send({ ...mail, references: [...mail.references], from, to, headers });
        if ("failure" in sent) return sent.failure;
        // Once more for these would be once more for all.
        if (sent.refused.length > 0)
          log.warn(`${name}: ${host} does not deliver to ${sent.refused.join(", ")}`);
        return { outcome: "delivered", thread: thread ?? mail.messageId };
      },
      async close() {
        smtp.close();
      },
    };
  },
};

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? "status-watch.invalid";
}
