import { connect, type Socket } from "node:net";
import type { SendMailOptions } from "nodemailer";
import { explain, failureOf } from "../../http/failure.ts";
import { present } from "../../present.ts";
import { cleanLine, truncate } from "../../text.ts";
import type { Delivery } from "../types.ts";

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  readonly security: "starttls" | "tls" | "none";
  readonly auth?: { readonly user: string; readonly pass: string };
  readonly deadlineMs: number;
}

/** What came of one mail: `refused` are recipients that the server did not take while it took others. */
export type Sent = { readonly refused: readonly string[] } | { readonly failure: Delivery };

const MAX_SAID = 200;

/** One connection a mail: they are rare, and an idle one would be closed just as it is used. */
export class Smtp {
  readonly #options: SmtpOptions;
  #socket: Socket | undefined;

  constructor(options: SmtpOptions) {
    this.#options = options;
  }

  /** Never throws for what a network or a server may do. */
  async send(mail: SendMailOptions): Promise<Sent> {
    const { deadlineMs, host } = this.#options;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new Error("late"));
        this.#socket?.destroy();
      }, deadlineMs);
    });
    const sending = this.#transport().then((transport) =>
      transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true }),
    );
    try {
      const { rejected } = await Promise.race([sending, late]);
      return { refused: rejected };
    } catch (error) {
      const reason = `${host} did not take the mail in time (${deadlineMs / 1000} s)`;
      return { failure: isLate ? { outcome: "retry", reason } : failureOfMail(error, host) };
    } finally {
      clearTimeout(timer);
      this.#socket?.destroy();
      // Whatever it still has to say of a connection that was given up.
      sending.catch(() => {});
    }
  }

  close(): void {
    this.#socket?.destroy(new Error("closing"));
  }

  async #transport() {
    // Loaded with the first mail: most configurations send none, and every command reads one.
    const { createTransport } = await import("nodemailer");
    const { host, port, security, auth, deadlineMs } = this.#options;
    return createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...present({ auth }),
      // Ours, so that it can be given up at any moment. nodemailer has time limits of its own: never the first to pass.
      getSocket: (_: unknown, callback: Connected) => this.#connect(callback),
      greetingTimeout: deadlineMs * 2,
      socketTimeout: deadlineMs * 2,
    });
  }

  #connect(callback: Connected): void {
    const { host, port } = this.#options;
    const socket = connect({ host, port });
    this.#socket = socket;
    let isConnected = false;
    // For as long as there is a socket: nodemailer does not listen to its end.
    socket.on("error", (error) => {
      if (!isConnected) callback(error);
    });
    socket.once("connect", () => {
      isConnected = true;
      callback(null, { connection: socket });
    });
  }
}

type Connected = (error: Error | null, found?: { readonly connection: Socket }) => void;

interface MailError {
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** 4xx is for now, 5xx for ever (RFC 5321, 4.2.1); without an answer it may pass. */
function failureOfMail(error: unknown, host: string): Delivery {
  const { code = "", response, responseCode } = error as MailError;
  if (responseCode !== undefined && response !== undefined) {
    const reason = `${host} refused the mail: ${truncate(cleanLine(response), MAX_SAID)}`;
    const isForNow = responseCode < 500;
    return isForNow
      ? { outcome: "retry", reason }
      : { outcome: "drop", reason: withHint(reason, REFUSED[code]) };
  }
  const hint = IMPOSSIBLE[code];
  if (hint) return { outcome: "drop", reason: `no mail can be sent by way of ${host} (${code}); ${hint}` };
  return { outcome: "retry", reason: reasonOf(error, code, host) };
}

const REFUSED: Readonly<Record<string, string>> = {
  EAUTH: "check user and password",
  EENVELOPE: "check from and to",
  ETLS: "it offers no STARTTLS: set security to tls",
};

const IMPOSSIBLE: Readonly<Record<string, string>> = {
  EAUTH: "it offers no way to log in that we know",
  EENVELOPE: "check from and to",
  EMESSAGE: "the mail is too large for it",
};

function reasonOf(error: unknown, code: string, host: string): string {
  const message = truncate(error instanceof Error ? cleanLine(error.message) : code, MAX_SAID);
  if (code === "EPROTOCOL") {
    return withHint(`${host} does not speak SMTP as expected: ${message}`, "check port and security");
  }
  const failure = failureOf(error, host);
  if (code === "ETLS" || failure?.code === "tls") {
    return withHint(
      `no trusted TLS connection to ${host}: ${message}`,
      "check security and port; NODE_EXTRA_CA_CERTS names authorities of your own",
    );
  }
  return failure ? explain(failure) : `the connection to ${host} broke: ${message}`;
}

function withHint(reason: string, hint: string | undefined): string {
  return hint ? `${reason}; ${hint}` : reason;
}
