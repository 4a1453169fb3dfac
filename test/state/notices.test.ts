import { describe, expect, it } from "vitest";
import type { Incident, IncidentUpdate, Snapshot } from "../../src/types.ts";
import {
  at,
  component,
  feed,
  incident,
  inShort,
  notice,
  Observer,
  summary,
  update,
} from "../helpers/snapshot.ts";

/** One incident's story, as a page tells it, a mail, and a webhook that knows neither ids nor times. */
const STORY = (["investigating", "identified", "monitoring", "resolved"] as const).map((status, index) => ({
  status,
  message: `The API: ${status}.`,
  postedAtMs: at("12:00") + index * 600_000,
}));

type Teller = (upTo: number) => Snapshot;

const byPage: Teller = (upTo) =>
  feed(
    incident("a", {
      title: "API errors",
      updates: STORY.slice(0, upTo).map((one, i) => update(`p${i}`, one)),
    }),
  );
const byFeed: Teller = (upTo) =>
  feed(
    incident("a", {
      title: "API errors",
      updates: STORY.slice(0, upTo).map((one) =>
        update(`${one.postedAtMs}/${one.status}`, { ...one, idFrom: "derived" }),
      ),
    }),
  );
const byWebhook: Teller = (upTo) => ({ ...byPage(upTo), listsClosed: false, isNotice: true });
const byMail: Teller = (upTo) => {
  const last = byFeed(upTo).incidents.map((one) => ({ ...one, updates: one.updates.slice(-1) }));
  return notice(...last);
};
const byWords: Teller = (upTo) => {
  const { status, message } = STORY[upTo - 1] ?? {};
  const words = { id: `${upTo}-words`, idFrom: "words", status, message, postedAtMs: undefined } as unknown;
  return notice(
    incident("api-errors", { idFrom: "title", title: "API errors", updates: [words as IncidentUpdate] }),
  );
};

const TELLERS: Readonly<Record<string, Teller>> = { byPage, byFeed, byWebhook, byMail, byWords };

/** All orders of three of them, of which some poll. */
const ORDERS = Object.keys(TELLERS).flatMap((first) =>
  Object.keys(TELLERS).flatMap((second) =>
    Object.keys(TELLERS)
      .filter((third) => new Set([first, second, third]).size === 3)
      .map((third) => [first, second, third] as const),
  ),
);

describe("one incident told by several channels", () => {
  it.each(ORDERS)("is told once, an event an update: %s, %s, %s", (...order) => {
    const observer = new Observer();
    observer.see(
      feed(incident("old", { updates: [update("o", { status: "resolved", postedAtMs: at("08:00") })] })),
    );
    const told: string[] = [];
    for (let upTo = 1; upTo <= STORY.length; upTo++) {
      for (const channel of order) {
        const events = observer.see(TELLERS[channel]?.(upTo) ?? feed());
        told.push(...events.map(({ change, status, message }) => `${change} ${status} ${message}`));
      }
    }
    expect(told).toEqual([
      "opened investigating The API: investigating.",
      "updated identified The API: identified.",
      "updated monitoring The API: monitoring.",
      "resolved resolved The API: resolved.",
    ]);
  });

  it.each(Object.keys(TELLERS))(
    "goes on under the id that the page gives it, whoever told first: %s",
    (first) => {
      const observer = new Observer();
      observer.see(feed());
      observer.see(TELLERS[first]?.(1) ?? feed());
      observer.see(byPage(2));
      expect([...observer.memory.incidents.toMap().keys()]).toEqual(["a"]);
      expect(observer.memory.incidents.toMap().get("a")?.byTitle).toBeUndefined();
    },
  );
});

