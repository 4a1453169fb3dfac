// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment are part of these files
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { RULE_KEYS } from "../../src/config/audience.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { type Config, type ConfigOptions, parseConfig } from "../../src/config/load.ts";
import { secret, secretUrl } from "../../src/config/option-fields.ts";
import { ConfigError } from "../../src/config/problems.ts";
import type { ConsumerType } from "../../src/consumers/types.ts";
import { options as common } from "./fixture.ts";

const slack: ConsumerType<unknown> = {
  options: z.strictObject({
    url: secretUrl("Where messages go."),
    signature: secret("Proves who sends.").optional(),
    channel: z.string().optional(),
  }),
  create: (name) => ({ name, deliver: async () => ({ outcome: "delivered" }) }),
};
const options: ConfigOptions = { ...common, consumers: { ...common.consumers, slack } };

const HEAD = "providers: [{ name: A, url: https://a.example }]\nconsumers:\n";
const withRules = (rules: string) => `${HEAD}  - type: console\n    ${rules}\n`;

function parse(text: string, env: NodeJS.ProcessEnv = {}): Config {
  return parseConfig(text, "providers.yaml", { ...options, env });
}

function errorOf(text: string, env: NodeJS.ProcessEnv = {}): ConfigError {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error(`was accepted:\n${text}`);
}

