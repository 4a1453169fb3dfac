import { describe, expect, it } from "vitest";
import { readMail } from "../../../src/notices/mail/index.ts";
import type { Incident } from "../../../src/types.ts";
import { aboutCase, mail, snapshotOf, type Written } from "./eml.ts";

const about = aboutCase("statuspage-new");
const SENT = { from: "noreply@statuspage.io", date: "Fri, 06 Jun 2025 16:48:31 +0000" };

async function read(written: Written): Promise<Incident | undefined> {
  const notice = await readMail(mail({ ...SENT, subject: "Kelp Incident - Slow", ...written }), about);
  return snapshotOf(notice).incidents[0];
}

describe("the head of a mail of Statuspage's", () => {
  it.each([
    ["New incident: Investigating", "incident", "investigating"],
    ["Incident status: Monitoring", "incident", "monitoring"],
    ["New Incident Status: Identified", "incident", "identified"],
    ["incident resolved", "incident", "resolved"],
    ["New scheduled maintenance: Scheduled", "maintenance", "scheduled"],
    ["Scheduled maintenance status: In progress", "maintenance", "in_progress"],
    ["Maintenance status: Verifying", "maintenance", "verifying"],
    ["Maintenance completed", "maintenance", "completed"],
    ["Scheduled maintenance in progress", "maintenance", "in_progress"],
  ])("%j is of the kind %s and says %s", async (head, kind, status) => {
    const incident = await read({ text: `Slow\n\n${head}\n\nWords.\n\nTime posted\nJun 6, 16:48 UTC` });
    expect(incident).toMatchObject({ kind, status, updates: [{ status, message: "Words." }] });
    expect(incident?.updates[0]?.id).toBe(
      `2025-06-06T16:48Z/${/(\w+(?: progress)?)$/.exec(head)?.[1]?.toLowerCase()}`,
    );
  });

  it.each([
    "Incident Report for Kelp",
    "New incident: Something",
    "Incident investigators wanted",
    "Our incident resolved itself",
    "incident",
  ])("is not %j", async (line) => {
    const notice = await readMail(mail({ ...SENT, subject: "News", text: `${line}\n\nWords.` }), about);
    expect(notice.kind).toBe("other");
  });
});

describe("the text of a mail of Statuspage's", () => {
  it("goes on until the time, whatever looks like something else in it", async () => {
    const message =
      "Components affected: all of them.\nView the plan below\n--\nUnsubscribe from nothing.\n\nPowered by hope.";
    const incident = await read({
      text: `Incident resolved\n\n${message}\n\nTime posted\nJun 6, 16:48 UTC\n`,
    });
    expect(incident?.updates[0]?.message).toBe(message);
    expect(incident?.components).toEqual([]);
  });

  it("may stand below the time, or have none", async () => {
    const below = await read({
      text: "Incident resolved\nTime posted Jun 6, 16:48 UTC\nIt is over.\n\n--\nfoot",
    });
    expect(below?.updates).toMatchObject([{ id: "2025-06-06T16:48Z/resolved", message: "It is over." }]);
    const undated = await read({
      text: "Incident resolved\n\nIt is over.\n\nView latest updates: https://x.example",
    });
    expect(undated?.updates).toMatchObject([{ idFrom: "words", message: "It is over." }]);
  });

  it("is read as a page's is: tags gone, entities decoded, lines kept", async () => {
    const plain = "Incident resolved\n\nPing <hostname>, R&D.\n\nTime posted\nJun 6, 16:48 UTC";
    expect((await read({ text: plain }))?.updates[0]?.message).toBe("Ping <hostname>, R&D.");
    const escaped =
      "<h3>Incident resolved</h3><p>Ping &lt;b&gt; &amp;amp;.</p><p>Time posted<br>Jun 6, 16:48 UTC";
    expect((await read({ html: escaped }))?.updates[0]?.message).toBe("Ping <b> &amp;.");
    const text =
      "Incident resolved\n\nIt is <b>over</b> &amp; done.<br>Errors: <1%.\n\nTime posted\nJun 6, 16:48 UTC";
    expect((await read({ text }))?.updates[0]?.message).toBe("It is over & done.\nErrors: <1%.");
  });

  it("is followed by updates from before as pages list them", async () => {
    const html = `<h3>Incident resolved</h3><p>Over.</p><p>Time posted<br>Jun 6, 16:48 UTC</p><h4>Previous updates</h4>
      <p><small>Jun <var>6</var>, <var>16:10</var> UTC</small><br><strong>Update</strong> - Still at it.</p>
      <p><small>Jun <var>6</var>, <var>16:02</var> UTC</small><br><strong>Investigating</strong> - We look.<br>Closely.</p>`;
    expect((await read({ html }))?.updates).toMatchObject([
      { id: "2025-06-06T16:02Z/investigating", message: "We look.\nClosely." },
      { id: "2025-06-06T16:10Z/update", status: "investigating", message: "Still at it." },
      { id: "2025-06-06T16:48Z/resolved", message: "Over." },
    ]);
  });
});

