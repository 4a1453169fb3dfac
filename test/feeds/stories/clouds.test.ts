import { describe, expect, it } from "vitest";
import { at, Story } from "./story.ts";

/** Seconds of 12:00 on the day. */
const NOON = Date.parse(at("12:00")) / 1000;

describe("AWS", () => {
  const LIST = "/public/currentevents";
  const log = (minute: number, message: string, status: number, summary = "Errors") => ({
    summary,
    message,
    status,
    timestamp: NOON + minute * 60,
  });
  const event = (n: number, status: number, ...logs: readonly object[]) => ({
    date: String(NOON + n),
    arn: `arn:aws:health:us-east-1::event/EC2/C/C_${n}`,
    status: String(status),
    service: "ec2-us-east-1",
    service_name: "EC2",
    summary: "Errors",
    event_log: logs,
  });

  it("is quiet again after trouble, and is not taken for broken", async () => {
    const story = new Story("aws", "https://health.aws.amazon.com/health/status");
    const ids = [1, 2, 3];
    await story.next({ [LIST]: [] });
    await story.next({ [LIST]: ids.map((n) => event(n, 2, log(4, `Bad ${n}.`, 2))) });
    const over = ids.map((n) => event(n, 0, log(4, `Bad ${n}.`, 2), log(12, `Fixed ${n}.`, 0)));
    expect(await story.next({ [LIST]: over })).toEqual(
      ids.map((n) => `incident resolved us-east-1/EC2/${n} [resolved] Fixed ${n}.`),
    );
    expect(await story.next({ [LIST]: [] })).toEqual([]);
    expect(await story.next({ [LIST]: [event(9, 2, log(20, "New.", 2))] })).toEqual([
      "incident opened us-east-1/EC2/9 [investigating] New.",
    ]);
  });

  it("tells the end in the words of the newest post, though all are marked with it", async () => {
    const story = new Story("aws", "https://health.aws.amazon.com/health/status");
    await story.next({ [LIST]: [] });
    await story.next({ [LIST]: [event(1, 2, log(4, "Bad.", 2))] });
    const marked = "[RESOLVED] Errors";
    expect(
      await story.next({ [LIST]: [event(1, 0, log(4, "Bad.", 2, marked), log(12, "Back.", 0, marked))] }),
    ).toEqual(["incident resolved us-east-1/EC2/1 [resolved] Back."]);
  });
});

describe("a feed of AWS", () => {
  const FEED = "/rss/all.rss";
  const item = (minute: number, title: string, text: string) => {
    const link = "https://status.aws.amazon.com/";
    const [time, guid] = [NOON + minute * 60, `${link}#ec2-us-east-1_${NOON + minute * 60}`];
    return `<item><title>${title}</title><link>${link}</link><pubDate>${new Date(time * 1000).toUTCString()}</pubDate><guid>${guid}</guid><description>${text}</description></item>`;
  };
  const feed = (...items: string[]) => ({
    [FEED]: `<rss version="2.0"><channel><title>Amazon Web Services Service Status</title><link>https://status.aws.amazon.com/</link>${items.join("")}</channel></rss>`,
  });
  const [first, second] = [
    item(6, "Informational message: Slow", "Slow."),
    item(11, "Service impact: Errors", "Bad."),
  ];
  const third = item(16, "Service disruption: Errors and loss", "Worse.");

  it("is about the same event once its first post has left, under another title too", async () => {
    const story = new Story("rss", `https://status.aws.amazon.com${FEED}`);
    const old = item(-20_000, "Service is operating normally: [RESOLVED] Old", "Fine.");
    await story.next(feed(old));
    expect(await story.next(feed(second, first))).toHaveLength(2);
    expect(await story.next(feed(third, second))).toEqual([
      `incident updated ec2-us-east-1_${NOON + 660} [investigating] Worse.`,
    ]);
    expect(await story.next(feed(third))).toEqual([]);
  });

  it("tells once of an end that its last post is marked with", async () => {
    const story = new Story("rss", `https://status.aws.amazon.com${FEED}`);
    await story.next(feed(first));
    await story.next(feed(second, first));
    const id = `ec2-us-east-1_${NOON + 360}`;
    expect(await story.next(feed(item(11, "Service impact: [RESOLVED] Errors", "Bad."), first))).toEqual([
      `incident resolved ${id} [resolved]`,
    ]);
    const after = item(31, "Service impact: [RESOLVED] Errors", "Report.");
    expect(
      await story.next(feed(after, item(11, "Service impact: [RESOLVED] Errors", "Bad."), first)),
    ).toEqual([`incident updated ${id} [resolved] Report.`]);
  });
});

