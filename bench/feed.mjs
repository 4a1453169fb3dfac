import { randomNumbers } from "./random.mjs";

const ENTRIES = 25;
/** What befalls an incident, newest first. */
export const WORDS = ["Resolved", "Monitoring", "Update", "Identified", "Investigating"];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MESSAGE_WORDS = 33;
const VOCABULARY =
  `we are continuing to investigate reports of degraded performance for some users of the service
  a fix has been implemented and our engineers monitor results requests may fail or see elevated error rates latency
  in region cluster database queue workers pull issues actions webhooks api packages pages deployment rolled back
  traffic rerouted capacity added mitigation applied recovery observed customers affected dashboard logins retry
  upstream network provider storage replica failover certificate cache configuration change identified cause`.split(
    /\s+/,
  );

/**
 * A feed as Atlassian Statuspage writes it, of about 60 KB: 25 incidents of five updates each, all over but the newest.
 * @param {number} originMs when the newest incident began
 * @param {number} updatedMs the feed's own time
 * @param {number} [newsAtMs] when one more update was posted in the newest incident, if it was
 */
export function atomFeed(originMs, updatedMs, newsAtMs) {
  const random = randomNumbers();
  const entries = Array.from({ length: ENTRIES }, (_, index) => {
    const startedMs = originMs - index * DAY_MS;
    // The newest has had its first updates only, so it is still open.
    const words = index === 0 ? WORDS.slice(3) : WORDS;
    const updates = words.map((word, age) => ({
      word,
      atMs: startedMs + (words.length - 1 - age) * 7 * MINUTE_MS,
      text: sentence(random),
    }));
    if (index === 0 && newsAtMs !== undefined) {
      updates.unshift({ word: "Update", atMs: newsAtMs, text: "The change that is measured." });
    }
    return entry(ENTRIES - index, updates);
  });
  return feedOf(updatedMs, entries);
}

/**
 * A window on the newest incidents of a page that has had very many, all of them over, each the same in every window: one
 * a minute, the `newest` of which ended at `newestMs`.
 * @param {number} newest
 * @param {number} count
 * @param {number} newestMs
 */
export function windowFeed(newest, count, newestMs) {
  const incidents = Array.from({ length: count }, (_, age) =>
    pastIncident(newest - age, newestMs - age * MINUTE_MS),
  );
  const entries = incidents.map(({ id, updates }) => entry(id, updates));
  return feedOf(newestMs, entries);
}

/** The same as Statuspage's `incidents.json`. @param {number} newest @param {number} count @param {number} newestMs */
export function windowJson(newest, count, newestMs) {
  const incidents = Array.from({ length: count }, (_, age) =>
    pastIncident(newest - age, newestMs - age * MINUTE_MS),
  );
  return JSON.stringify({
    page: {
      id: "kctbh9vrtdwd",
      name: "Example",
      url: "https://status.example.com",
      updated_at: isoTime(newestMs),
    },
    incidents: incidents.map(jsonIncident),
  });
}

/** @typedef {{ word: string, atMs: number, text: string }} Update */
/** @typedef {{ id: number, updates: Update[] }} PastIncident */

/** To make one up takes long, and windows overlap. @type {Map<string, PastIncident>} */
const pastIncidents = new Map();

/** @param {number} id @param {number} endedMs @returns {PastIncident} */
function pastIncident(id, endedMs) {
  const key = `${id} ${endedMs}`;
  let incident = pastIncidents.get(key);
  if (!incident) {
    const random = randomNumbers(id);
    const updates = WORDS.map((word, age) => ({
      word,
      atMs: endedMs - age * 7 * MINUTE_MS,
      text: sentence(random),
    }));
    incident = { id, updates };
    pastIncidents.set(key, incident);
  }
  return incident;
}

/** @param {PastIncident} incident */
function jsonIncident({ id, updates }) {
  const [endedAt, startedAt] = [updates[0], updates[updates.length - 1]].map(({ atMs }) => isoTime(atMs));
  return {
    id: `jhs2z7c69y${id}`,
    name: `Incident ${id} with Pull Requests`,
    status: updates[0].word.toLowerCase(),
    impact: "minor",
    shortlink: `https://stspg.io/jhs2z7c69y${id}`,
    created_at: startedAt,
    updated_at: endedAt,
    resolved_at: endedAt,
    components: [],
    incident_updates: updates.map(({ word, atMs, text }, age) => ({
      id: `u${id}x${age}`,
      status: word === "Update" ? "identified" : word.toLowerCase(),
      body: text,
      created_at: isoTime(atMs),
      updated_at: isoTime(atMs),
      display_at: isoTime(atMs),
    })),
  };
}

/** @param {number} updatedMs @param {readonly string[]} entries */
function feedOf(updatedMs, entries) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.example.com,2005:/history</id>
  <link rel="alternate" type="text/html" href="https://status.example.com"/>
  <link rel="self" type="application/atom+xml" href="https://status.example.com/history.atom"/>
  <title>Example Status - Incident History</title>
  <updated>${isoTime(updatedMs)}</updated>
  <author>
    <name>Example</name>
  </author>
${entries.join("\n")}
</feed>
`;
}

/** @param {number} id @param {{ word: string, atMs: number, text: string }[]} updates newest first */
function entry(id, updates) {
  const time = isoTime(updates[0].atMs);
  return `  <entry>
    <id>tag:status.example.com,2005:Incident/${24_000_000 + id}</id>
    <published>${time}</published>
    <updated>${time}</updated>
    <link rel="alternate" type="text/html" href="https://status.example.com/incidents/jhs2z7c69y${id}"/>
    <title>Incident ${id} with Pull Requests</title>
    <content type="html">${escapeXml(updates.map(block).join(""))}</content>
  </entry>`;
}

/** @param {{ word: string, atMs: number, text: string }} update */
function block({ word, atMs, text }) {
  const [, day, month, time] = /, (\d+) (\w+) \d+ (\d+:\d+)/.exec(new Date(atMs).toUTCString()) ?? [];
  return `<p><small>${month} <var data-var='date'>${day}</var>, <var data-var='time'>${time}</var> UTC</small><br><strong>${word}</strong> - ${text}</p>`;
}

/** @param {() => number} random */
function sentence(random) {
  const words = Array.from(
    { length: MESSAGE_WORDS },
    () => VOCABULARY[Math.floor(random() * VOCABULARY.length)],
  );
  return `${words.join(" ")}.`;
}

/** @param {number} ms */
function isoTime(ms) {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** @param {string} html */
function escapeXml(html) {
  return html.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
