import { describe, expect, it } from "vitest";
import { readMail } from "../../../src/notices/mail/index.ts";
import { aboutCase, mail, snapshotOf, type Written } from "./eml.ts";

const about = aboutCase("generic-subject");
const LINK = "https://status.reef.example/incident/abc123";
const TEXT = `We look into it.\n\n${LINK}`;

function read(written: Written) {
  return readMail(mail({ from: "Reef <status@mailer.example>", text: TEXT, ...written }), about);
}

describe("a status that is plainly written", () => {
  it.each([
    ["[Reef] Investigating: Search is slow", "investigating"],
    ["[Reef Status] [Resolved] Search is slow", "resolved"],
    ["Monitoring - Search is slow", "monitoring"],
    ["Search is slow - Identified", "identified"],
    ["Re: Resolved: Search is slow", "resolved"],
    ["Scheduled: Search is slow", "scheduled"],
    ["[Reef] Scheduled maintenance: Search is slow", "scheduled"],
  ])("is read of the subject %j", async (subject, status) => {
    expect(snapshotOf(await read({ subject })).incidents).toMatchObject([
      {
        id: "abc123",
        title: "Search is slow",
        status,
        updates: [{ idFrom: "words", message: "We look into it." }],
      },
    ]);
  });

  it.each(["Status: Resolved", "- Status: Resolved", "Current status: resolved", "STATUS:Resolved"])(
    "is read of the line %j",
    async (line) => {
      const text = `Hi Ada,\n\nSearch is slow\n${line}\nStarted: 9:58\n\nIt is over.\nAll of it.\n\nView this incident\n${LINK}`;
      expect(snapshotOf(await read({ subject: "Search is slow", text })).incidents).toMatchObject([
        { title: "Search is slow", status: "resolved", updates: [{ message: "It is over.\nAll of it." }] },
      ]);
    },
  );

  it.each([
    "Search is slow",
    "We are investigating: Search is slow",
    "Search is not resolved",
    "Resolved",
    "Unresolved: Search is slow",
  ])("is not guessed of the subject %j", async (subject) => {
    expect((await read({ subject })).kind).toBe("other");
  });
});

describe("a mail that is not plainly to a subscriber of the page", () => {
  const subject = "Resolved: Search is slow";

  it.each([
    ["has no link", "We look into it."],
    ["links to the page only", "We look into it.\nhttps://status.reef.example"],
    ["links to an incident of another page", "We look into it.\nhttps://status.other.example/incident/abc"],
    [
      "is a ticket of the same company",
      "Your ticket is resolved.\nhttps://support.reef.example/tickets/1/unsubscribe",
    ],
  ])("is something else where it %s", async (_, text) => {
    expect((await read({ subject, text })).kind).toBe("other");
  });

  it.each([
    ["an incident on the page", TEXT, ""],
    ["where to unsubscribe on the page", "We look into it.\nhttps://status.reef.example/unsubscribe/1", ""],
    [
      "where to unsubscribe at a maker of pages",
      "We look into it.",
      "List-Unsubscribe: <mailto:u@x.example>, <https://instatus.com/u/1>\n",
    ],
  ])("but is read where it links to %s", async (_, text, headers) => {
    expect(await read({ subject, text, headers })).toMatchObject({ kind: "notice", format: "generic" });
  });

  it("is something else where it says nothing but its status", async () => {
    expect((await read({ subject, text: `Hi Ada,\n\nStatus: Resolved\n\n${LINK}` })).kind).toBe("other");
  });
});
