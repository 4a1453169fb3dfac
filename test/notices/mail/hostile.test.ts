import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../../src/feeds/tidy.ts";
import { readMail } from "../../../src/notices/mail/index.ts";
import type { MailNotice } from "../../../src/notices/mail/types.ts";
import { unsafe, unsafeEvents } from "../../helpers/hostile.ts";
import { mutate, randomFrom } from "../../helpers/mutate.ts";
import { CONTROL } from "../../helpers/sensible.ts";
import { feed, Observer } from "../../helpers/snapshot.ts";
import { aboutCase, asSent, CASES, eml, KELP, mail, snapshotOf } from "./eml.ts";

const about = aboutCase("statuspage-new");
const MEBIBYTE = 1024 * 1024;
/** How many damaged mails are made of each. */
const ROUNDS = Number(process.env["STATUS_WATCH_MAILS"] ?? 12);

/** What is wrong with what was made of a mail that nobody should have sent. */
function wrongWith(notice: MailNotice): string[] {
  if (notice.kind === "notice") {
    const snapshot = tidySnapshot(notice.snapshot);
    const observer = new Observer();
    observer.see(feed(), about.receivedAtMs);
    return [
      ...unsafe(snapshot),
      ...unsafeEvents(observer.see(snapshot, about.receivedAtMs)),
      ...(snapshot.isNotice && snapshot.incidents.length === 1 ? [] : ["not a notice of one incident"]),
    ];
  }
  const texts = [notice.subject, notice.from ?? ""];
  const wrong = texts
    .filter((text) => CONTROL.test(text) || text.length > 500)
    .map((text) => `the text ${text}`);
  if (notice.kind === "confirmation" && notice.url.protocol !== "https:")
    wrong.push(`the link ${notice.url}`);
  return wrong;
}

describe("mails that are damaged", () => {
  it.each(CASES)("of the kind of %s are read or passed over, and harm nobody", async (name) => {
    const original = eml(name);
    const random = randomFrom(CASES.indexOf(name) + 1);
    const wrong: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const damaged = mutate(original, random);
      wrong.push(
        ...wrongWith(await readMail(damaged, aboutCase(name))).map((what) => `round ${round}: ${what}`),
      );
    }
    expect(wrong).toEqual([]);
  });

  it.each(CASES)("are read as far as they go: %s cut off anywhere", async (name) => {
    const original = eml(name);
    for (let end = 0; end < original.length; end += 397) {
      expect(wrongWith(await readMail(original.subarray(0, end), aboutCase(name)))).toEqual([]);
    }
  });
});

describe("what is no mail", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(4_096)],
    ["a mebibyte of one letter", Buffer.alloc(MEBIBYTE, "a")],
    ["a mebibyte of line ends", Buffer.alloc(MEBIBYTE, "\n")],
    ["JSON", Buffer.from('{"incident":{"id":"1"}}')],
    ["a header without an end", Buffer.from(`Subject: ${"x".repeat(MEBIBYTE)}`)],
    ["random bytes", Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7919) % 251))],
  ])("is something else: %s", async (_, raw) => {
    const notice = await readMail(raw, about);
    expect(notice.kind).toBe("other");
    expect(wrongWith(notice)).toEqual([]);
  });
});

