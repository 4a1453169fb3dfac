import { describe, expect, it } from "vitest";
import { at, escaped, Story } from "./story.ts";

const [SUMMARY, FEED, COMPONENTS] = ["/summary.json", "/history.atom", "/v3/components.json"] as const;
const PAGE = { name: "P", url: "https://status.example.com", status: "HASISSUES" };

type Kind = "incident" | "maintenance";

/** Each post as displayed time, word and text. */
function entry(id: string, kind: Kind, ...posts: readonly (readonly [string, string, string])[]): string {
  const updates = posts.map(
    ([time, word, text]) =>
      `<p><small>Mar <var data-var='date'>4</var>, <var data-var='time'>${time}:00</var> GMT+0</small><br><strong>${word}</strong> - ${text}</p>`,
  );
  const type = kind === "incident" ? "Incident" : "Maintenance";
  const html = `<p><strong>Type: ${type}</strong></p><p><strong>Affected Components: API</strong></p>${updates.join("")}`;
  const published = kind === "incident" ? at("12:06") : at("14:00");
  return `<entry><id>${id}</id><published>${published}</published><updated>${published}</updated><link rel="alternate" href="https://status.example.com/${kind}/${id}"/><title>T</title><content type="html">${escaped(html)}</content></entry>`;
}

function feed(...entries: string[]) {
  return {
    [FEED]: `<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>P Status - Incident history</title><updated>${at("12:00")}</updated>${entries.join("")}</feed>`,
  };
}

function summary(lists: object = {}) {
  return { [SUMMARY]: { page: PAGE, ...lists } };
}

function incident(status: string, updatedAt: string, id = "inc1") {
  const url = `https://status.example.com/incident/${id}`;
  return { id, name: "T", started: at("12:06"), status, impact: "MAJOROUTAGE", url, updatedAt };
}

function components(status: string) {
  return { [COMPONENTS]: { components: [{ id: "c1", name: "API", status, group: null }] } };
}

const LOOKING = ["12:06", "Investigating", "Looking."] as const;
const FOUND = ["12:16", "Identified", "Found."] as const;
const FIXED = ["12:40", "Resolved", "Done."] as const;

async function quietPage(): Promise<Story> {
  const story = new Story("instatus", "https://status.example.com/");
  expect(await story.next({ ...summary(), ...feed(), ...components("OPERATIONAL") })).toEqual([]);
  return story;
}

describe("an Instatus page whose feed lags behind its summary", () => {
  it("tells each thing once, in its words", async () => {
    const story = await quietPage();
    const opens = summary({ activeIncidents: [incident("INVESTIGATING", at("12:06"))] });
    expect(await story.next({ ...opens, ...components("MAJOROUTAGE") }, 1)).toEqual([]);
    expect(await story.next(feed(entry("inc1", "incident", LOOKING)), 1)).toEqual([
      "incident opened inc1 [investigating] Looking.",
    ]);
    expect(await story.next(summary({ activeIncidents: [incident("IDENTIFIED", at("12:16"))] }), 10)).toEqual(
      [],
    );
    expect(await story.next(feed(entry("inc1", "incident", LOOKING, FOUND)), 1)).toEqual([
      "incident updated inc1 [identified] Found.",
    ]);
    const over = { ...summary(), ...feed(entry("inc1", "incident", LOOKING, FOUND, FIXED)) };
    expect(await story.next({ ...over, ...components("OPERATIONAL") }, 20)).toEqual([
      "incident resolved inc1 [resolved] Done.",
    ]);
    expect(await story.next()).toEqual([]);
  });

  it("tells a thing without words after three minutes, and the words when they come", async () => {
    const story = await quietPage();
    await story.next(summary({ activeIncidents: [incident("INVESTIGATING", at("12:06"))] }), 1);
    expect(await story.next({}, 2)).toEqual([]);
    expect(await story.next({}, 2)).toEqual(["incident opened inc1 [investigating]"]);
    expect(await story.next(feed(entry("inc1", "incident", LOOKING)), 2)).toEqual([
      "incident updated inc1 [investigating] Looking.",
    ]);
  });

  it("shows at first sight what is open, though the feed lacks it", async () => {
    const story = new Story("instatus", "https://status.example.com/");
    const open = summary({ activeIncidents: [incident("INVESTIGATING", at("12:04"))] });
    expect(await story.next({ ...open, ...feed() })).toEqual(["incident ongoing inc1 [investigating]"]);
  });

  it("goes by the feed where that is ahead", async () => {
    const story = await quietPage();
    const open = summary({ activeIncidents: [incident("INVESTIGATING", at("12:06"))] });
    await story.next({ ...open, ...feed(entry("inc1", "incident", LOOKING)) }, 2);
    expect(await story.next(feed(entry("inc1", "incident", LOOKING, FIXED)), 40)).toEqual([
      "incident resolved inc1 [resolved] Done.",
    ]);
    expect(await story.next(summary())).toEqual([]);
  });

  it("tells of a maintenance that begins with the words of the post", async () => {
    const story = await quietPage();
    const maintenance = (status: string, updatedAt: string) => {
      const url = "https://status.example.com/maintenance/m1";
      return summary({
        activeMaintenances: [
          { id: "m1", name: "T", start: at("14:00"), status, duration: "60", url, updatedAt },
        ],
      });
    };
    const planned = ["12:08", "Identified", "We plan."] as const;
    const begun = ["14:00", "Identified", "Begun."] as const;
    expect(
      await story.next({
        ...maintenance("NOTSTARTEDYET", at("12:08")),
        ...feed(entry("m1", "maintenance", planned)),
      }),
    ).toEqual(["maintenance opened m1 [scheduled] We plan."]);
    expect(await story.next(maintenance("INPROGRESS", at("14:00")), 111)).toEqual([]);
    expect(await story.next(feed(entry("m1", "maintenance", planned, begun)), 1)).toEqual([
      "maintenance updated m1 [in_progress] Begun.",
    ]);
  });
});