function problemsOf(text: string, env: NodeJS.ProcessEnv = {}): string[] {
  return errorOf(text, env).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test("every rule is read, beside the options of the type", () => {
  const text = `providers:
  - { name: A, url: https://a.example, tags: [prod, EU] }
  - { name: B, url: https://b.example, tags: test }
consumers:
  - type: console
    format: json
    only:
      providers: [A, /^b/i]
      tags: prod
      components: API
      kinds: [incident, component]
      changes: opened
      min_impact: major
    ignore: { providers: C, tags: [old], components: /beta/, kinds: maintenance, changes: [edited, moved] }
    quiet_hours: { from: 22:00, to: 7:00, time_zone: Europe/Zurich, days: [mon, fri] }
    digest: 1h
    settle: 2m
    remind: 24h
`;
  const { providers, consumers } = parse(text);
  expect(providers.map(({ tags }) => tags)).toEqual([["prod", "EU"], ["test"]]);
  expect(consumers).toEqual([
    {
      type: "console",
      name: "console",
      options: { format: "json" },
      rules: {
        only: {
          providers: ["A", /^b/i],
          tags: ["prod"],
          components: ["API"],
          kinds: ["incident", "component"],
          changes: ["opened"],
          minImpact: "major",
        },
        ignore: {
          providers: ["C"],
          tags: ["old"],
          components: [/beta/],
          kinds: ["maintenance"],
          changes: ["edited", "moved"],
        },
        quietHours: { from: "22:00", to: "7:00", timeZone: "Europe/Zurich", days: ["mon", "fri"] },
        digestMs: 3_600_000,
        settleMs: 120_000,
        remindMs: 86_400_000,
      },
      secrets: [],
    },
  ]);
});

test("what is not said is absent", () => {
  const { providers, consumers } = parse("providers: [{ name: A, url: https://a.example }]\n");
  expect(providers[0]).not.toHaveProperty("tags");
  expect(consumers[0]?.rules).toStrictEqual({});
  const [{ rules } = { rules: undefined }] = parse(withRules("only: { kinds: incident }")).consumers;
  expect(rules).toStrictEqual({ only: { kinds: ["incident"] } });
});

test("rules are no options: references to the environment are text in them, and no secrets", () => {
  const [consumer] = parse(withRules('only: { components: "${NAME}" }'), { NAME: "value" }).consumers;
  expect(consumer).toMatchObject({ rules: { only: { components: ["${NAME}"] } }, secrets: [] });
});

describe("mistakes in rules are told with their place", () => {
  const hours = (more: string) => `quiet_hours: { from: 22:00, to: 07:00, time_zone: Europe/Zurich${more} }`;
  test.each([
    ["a key", "onyl: { kinds: incident }", '4:5 unknown key "onyl", did you mean "only"?'],
    ["a key further in", "only: { kind: incident }", '4:13 unknown key "kind", did you mean "kinds"?'],
    ["a list of rules", "only: [incident]", "4:11 only: expected a map of keys and values, got a list"],
    ["a kind", "only: { kinds: incidnet }", '4:20 unknown kind "incidnet", did you mean "incident"?'],
    [
      "a change",
      "ignore: { changes: [opened, update] }",
      '4:33 unknown change "update", did you mean "updated"?',
    ],
    ["an impact", "only: { min_impact: mayor }", '4:25 unknown impact "mayor", did you mean "major"?'],
    [
      "a least impact of what is ignored",
      "ignore: { min_impact: minor }",
      '4:15 unknown key "min_impact", expected one of providers, tags, components, kinds, changes',
    ],
    [
      "a regular expression",
      "only: { providers: [A, /(/] }",
      "4:28 only.providers: not a regular expression: unterminated group",
    ],
    ["a tag of no text", "only: { tags: [5] }", "4:20 only.tags: expected text, got 5"],
    ["a duration", "digest: hourly", '4:13 digest: expected a duration such as 30s, got "hourly"'],
    ["a digest too short", "digest: 30s", '4:13 digest: expected a duration between 1m and 24h, got "30s"'],
    ["a settling too long", "settle: 2h", '4:13 settle: expected a duration between 1s and 1h, got "2h"'],
    ["a reminder of nothing", "remind: 0", "4:13 remind: expected a duration between 1m and 168h, got 0"],
    [
      "a time zone",
      "quiet_hours: { from: 22:00, to: 07:00, time_zone: Europe/Zurch }",
      '4:55 quiet_hours.time_zone: unknown time zone "Europe/Zurch", did you mean "Europe/Zurich"?',
    ],
    [
      "a time zone like no other",
      "quiet_hours: { from: 22:00, to: 07:00, time_zone: here }",
      '4:55 quiet_hours.time_zone: unknown time zone "here", expected a name such as Europe/Zurich',
    ],
    ["no time zone", "quiet_hours: { from: 22:00, to: 07:00 }", '4:18 missing key "time_zone"'],
    [
      "a time",
      "quiet_hours: { from: 10pm, to: 07:00, time_zone: UTC }",
      '4:26 quiet_hours.from: expected a time of day such as 22:00, got "10pm"',
    ],
    [
      "a time that is a number",
      "quiet_hours: { from: 22:00, to: 7, time_zone: UTC }",
      "4:37 quiet_hours.to: expected a time of day such as 07:00, got 7",
    ],
    [
      "a beginning at the end of the day",
      "quiet_hours: { from: 24:00, to: 07:00, time_zone: UTC }",
      '4:26 quiet_hours.from: expected a time of day such as 22:00, got "24:00"',
    ],
    [
      "hours of no length",
      "quiet_hours: { from: 07:00, to: 7:00, time_zone: UTC }",
      "4:37 quiet_hours.to: the same as from; the whole day is from 00:00 to 24:00",
    ],
    [
      "hours without end",
      "quiet_hours: { from: 00:00, to: 24:00, time_zone: UTC }",
      "4:37 quiet_hours.to: quiet at all times: nothing but what is critical would be told",
    ],
    [
      "a day",
      hours(", days: [mon, tuesday]"),
      '4:82 unknown day "tuesday", expected one of mon, tue, wed, thu, fri, sat, sun',
    ],
  ])("%s", (_, rules, problem) => {
    expect(problemsOf(withRules(rules))).toEqual([problem]);
  });

  test("tags of a provider", () => {
    expect(problemsOf("- { name: A, url: https://a.example, tags: { a: b } }\n")).toEqual([
      "1:44 tags: expected a tag or a list of tags, got a map",
    ]);
  });

  test("all of them at once, with those of the type's options", () => {
    expect(problemsOf(withRules("format: xml\n    digest: soon\n    only: { kinds: [x] }"))).toHaveLength(3);
  });
});

describe("an option that is a secret", () => {
  const LITERAL = "https://hooks.example.com/s3cr3t";
  const entry = (lines: string) => `${HEAD}  - type: slack\n${lines}`;

  test("is taken from the environment, and known as what it is", () => {
    const text = entry("    url: ${SLACK_URL}\n    signature: v0=${SIGNATURE}\n    channel: plain\n");
    const [consumer] = parse(text, { SLACK_URL: LITERAL, SIGNATURE: "x1y2" }).consumers;
    expect(consumer).toMatchObject({
      options: { url: LITERAL, signature: "v0=x1y2", channel: "plain" },
      secrets: [
        { value: LITERAL, reference: "${SLACK_URL}" },
        { value: "x1y2", reference: "${SIGNATURE}" },
      ],
    });
  });

  test("is refused where it is written out, and not shown", () => {
    const error = errorOf(entry(`    url: ${LITERAL}\n    signature: s3cr3t-too\n`));
    expect(error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "4:10 url is as good as a password: take it from the environment, ${SLACK_URL}",
      "5:16 signature is as good as a password: take it from the environment, ${SLACK_SIGNATURE}",
    ]);
    expect(error.message).not.toContain("s3cr3t");
  });

  test("is refused where what looks like a reference is none", () => {
    expect(problemsOf(entry("    url: https://hooks.example.com/$${SLACK}\n"))).toEqual([
      "4:10 url is as good as a password: take it from the environment, ${SLACK_URL}",
    ]);
  });

  test("is complained of once where its variable is not set", () => {
    expect(problemsOf(entry("    url: ${SLACK_URL}\n"))).toEqual([
      "4:10 the environment variable SLACK_URL is not set",
    ]);
  });

  test("is complained of without its value where the variable holds something else", () => {
    const error = errorOf(entry("    url: ${SLACK_URL}\n"), { SLACK_URL: "s3cr3t" });
    expect(error.message).toContain("url: expected an address");
    expect(error.message).not.toContain("s3cr3t");
  });
});

test("editors are told what every rule is for", () => {
  const schema = configJsonSchema(options.formats, options.consumers) as unknown as Schema;
  expect(Object.keys(schema.definitions ?? {})).toEqual([...RULE_KEYS]);
  const described = (properties: Readonly<Record<string, Schema>> = {}) => {
    for (const [key, { description, properties: inner }] of Object.entries(properties)) {
      expect(description, key).toMatch(/\.$/);
      described(inner);
    }
  };
  described(schema.definitions);
});

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

test("what opens and closes alerts is not told in digests", () => {
  const pager: ConsumerType<unknown> = { ...slack, options: z.strictObject({}), isAlerting: true };
  const text = `${HEAD}  - type: pager\n    digest: 1h\n`;
  const parsePager = () => parseConfig(text, "providers.yaml", { ...options, consumers: { pager } });
  expect(parsePager).toThrow(/4:5 pager opens and closes alerts, which a digest cannot/);
});