describe("a mail that is made to be laborious", () => {
  const head = "From: noreply@statuspage.io\nSubject: Kelp Incident - Slow\n";
  const part = (type: string, body: string) => `--b\nContent-Type: ${type}\n\n${body}\n`;
  const parts = (count: number, type: string, body: string) =>
    asSent(`${head}Content-Type: multipart/mixed; boundary=b\n\n${part(type, body).repeat(count)}--b--\n`);
  const nested = (depth: number) => {
    const opens = Array.from(
      { length: depth },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
    );
    return asSent(
      `${head}${opens.join("")}Content-Type: text/plain\n\nNew incident: Investigating\n\nIt is slow.\n`,
    );
  };
  const inHtml = (html: string) =>
    mail({ from: "noreply@statuspage.io", subject: "Kelp Incident - Slow", html });
  const inText = (text: string) =>
    mail({ from: "noreply@statuspage.io", subject: "Kelp Incident - Slow", text });

  it.each([
    ["thousands of parts", parts(10_000, "text/plain", "New incident: Investigating")],
    ["thousands of parts of HTML", parts(10_000, "text/html", "<p>New incident: Investigating</p>")],
    [
      "thousands of mails within it",
      parts(10_000, "message/rfc822", "Subject: Kelp Incident - Slow\n\nIncident resolved"),
    ],
    ["parts within parts", nested(500)],
    ["a mebibyte of tags", inHtml("<div><p>".repeat(MEBIBYTE / 8))],
    ["a mebibyte of links", inHtml('<a href="https://a.example/confirm">x</a>'.repeat(MEBIBYTE / 41))],
    ["a mebibyte of open comments", inHtml("<!--".repeat(MEBIBYTE / 4))],
    ["a mebibyte of entities", inHtml("&lt;".repeat(MEBIBYTE / 4))],
    ["a mebibyte of heads", inText("New incident: Investigating\n".repeat(MEBIBYTE / 28))],
    ["a mebibyte of fields", inText("From: a@b.example\nDate: x\nSubject: y\n".repeat(MEBIBYTE / 37))],
    [
      "a mebibyte of previous updates",
      inText(
        `Incident resolved\n\nx\n\nPrevious updates\n${"Update - Jun 6, 10:31 UTC\n\n".repeat(MEBIBYTE / 27)}`,
      ),
    ],
    ["one line of a mebibyte", inText(`New incident: Investigating ${"- Jun 6 ".repeat(MEBIBYTE / 8)}`)],
    [
      "a mebibyte of addresses",
      inText(`Confirm your subscription\n${"https://a.example/confirm?".repeat(MEBIBYTE / 26)}`),
    ],
    ["a mebibyte of blanks", inText(`New incident: Investigating${" ".repeat(MEBIBYTE)}x`)],
    ["a mebibyte of quotes", inText("> ".repeat(MEBIBYTE / 2))],
    ["a mebibyte of prefixes", mail({ subject: "Re: ".repeat(MEBIBYTE / 4), text: "x" })],
    [
      "a mebibyte of dashes",
      mail({ subject: ` - ${"incident - ".repeat(20_000)}`, text: "Incident resolved\n\nx" }),
    ],
  ])("ends all the same: %s", async (_, raw) => {
    expect(wrongWith(await readMail(raw, about))).toEqual([]);
  });
});

describe("what a mail tries to smuggle in", () => {
  const steering = "\u001b]0;owned\u0007\u001b[2J\u202eevil\u0000";

  it("does not steer a terminal", async () => {
    const text = `New incident: Investigating\n\n${steering} It is slow.\n\nTime posted\nJun 6, 16:48 UTC\n\nComponents affected\nPartial Outage: ${steering}API`;
    const notice = await readMail(
      mail({
        from: `=?utf-8?q?=1B=5D0=3Bowned=07Kelp?= <noreply@statuspage.io>`,
        subject: `Kelp Incident - ${steering}Slow`,
        text,
      }),
      about,
    );
    expect(wrongWith(notice)).toEqual([]);
    expect(snapshotOf(notice).incidents[0]?.updates[0]?.message).toBe("evil It is slow.");
  });

  it("is no further header and no further line", async () => {
    const subject = "=?utf-8?q?Hello=0D=0ABcc:_victim=40example.com=0D=0A=0D=0ANew_incident:_Resolved?=";
    const notice = await readMail(mail({ from: "a@b.example", subject, text: "hi" }), about);
    expect(notice).toEqual({
      kind: "other",
      subject: "Hello Bcc: victim@example.com New incident: Resolved",
      from: "a@b.example",
    });
  });

  it("is neither script nor style nor comment", async () => {
    const html = `<script>New incident: Investigating</script><style>Incident resolved</style><!-- Incident resolved -->
      <h3>Incident status: Identified</h3><p>Known.<script>alert(1)</script><img src=x onerror=alert(1)></p><p>Time posted<br>Jun 6, 16:48 UTC</p>`;
    const notice = await readMail(
      mail({ from: "noreply@statuspage.io", subject: "Kelp Incident - Slow", html }),
      about,
    );
    expect(snapshotOf(notice).incidents).toMatchObject([
      { status: "identified", updates: [{ message: "Known." }] },
    ]);
  });

  it.each(["__proto__", "constructor", "toString"])(
    "is not the name %s of a header or a field",
    async (name) => {
      const text = `${name}: x\n\n${name}\n\nNew incident: ${name}`;
      const headers = `${name}: x\nContent-Disposition: inline; ${name}=x\n`;
      expect(await readMail(mail({ subject: name, headers, text }), about)).toEqual({
        kind: "other",
        subject: name,
      });
    },
  );

  it("is not the incident of another page", async () => {
    const text =
      "New incident: Investigating\n\nIt is slow.\n\nView incident: https://www.otherstatus.example/incidents/kh7d2m9x0q4w";
    const notice = await readMail(
      mail({ from: "noreply@statuspage.io", subject: "Kelp Incident - Slow", text }),
      about,
    );
    expect(snapshotOf(notice).incidents).toMatchObject([{ id: "title/slow", idFrom: "title" }]);
    expect(snapshotOf(notice).incidents[0]).not.toHaveProperty("url");
  });
});