describe("the title of a mail of Statuspage's", () => {
  const text = "Slow - 1 May 2025\n\nIncident resolved\n\nOver.";

  it.each([
    ["Kelp Incident - Slow logins - 6 June 2025", "Slow logins"],
    ["Kelp Incident - Slow - really - 6 June 2025", "Slow - really"],
    ["Kelp Incident - Slow - 1 May 2025", "Slow - 1 May 2025"],
    ["Kelp Scheduled Maintenance - Database", "Database"],
    ["Kelp Scheduled Maintenance Reminder - Database", "Database"],
    ["[Kelp status] Resolved: Slow: logins", "Slow: logins"],
    ["[Kelp status] Slow logins", "Slow logins"],
    ["RE: [EXT] Kelp Incident - Slow logins", "Slow logins"],
    ["Something else", "Slow - 1 May 2025"],
  ])("of %j is %j", async (subject, title) => {
    expect((await read({ subject, text }))?.title).toBe(title);
  });
});

describe("the components of a mail of Statuspage's", () => {
  it.each([
    ["Partial Outage: API, Web hooks", ["API", "Web hooks"], "major"],
    ["API (Degraded Performance)\nWeb (EU) (Major Outage)", ["API", "Web (EU)"], "critical"],
    ["- API - Partial Outage\n• EU: West – Operational", ["API", "EU: West"], "major"],
    ["API\nWeb", ["API", "Web"], "unknown"],
    ["API (Operational)", ["API"], "unknown"],
    ["API (Operational)\nAPI (Major outage)\nAPI (Partial outage)", ["API"], "critical"],
    ["x".repeat(200), [], "unknown"],
  ])("are read of %j", async (list, names, impact) => {
    const text = `Incident status: Identified\n\nWords.\n\nTime posted\nJun 6, 16:48 UTC\n\nComponents affected\n${list}\n\n--\nfoot`;
    const incident = await read({ text });
    expect(incident?.components.map(({ name }) => name)).toEqual(names);
    expect(incident?.impact).toBe(impact);
  });
});

describe("a mail is known to be Statuspage's", () => {
  const text = "Incident resolved\n\nOver.";
  it.each([
    ["by its sender", { from: "Kelp <noreply@statuspage.io>", text }],
    ["by its id", { from: "status@kelp.example", headers: "Message-Id: <1@statuspage.io>\n", text }],
    ["by its short link", { from: "status@kelp.example", text: `${text}\n\nhttps://stspg.io/abc` }],
    [
      "by its link to unsubscribe",
      {
        from: "status@kelp.example",
        text: `${text}\n\nhttps://status.kelp.example/?unsubscribe=3ftwjktkgwn6`,
      },
    ],
  ])("%s", async (_, written) => {
    const notice = await readMail(mail({ ...SENT, subject: "Kelp Incident - Slow", ...written }), about);
    expect(notice).toMatchObject({ kind: "notice", format: "statuspage" });
  });

  it("and not by its words alone", async () => {
    const written = { from: "someone@kelp.example", subject: "Kelp Incident - Slow", text };
    expect((await readMail(mail(written), about)).kind).toBe("other");
  });
});
