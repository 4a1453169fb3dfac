import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { hasPromtool, promtool } from "../helpers/promtool.ts";
import { dashboardQueries, documentPath } from "./documents.ts";
import { everything, Scrape } from "./scrape.ts";

describe.skipIf(!hasPromtool)(
  "promtool (of Debian's package prometheus; skipped where it is not installed) takes",
  () => {
    it("the metrics, with something in each of them", async () => {
      const { metrics } = await everything();
      expect(promtool(["check", "metrics"], await metrics.text())).toEqual({ status: 0, output: "" });
    });

    it("the metrics of a daemon that watches nothing yet", async () => {
      expect(promtool(["check", "metrics"], await new Scrape().metrics.text())).toEqual({
        status: 0,
        output: "",
      });
    });

    it("the alerts", () => {
      const { status, output } = promtool([
        "check",
        "rules",
        "--lint=all",
        "--lint-fatal",
        documentPath("prometheus-rules.yml"),
      ]);
      expect(output).toContain("SUCCESS");
      expect(status).toBe(0);
    });

    it("the alerts' own tests", () => {
      const { status, output } = promtool(["test", "rules", documentPath("prometheus-rules.test.yml")]);
      expect(output).toContain("SUCCESS");
      expect(status).toBe(0);
    });

    it("what the dashboard asks", () => {
      const recorded = dashboardQueries().map(({ expr }, index) => ({
        record: `query:${index}`,
        expr: expr.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "6h"),
      }));
      const folder = mkdtempSync(join(tmpdir(), "status-watch-promtool-"));
      const file = join(folder, "queries.yml");
      try {
        writeFileSync(file, stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
        const { status, output } = promtool(["check", "rules", file]);
        expect(output).toContain(`SUCCESS: ${recorded.length} rules found`);
        expect(status).toBe(0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