describe("a mail whose time is not to be had", () => {
  const body = "New incident: Investigating\n\nIt is slow.\n\nTime posted\nJun  6, 16:48 UTC";
  const written = { from: "noreply@statuspage.io", subject: "Kelp Incident - Slow", text: body };
  const postedAt = async (date: string | undefined) => {
    const notice = await readMail(mail({ ...written, ...(date !== undefined && { date }) }), about);
    const ms = snapshotOf(notice).incidents[0]?.updates[0]?.postedAtMs;
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };

  it.each([
    ["it has no date", undefined],
    ["its date is none", "yesterday, or so"],
    ["its date is yet to come", "Fri, 06 Jun 2031 16:48:31 +0000"],
  ])("is dated by when it came: %s", async (_, date) => {
    expect(await postedAt(date)).toBe("2025-06-06T16:48:00.000Z");
  });

  it("finds the year that is meant at its turn", async () => {
    const text = body.replace("Jun  6, 16:48", "Dec 31, 23:58");
    const sent = { ...written, text, date: "Thu, 01 Jan 2026 00:03:00 +0000" };
    const notice = await readMail(mail(sent), {
      pageUrl: KELP,
      receivedAtMs: Date.parse("2026-01-01T00:04:00Z"),
    });
    expect(snapshotOf(notice).incidents[0]?.updates).toMatchObject([
      { id: "2025-12-31T23:58Z/investigating" },
    ]);
  });

  it.each([
    // Said of India, Israel and Ireland.
    ["21:48 IST", "Fri, 06 Jun 2025 16:21:10 +0000", "2025-06-06T16:18:00.000Z"],
    ["17:48 IST", "Fri, 06 Jun 2025 16:50:10 +0000", "2025-06-06T16:48:00.000Z"],
    ["13:48 -03", "Fri, 06 Jun 2025 16:48:59 +0000", "2025-06-06T16:48:00.000Z"],
    // A name that no list has: what the mail's own time leaves for it.
    ["13:48 BRT", "Fri, 06 Jun 2025 16:49:59 +0000", "2025-06-06T16:48:00.000Z"],
  ])("finds the zone that is meant: %s", async (shown, date, expected) => {
    const text = body.replace("16:48 UTC", shown);
    const notice = await readMail(mail({ ...written, text, date }), about);
    expect(snapshotOf(notice).incidents[0]?.updates[0]?.postedAtMs).toBe(Date.parse(expected));
  });

  it("goes by the words where it shows a time that cannot be made out, or none", async () => {
    for (const shown of ["half past four", "Jun 6 2025 at 4:48 pm", ""]) {
      const text = body.replace("Jun  6, 16:48 UTC", shown);
      const notice = await readMail(
        mail({ ...written, text, date: "Fri, 06 Jun 2025 16:49:59 +0000" }),
        about,
      );
      const [update] = snapshotOf(notice).incidents[0]?.updates ?? [];
      expect(update).toMatchObject({ idFrom: "words", status: "investigating", message: "It is slow." });
      expect(update).not.toHaveProperty("postedAtMs");
    }
  });
});
