import { Folder, type Result } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { outage, PAST, StatusPage, type Trouble } from "./page.ts";

const MAINTENANCE: Trouble = outage(1, {
  id: "disks0000001",
  title: "New disks",
  impact: "maintenance",
  posts: [{ status: "in_progress", text: "We change the disks.", at: "2026-03-01T10:00:00Z" }],
});

/** How a page can be, and what a name of it in a configuration stands for. */
const STATES: Readonly<Record<string, (page: StatusPage) => void>> = {
  fine: (page) => {
    page.incidents = [PAST, outage(3)];
  },
  maintained: (page) => {
    page.maintenances = [MAINTENANCE];
    page.components = { API: "under_maintenance" };
  },
  minor: (page) => {
    page.incidents = [outage(1, { impact: "minor" })];
  },
  major: (page) => {
    page.incidents = [outage(1, { impact: "major" })];
  },
  critical: (page) => {
    page.incidents = [outage(1, { impact: "critical" })];
  },
  degraded: (page) => {
    page.components = { API: "degraded_performance" };
  },
  down: (page) => {
    page.components = { API: "major_outage" };
  },
  unreachable: (page) => page.answer((request) => request.socket.destroy()),
  broken: (page) => page.answer((_, response) => response.writeHead(500).end()),
  unreadable: (page) =>
    page.answer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Just a moment…"),
    ),
};

/** `check-once` over pages in these states, each a provider of that name. */
export async function check(states: readonly string[], args: readonly string[] = []): Promise<Result> {
  await using folder = await Folder.create();
  const pages = await Promise.all(states.map(() => StatusPage.start()));
  for (const [index, page] of pages.entries()) STATES[states[index] ?? ""]?.(page);
  await folder.configure(
    states.map((name, index) => ({ name, url: pages[index]?.url })),
    "config/providers.yaml",
  );
  const result = await runInProcess(["check-once", ...args], { cwd: folder.path });
  for (const page of pages) await page[Symbol.asyncDispose]();
  return result;
}
