import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const DOCS = join(import.meta.dirname, "..", "..", "docs");

export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleTest {
  readonly alertname: string;
  readonly exp_alerts?: readonly unknown[];
}

/** A row of the tables in docs/metrics.md. */
export interface Documented {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

export function document(name: string): string {
  return readFileSync(documentPath(name), "utf8");
}

export function documentPath(name: string): string {
  return join(DOCS, name);
}

/** Those that this platform has. */
export function documentedMetrics(): Documented[] {
  const rows = document("metrics.md").matchAll(/^\| `(\w+)` \| (\w+) \|(.*?)\|(.*)\|$/gm);
  return [...rows].flatMap(([, name = "", type = "", labels = "", meaning = ""]) => {
    if (meaning.includes("Linux only") && process.platform !== "linux") return [];
    return [{ name, type, labels: [...labels.matchAll(/\w+/g)].map(([label]) => label) }];
  });
}

export function dashboard(): Dashboard {
  return JSON.parse(document("grafana-dashboard.json")) as Dashboard;
}

/** What the dashboard asks Prometheus, its variables included. */
export function dashboardQueries(): { title: string; expr: string }[] {
  const { panels, templating } = dashboard();
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr }))),
    ...templating.list.flatMap(({ name, definition }) => {
      const [, expr] = /^label_values\((.*), \w+\)$/.exec(definition ?? "") ?? [];
      return expr === undefined ? [] : [{ title: `the variable ${name}`, expr }];
    }),
  ];
}

export function rules(): Rule[] {
  const { groups } = parse(document("prometheus-rules.yml")) as Rules;
  return groups.flatMap((group) => group.rules);
}

/** What the alerts' tests expect, moment by moment. */
export function ruleTests(): RuleTest[] {
  const { tests } = parse(document("prometheus-rules.test.yml")) as {
    readonly tests: readonly { readonly alert_rule_test: readonly RuleTest[] }[];
  };
  return tests.flatMap((test) => test.alert_rule_test);
}