describe("the page of Azure", () => {
  const FEED = "/en-us/status/feed/";
  const feed = (...items: string[]) => ({
    [FEED]: `<rss version="2.0"><channel><title>Azure Status</title><link>https://status.azure.com/en-us/status/</link>${items.join("")}</channel></rss>`,
  });
  const item = (guid: string, title: string, text: string) =>
    `<item><guid isPermaLink="false">${guid}</guid><link>https://status.azure.com/en-us/status/</link><title>${title}</title><description>${text}</description><pubDate>Wed, 04 Mar 2026 12:06:00 Z</pubDate></item>`;

  it("is told again where its text is rewritten, and once that it is over", async () => {
    const story = new Story("azure", "https://azure.status.microsoft/en-us/status");
    await story.next(feed());
    expect(await story.next(feed(item("vm", "VMs", "Looking.")))).toEqual([
      "incident opened vm [investigating] Looking.",
    ]);
    expect(await story.next(feed(item("vm", "VMs", "A disk.")))).toEqual([
      "incident updated vm [investigating] A disk.",
    ]);
    expect(await story.next(feed(item("mitigated-vm", "Mitigated: VMs", "All fine.")))).toEqual([
      "incident resolved vm [resolved] All fine.",
    ]);
    expect(await story.next(feed())).toEqual([]);
  });
});

describe("the page of Microsoft 365", () => {
  const post = (Id: string, Status: string, Message: string, AuthoredDateTime = "0001-01-01T00:00:00") => ({
    "/api/posts/m365Consumer": [
      {
        Id,
        ServiceDisplayName: "Outlook.com",
        ServiceWorkloadName: "Outlook",
        Status,
        Title: "Trouble",
        Message,
        LastUpdatedTime: at("12:00"),
        AuthoredDateTime,
      },
    ],
  });
  const admin = { Id: "9", Status: "Available", Title: "", Message: "", LastUpdatedTime: at("12:00") };

  it("has a beginning and an end for each spell of a service", async () => {
    const story = new Story("m365", "https://status.cloud.microsoft/");
    const fine = post("1", "Operational", "");
    await story.next({ ...fine, "/api/posts/mac": admin });
    await story.next(post("2", "ServiceDegradation", "Slow.", "2026-03-04T12:06:00"));
    expect(await story.next(fine)).toEqual(["incident resolved Outlook [resolved]"]);
    const [first] = story.events;
    expect(await story.next(post("5", "ServiceDegradation", "Lost.", "2026-03-04T12:20:00"), 10)).toEqual([
      "incident opened Outlook [investigating] Lost.",
    ]);
    expect(await story.next(fine)).toEqual(["incident resolved Outlook [resolved]"]);
    expect(story.events[0]?.id).not.toBe(first?.id);
  });
});

describe("the page of Apple", () => {
  const event = (eventStatus: string, message: string) => ({
    messageId: "1",
    statusType: "Outage",
    eventStatus,
    epochStartDate: Date.parse(at("12:06")),
    message,
  });
  const page = (...events: readonly object[]) => ({
    "/support/systemstatus/data/system_status_en_US.js": { services: [{ serviceName: "Store", events }] },
  });

  it("is told again where its text is rewritten", async () => {
    const story = new Story("apple", "https://www.apple.com/support/systemstatus/");
    await story.next(page());
    expect(await story.next(page(event("ongoing", "Slow.")))).toEqual([
      "incident opened 1 [investigating] Slow.",
    ]);
    expect(await story.next(page(event("ongoing", "Slower.")))).toEqual([
      "incident updated 1 [investigating] Slower.",
    ]);
    expect(await story.next(page({ ...event("ongoing", "Slower."), epochStartDate: NOON * 1000 }))).toEqual(
      [],
    );
    expect(await story.next(page(event("resolved", "Slower.")))).toEqual([
      "incident resolved 1 [resolved] Slower.",
    ]);
  });
});
