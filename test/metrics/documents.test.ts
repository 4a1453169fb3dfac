import { beforeAll, describe, expect, it } from "vitest";
import { dashboard, dashboardQueries, document, documentedMetrics, rules, ruleTests } from "./documents.ts";
import { everything, labelsIn, namesIn } from "./scrape.ts";

/** Labels that Prometheus gives to what it scrapes. */
const OF_PROMETHEUS = ["job", "instance"];

let text: string;
beforeAll(async () => {
  text = await (await everything()).metrics.text();
});

/** Metrics that a text speaks of; of a histogram the histogram. */
function metricsIn(words: string): Set<string> {
  const names = [...words.matchAll(/\b(?:status_watch|process|nodejs)_\w+/g)].map(([name]) => name);
  return new Set(names.map((name) => name.replace(/_seconds_(bucket|sum|count)$/, "_seconds")));
}

describe("docs/metrics.md", () => {
  it("lists exactly what is exposed, with its type", () => {
    const exposed = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const listed = documentedMetrics().map(({ name, type }) => `${name} ${type}`);
    expect(listed.toSorted()).toEqual(exposed.toSorted());
  });

  it("lists the labels of each", () => {
    const exposed = labelsIn(text);
    expect(exposed.size).toBe(namesIn(text).length);
    const listed = documentedMetrics().map(({ name, labels }) => [name, labels.toSorted()] as const);
    expect(new Map(listed)).toEqual(exposed);
  });
});

describe("the dashboard and the alerts", () => {
  const queries = [
    ...dashboardQueries(),
    ...rules().map(({ alert, expr }) => ({ title: alert, expr })),
    ...rules().flatMap(({ alert, annotations }) =>
      Object.values(annotations).map((expr) => ({ title: `what ${alert} says`, expr })),
    ),
  ];

  it("speak of metrics that there are", () => {
    const mentioned = metricsIn(
      [...queries.map(({ expr }) => expr), document("prometheus-rules.test.yml")].join("\n"),
    );
    expect(mentioned.size).toBeGreaterThan(25);
    const exposed = new Set(namesIn(text));
    expect([...mentioned].filter((name) => !exposed.has(name))).toEqual([]);
  });

  it("ask for labels that those metrics have", () => {
    const labels = labelsIn(text);
    const asked = queries.flatMap(({ title, expr }) =>
      [...expr.matchAll(/\b((?:status_watch|process|nodejs)_\w+)\{([^}]*)\}/g)].flatMap(
        ([, name = "", matchers = ""]) => {
          const [metric = ""] = metricsIn(name);
          const known = [...(labels.get(metric) ?? []), ...OF_PROMETHEUS];
          return [...matchers.matchAll(/(\w+)\s*=/g)].map(([, label = ""]) => ({
            title,
            metric,
            label,
            known,
          }));
        },
      ),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter(({ label, known }) => !known.includes(label))).toEqual([]);
  });

  it("each alert says what is wrong, what that means and what to do", () => {
    for (const { annotations } of rules()) {
      expect(Object.keys(annotations)).toEqual(["summary", "description", "action"]);
    }
  });

  it("each alert is tested, to fire and not to fire", () => {
    const cases = ruleTests();
    const fires = cases.filter(({ exp_alerts: expected = [] }) => expected.length > 0);
    const isSilent = cases.filter(({ exp_alerts: expected = [] }) => expected.length === 0);
    const alerts = rules().map(({ alert }) => alert);
    expect(new Set(fires.map(({ alertname }) => alertname))).toEqual(new Set(alerts));
    expect(new Set(isSilent.map(({ alertname }) => alertname))).toEqual(new Set(alerts));
  });
});

describe("the dashboard", () => {
  const { panels, templating } = dashboard();

  it("asks for the data source, and names none", () => {
    expect(templating.list[0]).toMatchObject({ name: "datasource", type: "datasource", query: "prometheus" });
    const sources = panels.flatMap(({ datasource, targets = [] }) => [
      datasource,
      ...targets.map((target) => target.datasource),
    ]);
    const uids = sources.flatMap((source) => source?.uid ?? []);
    expect(uids.length).toBeGreaterThan(50);
    expect(uids.filter((uid) => !/^\$\{datasource\}$/.test(uid))).toEqual([]);
  });

  it("has panels that do not lie on one another", () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    );
    expect(cells.length).toBeGreaterThan(1_000);
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});
