import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMail } from "../../../src/notices/mail/index.ts";
import type { MailNotice } from "../../../src/notices/mail/types.ts";
import type { AboutNotice } from "../../../src/notices/types.ts";
import type { Snapshot } from "../../../src/types.ts";
import { FIXTURES } from "../../helpers/fixtures.ts";

/** Mails beside what a person reads in them: `<case>.eml` and `<case>.json`. */
export const MAILS = join(FIXTURES, "mail");
export const CASES = readdirSync(MAILS)
  .filter((file) => file.endsWith(".eml"))
  .map((file) => file.slice(0, -".eml".length));

/** A mail of the fixtures as it is sent: with the line ends that mails have. */
export function eml(name: string): Buffer {
  return asSent(readFileSync(join(MAILS, `${name}.eml`), "latin1"));
}

export function asSent(text: string): Buffer {
  return Buffer.from(text.replace(/\r?\n/g, "\r\n"), "latin1");
}

const PAGES: Readonly<Record<string, string>> = {
  incidentio: "https://status.nimbusvoice.example",
  openstatus: "https://acme.openstatus.dev",
  generic: "https://status.reef.example",
  newsletter: "https://status.reef.example",
};
export const KELP = "https://www.kelpstatus.example/history.atom";

/** To whom a fixture was sent, and when it came: two minutes after it says that it was sent. */
export function aboutCase(name: string): AboutNotice {
  const sent = /^Date: (.+)$/m.exec(eml(name).toString("latin1"))?.[1] ?? "";
  return {
    receivedAtMs: Date.parse(sent.trim()) + 120_000,
    pageUrl: PAGES[name.split("-")[0] ?? ""] ?? KELP,
  };
}

export function readCase(name: string): Promise<MailNotice> {
  return readMail(eml(name), aboutCase(name));
}

/** The snapshot that a mail is expected to be read into. */
export function snapshotOf(notice: MailNotice): Snapshot {
  if (notice.kind !== "notice") throw new Error(`not a notice: ${JSON.stringify(notice)}`);
  return notice.snapshot;
}

export interface Written {
  readonly from?: string;
  readonly subject?: string;
  readonly date?: string;
  readonly headers?: string;
  readonly text?: string;
  readonly html?: string;
}

/** A mail of one part. */
export function mail({ from, subject, date, headers = "", text, html }: Written): Buffer {
  const fields = [
    from === undefined ? "" : `From: ${from}\n`,
    subject === undefined ? "" : `Subject: ${subject}\n`,
    date === undefined ? "" : `Date: ${date}\n`,
    headers,
    `Content-Type: text/${html === undefined ? "plain" : "html"}; charset=utf-8\n`,
  ];
  return Buffer.from(`${fields.join("")}\n${html ?? text ?? ""}`.replace(/\r?\n/g, "\r\n"));
}
