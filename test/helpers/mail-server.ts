import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { emailConsumer } from "../../src/consumers/email/index.ts";
import type { Consumer, ConsumerContext } from "../../src/consumers/types.ts";
import { consumerOf } from "./receiver.ts";

/** One mail as the server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isSecure: boolean;
  readonly raw: string;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Connections that are open at this moment. */
  readonly open: () => number;
}

/** A real mail server on a free port of loopback. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key ? [] : ["STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: typeof user === "string" ? user : undefined,
          isSecure: secure,
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    open: () => server.connections.size,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

/** Options for a server on loopback, but for its port. */
export const PLAIN = {
  host: "127.0.0.1",
  security: "none",
  from: "Status <status@example.com>",
  to: ["ops@example.com", "Boss <boss@example.com>"],
};

/** A consumer that sends mails by way of a server. */
export function mailerTo(
  { port }: Pick<MailServer, "port">,
  options: object = {},
  context: Partial<ConsumerContext> = {},
): Consumer & AsyncDisposable {
  return consumerOf(emailConsumer, { ...PLAIN, port, ...options }, context);
}

export function lastMail({ mails }: MailServer): ReceivedMail {
  const mail = mails.at(-1);
  if (!mail) throw new Error("no mail has come");
  return mail;
}

/** An error that the server answers with this code. */
export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** The headers of a mail by lower-case name, unfolded. */
export function headersOf({ raw }: ReceivedMail): Record<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return Object.fromEntries(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** A part of a multipart mail, decoded. */
export function partOf({ raw }: ReceivedMail, type: string): string {
  const part = raw.split(/\r\n--[^\r\n]+\r\n/).find((text) => text.startsWith(`Content-Type: ${type}`)) ?? "";
  const [head = "", ...rest] = part.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n").replace(/\r\n--[^\r\n]+--\s*$/, "");
  if (/encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
  if (!/encoding: quoted-printable/i.test(head)) return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
