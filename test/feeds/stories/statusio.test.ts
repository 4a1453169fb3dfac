import { describe, expect, it } from "vitest";
import { at, escaped, Story } from "./story.ts";

type Row = Readonly<Record<string, unknown>>;

describe("a Status.io page", () => {
  const ID = "0123456789abcdef01234567";
  const API = `https://api.status.io/1.0/status/${ID}`;
  const FEED = `/pages/${ID}/rss`;
  const message = (datetime: string, details: string, state: number) => {
    return { datetime: at(datetime), details, state, status: 500 };
  };
  const page = (code: number, lists: { incidents?: Row[]; active?: Row[]; upcoming?: Row[] }) => ({
    [API]: {
      result: {
        status_overall: { status: "x", status_code: code },
        status: [{ id: "c1", name: "API", status: "x", status_code: code, containers: [] }],
        incidents: lists.incidents ?? [],
        maintenance: { active: lists.active ?? [], upcoming: lists.upcoming ?? [] },
      },
    },
  });
  const feed = (...items: string[]) => ({
    [FEED]: `<rss version="2.0"><channel><title>P</title><generator>Status.io</generator>${items.join("")}</channel></rss>`,
  });
  const COMMON = { components_affected: [{ _id: "c1", name: "API" }], containers_affected: [] };

  it("names the components in the end that it finds in the feed, and how grave it was", async () => {
    const story = new Story("statusio", `https://status.example.com/pages/${ID}`);
    const id = "a".repeat(24);
    const posts = [
      "12:06 UTC</small><br /><b>Investigating</b> - Down.",
      "12:14 UTC</small><br /><b>Resolved</b> - Back.",
    ];
    const text = posts.map((post) => `<small>March 4, 2026 ${post}<br /><br />`).join("");
    const item = `<item><title>Down</title><link>https://status.example.com/pages/incident/${ID}/${id}</link><guid>${id}</guid><description>${escaped(text)}</description></item>`;
    const down = { ...COMMON, _id: id, name: "Down", messages: [message("12:06", "Down.", 100)] };
    await story.next({ ...page(100, {}), ...feed() });
    expect(await story.next(page(500, { incidents: [down] }))).toHaveLength(1);
    const [{ impact } = { impact: "unknown" }] = story.events;
    expect(await story.next({ ...page(100, {}), ...feed(item) })).toEqual([
      `incident resolved ${id} [resolved] Back.`,
    ]);
    expect(story.events).toMatchObject([{ components: ["API"], impact }]);
    expect(impact).not.toBe("unknown");
  });

  it("tells that a maintenance has begun without a message, and the message when it comes", async () => {
    const story = new Story("statusio", `https://status.example.com/pages/${ID}`);
    const upgrade = { ...COMMON, _id: "b".repeat(24), name: "Upgrade", datetime_planned_start: at("13:00") };
    const [first, second] = [message("12:09", "Planned.", 100), message("13:02", "Started.", 100)];
    await story.next({ ...page(100, {}), ...feed() });
    expect(await story.next(page(100, { upcoming: [{ ...upgrade, messages: [first] }] }))).toHaveLength(1);
    expect(await story.next(page(400, { active: [{ ...upgrade, messages: [first] }] }), 55)).toEqual([
      `maintenance updated ${upgrade._id} [in_progress]`,
    ]);
    expect(await story.next(page(400, { active: [{ ...upgrade, messages: [first, second] }] }))).toEqual([
      `maintenance updated ${upgrade._id} [in_progress] Started.`,
    ]);
  });
});
