import { describe, expect, it } from "vitest";
import { at, Story } from "./story.ts";

type Row = Readonly<Record<string, unknown>>;

describe("a report that follows the end is an update of it", () => {
  it("on Zendesk's page", async () => {
    const story = new Story("zendesk", "https://status.zendesk.com/api/ssp/incidents.json");
    const update = (id: string, createdAt: string, description: string) => {
      return { id, type: "incidentUpdate", attributes: { description, createdAt } };
    };
    const page = (status: string, ...included: readonly { id: string }[]) => {
      const attributes = { name: "Down", impact: "major", outage: true, startedAt: at("12:06"), status };
      const data = included.map(({ id }) => ({ id, type: "incidentUpdate" }));
      const incident = {
        id: "1",
        type: "incident",
        attributes,
        relationships: { incidentUpdates: { data } },
      };
      return { "/api/ssp/incidents.json": { data: [incident], included } };
    };
    const posts = [update("a", at("12:06"), "Bad."), update("b", at("12:14"), "Back.")] as const;
    await story.next({ "/api/ssp/incidents.json": { data: [], included: [] } });
    await story.next(page("investigating", posts[0]));
    expect(await story.next(page("resolved", ...posts))).toEqual(["incident resolved 1 [resolved] Back."]);
    expect(await story.next(page("resolved", ...posts, update("c", at("16:00"), "A disk.")), 300)).toEqual([
      "incident updated 1 [resolved] A disk.",
    ]);
  });

  it("on a list of Salesforce's", async () => {
    const list = "/v1/incidents";
    const story = new Story("salesforce", `https://api.status.salesforce.com${list}?instance=NA1`);
    const post = (id: number, createdAt: string, message: string) => ({ id, createdAt, message });
    const page = (status: string, ...IncidentEvents: readonly object[]) => {
      const common = { message: { subject: "Down" }, serviceKeys: ["Core"], instanceKeys: ["NA1"] };
      const IncidentImpacts = [{ severity: "major", startTime: at("12:06") }];
      return { [list]: [{ id: 1, status, ...common, IncidentImpacts, IncidentEvents }] };
    };
    const posts = [post(1, at("12:06"), "Bad."), post(2, at("12:14"), "Back.")] as const;
    await story.next({ [list]: [] });
    await story.next(page("Active", posts[0]));
    expect(await story.next(page("Resolved", ...posts))).toEqual(["incident resolved 1 [resolved] Back."]);
    expect(await story.next(page("Resolved", ...posts, post(3, at("16:00"), "A disk.")), 300)).toEqual([
      "incident updated 1 [resolved] A disk.",
    ]);
  });

  it("in Slack's history", async () => {
    const list = "/api/v2.0.0/history";
    const story = new Story("slack", `https://slack-status.com${list}`);
    const note = (date_created: string, body: string) => ({ date_created, body });
    const page = (status: string, ...notes: readonly object[]) => ({
      [list]: [{ id: 7, title: "Up", type: "incident", status, services: ["Files"], notes }],
    });
    const notes = [
      note(at("12:06"), "Broken."),
      note(at("12:14"), "Back. Thanks for your patience."),
    ] as const;
    await story.next({ [list]: [] });
    await story.next(page("active", notes[0]));
    expect(await story.next(page("resolved", ...notes))).toEqual([
      "incident resolved 7 [resolved] Back. Thanks for your patience.",
    ]);
    expect(await story.next(page("resolved", ...notes, note(at("16:00"), "A disk was full.")), 300)).toEqual([
      "incident updated 7 [resolved] A disk was full.",
    ]);
  });

  const OKTA = "https://status.okta.com/";
  const okta = (lists: { incidents?: Row[]; updates?: Row[]; planned?: Row[] }) => {
    const { incidents = [], updates = [], planned = [] } = lists;
    const span = (id: string, rows: readonly Row[]) => `<span data-id="${id}">${JSON.stringify(rows)}</span>`;
    const spans = [span("incidents", incidents), span("updates", updates), span("planned-outages", planned)];
    return { [OKTA]: `<html>${spans.join("")}</html>` };
  };
  const incident = (id: string, Status__c: string) => {
    return { Id: id, Incident_Title__c: "Down", Status__c, CreatedDate: at("12:06") };
  };

  it("on Okta's page", async () => {
    const story = new Story("okta", OKTA);
    const post = (Id: string, CreatedDate: string, UpdateLog__c: string) => {
      return { Id, IncidentId__c: "I1", UpdateLog__c, CreatedDate };
    };
    const updates = [post("a", at("12:06"), "Bad.")];
    await story.next(okta({}));
    await story.next(okta({ incidents: [incident("I1", "Investigating")], updates }));
    const incidents = [incident("I1", "Resolved")];
    expect(await story.next(okta({ incidents, updates }))).toEqual(["incident resolved I1 [resolved]"]);
    updates.unshift(post("b", at("16:00"), "A disk."));
    expect(await story.next(okta({ incidents, updates }), 300)).toEqual([
      "incident updated I1 [resolved] A disk.",
    ]);
  });

  it("and Okta's page may be empty, and tells that what was planned has begun", async () => {
    const story = new Story("okta", OKTA);
    const incidents = ["I1", "I2", "I3"].map((id) => incident(id, "Investigating"));
    await story.next(okta({ incidents }));
    expect(await story.next(okta({}))).toHaveLength(3);
    const planned = { ...incident("M1", "Scheduled"), Start_Time__c: at("13:00"), Log__c: "We upgrade." };
    expect(await story.next(okta({ planned: [planned] }))).toEqual([
      "maintenance opened M1 [scheduled] We upgrade.",
    ]);
    expect(await story.next(okta({ planned: [{ ...planned, Status__c: "Started" }] }), 60)).toEqual([
      "maintenance updated M1 [in_progress]",
    ]);
  });
});

describe("the page of a product of Meta", () => {
  it("tells a post of the same minute as the last", async () => {
    const story = new Story("meta", "https://metastatus.com/whatsapp");
    const service = { id: "1", name: "Cloud API", status: "High disruptions" };
    const post = (time: string, description: string) => ({ time, description });
    const outages = (...posts: readonly object[]) => ({
      "/data/outages/whatsapp.json": [{ service_id: "1", status: "High disruptions", posts }],
    });
    const first = post("2026-03-04T12:06:00Z", "Bad.");
    await story.next({
      "/data/orgs.json": [{ id: "whatsapp", name: "WA", services: [service] }],
      ...outages(),
    });
    await story.next(outages(first));
    const [id] = story.events.map(({ incidentId }) => incidentId);
    expect(await story.next(outages(post("2026-03-04T12:06:30Z", "Worse."), first))).toEqual([
      `incident updated ${id} [investigating] Worse.`,
    ]);
  });
});

describe("Stripe's API", () => {
  it("tells that the whole is well again, by whichever list it was not", async () => {
    const story = new Story("stripe", "https://status.stripe.com/current/full");
    const fine = { UptimeStatus: "up", message: "", uptimeData: [{ key: "api", title: "API" }] };
    await story.next({ "/current/full": fine });
    expect(await story.next({ "/current/full": { UptimeStatus: "down", message: "Down." } })).toEqual([
      "component changed Stripe [major_outage] Was operational.",
    ]);
    expect(await story.next({ "/current/full": fine })).toEqual([
      "component changed Stripe [operational] Was major outage.",
    ]);
  });
});