describe("a notice", () => {
  const opened = (id: string, settings: Partial<Incident> = {}) => incident(id, settings);

  it("that comes before the page was first read tells its newest word, and makes no baseline", () => {
    const observer = new Observer();
    const events = observer.see(
      notice(opened("a", { updates: [update("u1"), update("u2", { postedAtMs: at("13:00") })] })),
    );
    expect(inShort(events)).toEqual(["updated a u2"]);
    expect(observer.memory.hasBaseline).toBe(false);
    const history = incident("old", { updates: [update("o", { status: "resolved" })] });
    const page = opened("a", {
      updates: ["12:00", "13:00", "14:00"].map((time, i) => update(`u${i + 1}`, { postedAtMs: at(time) })),
    });
    expect(inShort(observer.see(feed(page, history, opened("b"))))).toEqual(["ongoing b u1", "updated a u3"]);
  });

  it("ends nothing that it does not name, and forgets nothing", () => {
    const observer = new Observer();
    observer.see(summary(opened("a"), opened("b")));
    expect(inShort(observer.see(notice(opened("c"))))).toEqual(["opened c u1"]);
    expect([...observer.memory.incidents.toMap().keys()]).toEqual(["a", "b", "c"]);
    expect(inShort(observer.see(summary(opened("b"))))).toEqual(["resolved a"]);
  });

  it("is ahead of the page: what that does not list yet has not ended, for ten minutes", () => {
    const observer = new Observer();
    observer.see(summary(), at("12:00"));
    observer.see(notice(opened("a")), at("12:01"));
    expect(observer.see(summary(), at("12:10"))).toEqual([]);
    expect(inShort(observer.see(summary(), at("12:11")))).toEqual(["resolved a"]);
    observer.see(notice(opened("b")), at("13:00"));
    observer.see(summary(opened("b")), at("13:01"));
    expect(inShort(observer.see(summary(), at("13:02")))).toEqual(["resolved b"]);
  });

  it("lets the page tell what it did not: of an update that no notice brought, late", () => {
    const observer = new Observer();
    observer.see(feed());
    const [first, second] = [
      update("u1", { postedAtMs: at("12:00") }),
      update("u2", { postedAtMs: at("13:00") }),
    ];
    const mailed = update("13:00Z/x", { idFrom: "derived", postedAtMs: at("13:00"), message: "text of u2" });
    expect(observer.see(notice(opened("a", { updates: [mailed] })))).toHaveLength(1);
    expect(inShort(observer.see(feed(opened("a", { updates: [first, second] }))))).toEqual(["updated a u1"]);
  });

  it("that comes late does not open again what is over", () => {
    const observer = new Observer();
    observer.see(feed());
    const updates = [update("u1"), update("u3", { status: "resolved", postedAtMs: at("14:00") })];
    observer.see(feed(opened("a", { updates, updatedAtMs: at("14:00") })));
    const late = update("u2", { status: "monitoring", postedAtMs: at("13:00") });
    expect(inShort(observer.see(notice(opened("a", { updates: [late] }))))).toEqual(["updated a u2"]);
    expect(
      inShort(
        observer.see(feed(opened("a", { updates: [updates[0], late, updates[1]] as IncidentUpdate[] }))),
      ),
    ).toEqual([]);
  });

  it("that knows only a title speaks of the open incident of that title, or of one that has just ended", () => {
    const observer = new Observer();
    observer.see(feed());
    const byTitle = (status: IncidentUpdate["status"], message: string) =>
      notice(
        opened("t", {
          idFrom: "title",
          title: "Incident a",
          updates: [update(`w-${status}`, { idFrom: "words", status, message })],
        }),
      );
    observer.see(feed(opened("a")));
    expect(inShort(observer.see(byTitle("monitoring", "Better.")))).toEqual(["updated a w-monitoring"]);
    const end = update("u9", { status: "resolved", message: "Over.", postedAtMs: at("15:00") });
    expect(inShort(observer.see(feed(opened("a", { updates: [update("u1"), end] }))))).toEqual([
      "resolved a u9",
    ]);
    expect(observer.see(byTitle("resolved", "Over."))).toEqual([]);
    expect(inShort(observer.see(byTitle("investigating", "Once more.")))).toEqual([
      "opened t w-investigating",
    ]);
  });

  it("tells two incidents of one title apart that the page knows by their ids", () => {
    const observer = new Observer();
    observer.see(feed(opened("a", { title: "Errors" })));
    observer.see(notice(opened("b", { title: "Errors" })));
    expect([...observer.memory.incidents.toMap().keys()]).toEqual(["a", "b"]);
  });

  it("tells of a component by what it says it was before, and of none that an open incident speaks for", () => {
    const of = (...components: Snapshot["components"] & object): Snapshot => ({ ...notice(), components });
    const observer = new Observer();
    const down = { ...component("api", "major_outage"), before: "operational" } as const;
    expect(observer.see(of(down)).map(({ from, to }) => [from, to])).toEqual([
      ["operational", "major_outage"],
    ]);
    expect(observer.memory.components.size).toBe(0);

    observer.see({
      ...summary(),
      components: [component("api", "operational"), component("db", "operational")],
    });
    expect(observer.see(of(down))).toHaveLength(1);
    expect(observer.see(of(down))).toEqual([]);
    expect(observer.memory.listed.components).toBe(2);
    observer.see(notice(opened("a", { components: [{ id: "db", name: "DB" }] })));
    expect(observer.see(of(component("db", "partial_outage")))).toEqual([]);
  });
});

describe("a component of an incident that a notice ended", () => {
  it("recovers without a word of its own when the page next shows its components", () => {
    const observer = new Observer();
    const page = (status: "operational" | "major_outage", ...incidents: Incident[]): Snapshot => ({
      ...summary(...incidents),
      components: [component("api", status), component("db", "operational")],
    });
    const down = incident("a", { components: [{ id: "api", name: "API" }] });
    observer.see(page("operational"));
    expect(observer.see(page("major_outage", down))).toHaveLength(1);
    const end = update("end", { status: "resolved", postedAtMs: at("13:00") });
    expect(
      inShort(observer.see(notice({ ...down, status: "resolved", updates: [update("u1"), end] }))),
    ).toEqual(["resolved a end"]);
    expect(observer.see(page("operational"))).toEqual([]);
    expect(observer.see(page("major_outage")).map(({ kind }) => kind)).toEqual(["component"]);
  });
});

describe("words that repeat", () => {
  const again = "We are continuing to investigate this issue.";
  const words = (id: string) =>
    notice(incident("a", { updates: [update(id, { idFrom: "words", message: again })] }));
  const page = (...times: string[]) =>
    feed(
      incident("a", {
        updates: times.map((time) => update(`p${time}`, { message: again, postedAtMs: at(time) })),
      }),
    );

  it("are as many updates as the page posts, whoever is first each time", () => {
    const observer = new Observer();
    observer.see(feed());
    expect(observer.see(words("w1"))).toHaveLength(1);
    expect(observer.see(page("12:00"))).toHaveLength(0);
    expect(observer.see(page("12:00", "13:00"))).toHaveLength(1);
    expect(observer.see(words("w2"))).toHaveLength(0);
    expect(observer.see(words("w3"))).toHaveLength(1);
    expect(observer.see(page("12:00", "13:00", "14:00"))).toHaveLength(0);
  });
});
