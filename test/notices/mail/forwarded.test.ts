import { describe, expect, it } from "vitest";
import { withoutPrefixes } from "../../../src/notices/mail/forwarded.ts";
import { readMail } from "../../../src/notices/mail/index.ts";
import { aboutCase, asSent, eml, mail, readCase, snapshotOf } from "./eml.ts";

describe("what is put before a subject", () => {
  it.each([
    ["Re: Fwd: Kelp Incident - Slow", "Kelp Incident - Slow"],
    ["[EXTERNAL] Kelp Incident - Slow", "Kelp Incident - Slow"],
    ["FW: [External Email] AW: RE[2]: Kelp Incident - Slow", "Kelp Incident - Slow"],
    ["*** EXTERNAL *** Kelp Incident - Slow", "Kelp Incident - Slow"],
    ["EXTERNAL: Kelp Incident - Slow", "Kelp Incident - Slow"],
    ["[Kelp status] Resolved: Slow", "[Kelp status] Resolved: Slow"],
    ["Reef Incident - Slow", "Reef Incident - Slow"],
    ["Re:", "Re:"],
  ])("of %j leaves %j", (subject, bare) => {
    expect(withoutPrefixes(subject)).toBe(bare);
  });
});

describe("a forwarded mail", () => {
  it.each(["forwarded-inline", "forwarded-quoted", "forwarded-attached"])(
    "says in %s what the original says",
    async (name) => {
      const [original, forwarded] = [await readCase("statuspage-identified"), await readCase(name)];
      expect(snapshotOf(forwarded)).toStrictEqual(snapshotOf(original));
    },
  );

  it("has the sender and the subject of what was forwarded", async () => {
    const about = aboutCase("incidentio-identified");
    const text = [
      "-----Original Message-----",
      'From: "Nimbus Voice (via incident.io)" <no-reply@status.incident.io>',
      "Sent: Friday, February 20, 2026 8:15 PM",
      "To: Ada <ada@example.com>",
      "Subject: [External] Speech recognition is down",
      "",
      "Status: Identified",
      "",
      "We found the cause.",
    ].join("\n");
    const notice = await readMail(
      mail({ from: "Ada <ada@example.com>", subject: "this again", text }),
      about,
    );
    expect(notice).toMatchObject({ kind: "notice", format: "incidentio" });
    expect(snapshotOf(notice).incidents).toMatchObject([
      { title: "Speech recognition is down", idFrom: "title", updates: [{ message: "We found the cause." }] },
    ]);
  });

  it("is not looked for in what only quotes an address", async () => {
    const text = "From: the rack\nwe hear noises.\n\nSubject: none";
    const notice = await readMail(
      mail({ from: "ada@example.com", subject: "noises", text }),
      aboutCase("newsletter"),
    );
    expect(notice).toEqual({ kind: "other", subject: "noises", from: "ada@example.com" });
  });

  it("is read three deep and no deeper", async () => {
    const nest = (inner: Buffer, depth: number): Buffer => {
      if (depth === 0) return inner;
      const boundary = `b${depth}`;
      const head = `From: ada@example.com\nSubject: Fwd: mail ${depth}\nContent-Type: multipart/mixed; boundary=${boundary}\n\n--${boundary}\nContent-Type: message/rfc822\n\n`;
      return nest(Buffer.concat([asSent(head), inner, asSent(`\n--${boundary}--\n`)]), depth - 1);
    };
    const about = aboutCase("statuspage-new");
    const original = eml("statuspage-new");
    expect(await readMail(nest(original, 3), about)).toMatchObject({ kind: "notice" });
    expect(await readMail(nest(original, 4), about)).toMatchObject({ kind: "other" });
  });
});
