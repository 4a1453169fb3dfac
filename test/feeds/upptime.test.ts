import { describe, expect, it } from "vitest";
import { parseIssues } from "../../src/feeds/upptime/parse.ts";
import { createDocument } from "../../src/http/document.ts";

const ISSUES = "https://api.github.com/repos/lantern/status/issues";
const NOW = Date.parse("2026-03-04T12:00:00Z");

function documentOf(address: string, value: unknown) {
  const headers = { "content-type": "application/json" };
  return createDocument(new URL(address), headers, Buffer.from(JSON.stringify(value)));
}

function issue(more: object) {
  return {
    id: 900,
    number: 9,
    title: "Deploys are slow",
    state: "open",
    labels: [{ name: "status" }],
    comments: 2,
    author_association: "OWNER",
    created_at: "2026-03-04T09:00:00Z",
    updated_at: "2026-03-04T11:00:00Z",
    closed_at: null,
    body: "We are looking.",
    ...more,
  };
}

function comment(id: number, number: number, association: string, body: string, type = "User") {
  return {
    id,
    issue_url: `${ISSUES}/${number}`,
    user: { login: "someone", type },
    author_association: association,
    created_at: `2026-03-04T10:0${id}:00Z`,
    updated_at: `2026-03-04T10:0${id}:00Z`,
    body,
  };
}

function updatesOf(one: object, comments: readonly object[] = []) {
  const document = documentOf(ISSUES, [one]);
  const beside = { nowMs: NOW, comments: documentOf(`${ISSUES}/comments`, comments) };
  const [incident] = parseIssues(document, beside).incidents;
  return incident?.updates.map(({ id, status, message }) => `${id} ${status}: ${message}`);
}

describe("the updates of an issue", () => {
  it("are what its owners and their robots write below it, oldest first", () => {
    const comments = [
      comment(3, 9, "NONE", "**Resolved:** it is back.", "Bot"),
      comment(2, 19, "OWNER", "Of another issue."),
      comment(1, 9, "COLLABORATOR", "A queue is full."),
    ];
    expect(updatesOf(issue({}), comments)).toEqual([
      "900 investigating: We are looking.",
      "1 investigating: A queue is full.",
      "3 investigating: **Resolved:** it is back.",
    ]);
  });

  it("leave out what strangers write, who may say anything", () => {
    const comments = [
      comment(1, 9, "NONE", "All is well again!"),
      comment(2, 9, "CONTRIBUTOR", "Same here."),
    ];
    expect(updatesOf(issue({}), comments)).toEqual(["900 investigating: We are looking."]);
  });

  it("end with its being closed, and tell it anew when it is opened and closed again", () => {
    expect(updatesOf(issue({ state: "closed", closed_at: "2026-03-04T11:00:00Z" }))).toEqual([
      "900 investigating: We are looking.",
      "closed 2026-03-04T11:00:00Z resolved: ",
    ]);
  });

  it("hold a label that says how it goes, without changing what was told before", () => {
    expect(updatesOf(issue({ labels: [{ name: "Monitoring" }] }))).toEqual([
      "900 investigating: We are looking.",
      "monitoring monitoring: ",
    ]);
  });

  it("hold that a planned maintenance has begun", () => {
    const body = "<!--\nstart: 2026-03-04T11:30:00.000Z\nend: 2026-03-04T13:00:00.000Z\n-->\nWe move.";
    expect(updatesOf(issue({ labels: [{ name: "maintenance" }], body }))).toEqual([
      "900 scheduled: We move.",
      "in_progress in_progress: ",
    ]);
  });
});
