import { describe, expect, it } from "vitest";
import { tidySnapshot } from "../../../src/feeds/tidy.ts";
import { at, Story } from "./story.ts";

describe("a StatusIQ page", () => {
  it("tells an end that no update says", async () => {
    const summary = "/sp/api/public/summary_details/statuspages/abc";
    const story = new Story("statusiq", `https://status.example.com${summary}`);
    const page = (active: readonly object[], resolved: readonly object[] = []) => ({
      [summary]: {
        data: {
          current_status: [{ enc_component_id: "c", display_name: "API", component_status: 1 }],
          active_incident_details: active,
          resolved_incident_details: [{ grp_by_incidents_list: resolved }],
        },
      },
    });
    const status = { enc_inc_state_progress_id: "1", incident_status: "Investigating" };
    const update = { ...status, status_updated_at: at("12:06"), incident_status_desc: "Bad." };
    const incident = { enc_inc_id: "i", incident_title: "Down", incident_status_updates: [update] };
    await story.next(page([]));
    await story.next(page([incident]));
    expect(await story.next(page([], [{ ...incident, incident_ended_at: at("12:30") }]))).toEqual([
      "incident resolved i [resolved]",
    ]);
  });
});

describe("an OnlineOrNot page", () => {
  it("tells of a maintenance without a status by the clock", async () => {
    const story = new Story("onlineornot", "https://acme.onlineornot.com/");
    const page = (maintenances: readonly object[] | null) => ({
      "/v1/status_pages/acme/summary": {
        result: {
          status_page: { id: "1", name: "A", subdomain: "acme" },
          components: [{ id: "c", name: "API", status: "OPERATIONAL" }],
          active_incidents: null,
          scheduled_maintenance: maintenances,
        },
      },
    });
    await story.next(page(null));
    expect(await story.next(page([{ id: 2, title: "Upgrade", started: at("13:00") }]))).toEqual([
      "maintenance opened 2 [scheduled]",
    ]);
    expect(await story.next({}, 60)).toEqual(["maintenance updated 2 [in_progress]"]);
    expect(await story.next(page(null), 60)).toEqual(["maintenance resolved 2 [completed]"]);
  });
});

describe("a Rootly page", () => {
  it("is not all there is to it where a list is as long as lists get", async () => {
    const list = "/api/v1/incidents.json";
    const story = new Story("rootly", `https://status.example.com${list}?per_page=100`);
    const incident = (n: number) => ({
      name: `Down ${n}`,
      url: `https://status.example.com/incidents/i${n}`,
      status: "started",
      started_at: at("12:00"),
      incident_updates: [{ created_at: at("12:00"), status: "investigating", body: `Bad ${n}.` }],
    });
    const page = (from: number) => ({
      [list]: {
        page: { name: "P", url: "https://status.example.com", time_zone: "UTC" },
        incidents: Array.from({ length: 25 }, (_, n) => incident(from + n)),
      },
    });
    await story.next(page(0));
    expect(await story.next(page(1))).toEqual(["incident opened i25 [investigating] Bad 25."]);
  });
});

describe("an OpenStatus page", () => {
  const monitors = [{ id: 1, name: "Web", status: "success" }];
  const maintenance = {
    id: 1,
    name: "Upgrade",
    message: "We upgrade.",
    updatedAt: at("12:08"),
    from: at("13:00"),
    to: at("14:00"),
    monitors: [1],
  };

  it("tells how a maintenance begins and ends", async () => {
    const story = new Story("openstatus", "https://acme.openstatus.dev/");
    const page = (made: number, maintenances: readonly object[]) => ({
      "/feed/json": { title: "A", made, statusReports: [], maintenances, monitors },
    });
    await story.next(page(0, []));
    expect(await story.next(page(1, [maintenance]))).toEqual([
      "maintenance opened maintenance/1 [scheduled] We upgrade.",
    ]);
    expect(await story.next(page(2, [maintenance]), 60)).toEqual([
      "maintenance updated maintenance/1 [in_progress]",
    ]);
    expect(await story.next(page(3, [maintenance]), 60)).toEqual([
      "maintenance resolved maintenance/1 [completed]",
    ]);
  });

  it("of very many reports keeps what is open", async () => {
    const story = new Story("openstatus", "https://acme.openstatus.dev/");
    const page = (count: number) => ({
      "/feed/json": {
        title: "A",
        statusReports: Array.from({ length: count }, (_, n) => ({
          id: n,
          title: `Report ${n}`,
          status: "resolved",
          updatedAt: at("10:00"),
          statusReportUpdates: [{ id: n, status: "resolved", date: at("10:00"), message: "Fine." }],
        })),
        maintenances: [{ ...maintenance, from: at("12:01"), to: at("16:00") }],
        monitors,
      },
    });
    await story.next(page(999));
    expect((await story.next(page(1_100))).filter((line) => line.startsWith("maintenance"))).toEqual([]);
  });
});

describe("a page that lists more than is kept", () => {
  const incident = (n: number) => ({
    id: String(n),
    kind: "incident" as const,
    title: `Down ${n}`,
    status: "investigating" as const,
    impact: "minor" as const,
    components: [],
    updates: [],
  });
  const listing = (count: number) => ({
    page: {},
    incidents: Array.from({ length: count }, (_, n) => incident(n)),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  });

  it("is no list of all that is open any more", () => {
    expect(tidySnapshot(listing(1_000)).listsAllOpen).toEqual({ incident: true, maintenance: true });
    expect(tidySnapshot(listing(1_001)).listsAllOpen).toEqual({ incident: false, maintenance: false });
  });
});
