import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { execConsumer } from "../../src/consumers/exec/index.ts";
import { consumerOf, eventWith, HOSTILE } from "../helpers/receiver.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "status-watch-exec-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A consumer that runs a script in JavaScript. */
function node(script: string, options: object = {}) {
  return consumerOf(execConsumer, { command: [process.execPath, "-e", script], ...options });
}

/** Writes what the program was given to a file, and reads it back. */
async function given(changes = {}, options: { command?: unknown; env?: object } = {}) {
  const file = join(folder, "given.json");
  const script = `
    const input = require("fs").readFileSync(0, "utf8");
    const given = { input, env: process.env, args: process.argv.slice(1) };
    require("fs").writeFileSync(process.env.OUT, JSON.stringify(given));`;
  const command = [process.execPath, "-e", script, "--", "$HOME", "a b; touch x"];
  await using consumer = consumerOf(execConsumer, {
    command,
    ...options,
    env: { OUT: file, ...options.env },
  });
  expect(await consumer.deliver(eventWith(changes))).toEqual({ outcome: "delivered" });
  return JSON.parse(await readFile(file, "utf8")) as {
    input: string;
    env: Record<string, string>;
    args: string[];
  };
}

describe("what a program is given", () => {
  test("is the event as JSON and as variables, and its arguments as they are written", async () => {
    const { input, env, args } = await given();
    expect(JSON.parse(input)).toEqual(eventWith());
    expect(env).toMatchObject({
      STATUS_WATCH_ID: "openai/inc-1/upd-1",
      STATUS_WATCH_KIND: "incident",
      STATUS_WATCH_CHANGE: "opened",
      STATUS_WATCH_PROVIDER: "OpenAI",
      STATUS_WATCH_PRODUCT: "OpenAI – Chat Completions",
      STATUS_WATCH_INCIDENT_ID: "inc-1",
      STATUS_WATCH_STATUS: "investigating",
      STATUS_WATCH_IMPACT: "major",
      STATUS_WATCH_MESSAGE: "We are investigating.\nMore soon.",
      STATUS_WATCH_URL: "https://status.openai.com/incidents/inc-1",
      STATUS_WATCH_UPDATED_AT: "2025-11-03T14:32:00.000Z",
      PATH: process.env["PATH"],
    });
    expect(env).not.toHaveProperty("STATUS_WATCH_SCHEDULED_FOR");
    expect(args).toEqual(["$HOME", "a b; touch x"]);
  });

  test("is nothing of our environment that may be secret", async () => {
    process.env["SLACK_TOKEN"] = "xoxb-secret";
    process.env["STATUS_WATCH_SCHEDULED_FOR"] = "ours";
    try {
      const { env } = await given({}, { env: { API_KEY: "passed on" } });
      expect(env).not.toHaveProperty("SLACK_TOKEN");
      expect(env).not.toHaveProperty("STATUS_WATCH_SCHEDULED_FOR");
      expect(env["API_KEY"]).toBe("passed on");
    } finally {
      delete process.env["SLACK_TOKEN"];
      delete process.env["STATUS_WATCH_SCHEDULED_FOR"];
    }
  });

  test("fits, however much a page says", async () => {
    const { input, env } = await given({
      ...HOSTILE,
      message: "nul \0 €".repeat(30_000),
      rawStatus: "€".repeat(99_999),
    });
    expect(JSON.parse(input)).toMatchObject({ title: HOSTILE.title });
    expect(env["STATUS_WATCH_MESSAGE"]?.length).toBeLessThanOrEqual(16_000);
    expect(env["STATUS_WATCH_COMPONENTS"]?.split("\n").length).toBe(3);
  });

  test("no shell reads it, unless one is asked for", async ({ skip }) => {
    if (process.platform === "win32") skip();
    const file = join(folder, "out");
    const command = ['printf "%s|" "$STATUS_WATCH_TITLE" "$@" > "$OUT"', "a b", "$(id)"];
    await using consumer = consumerOf(execConsumer, { command, shell: true, env: { OUT: file } });
    expect(await consumer.deliver(eventWith({ title: "`id` $(id)" }))).toEqual({ outcome: "delivered" });
    expect(await readFile(file, "utf8")).toBe("`id` $(id)|a b|$(id)|");
    await using none = consumerOf(execConsumer, { command });
    expect(await none.deliver(eventWith())).toMatchObject({ outcome: "drop" });
  });

  test("need not be read", async () => {
    await using consumer = node("process.stdin.destroy(); process.exit(0)");
    expect(await consumer.deliver(eventWith({ message: "x".repeat(1_000_000) }))).toEqual({
      outcome: "delivered",
    });
  });
});

describe("what a program answers", () => {
  test("a code other than 0 is a failure, told with what it said last", async () => {
    await using consumer = node(
      'console.log("fine"); console.error("first\\nno \\u001b[31mroute\\n"); process.exit(3)',
    );
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: "node exited with code 3: no route",
    });
  });

  test("so is a signal", async ({ skip }) => {
    if (process.platform === "win32") skip();
    await using consumer = node('process.kill(process.pid, "SIGKILL")');
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: "node was ended by SIGKILL",
    });
  });

  test("however much it says, it is not held up, and little of it is kept", async () => {
    await using consumer = node(
      'for (let i = 0; i < 300; i++) require("fs").writeSync(1, "y".repeat(65536)); process.exitCode = 1',
    );
    const delivery = await consumer.deliver(eventWith());
    expect(delivery).toMatchObject({
      outcome: "retry",
      reason: expect.stringMatching(/^node exited with code 1: y+…$/),
    });
    expect("reason" in delivery && delivery.reason.length).toBeLessThan(300);
  });

  test("a program that is not there, or is none, is given up, without telling its arguments", async ({
    skip,
  }) => {
    await using missing = consumerOf(execConsumer, { command: ["/nowhere/notify", "token-123"] });
    expect(await missing.deliver(eventWith())).toEqual({
      outcome: "drop",
      reason: "notify cannot be run (ENOENT); install it, or give its full path",
    });
    if (process.platform === "win32") skip();
    const file = join(folder, "script.sh");
    await writeFile(file, "#!/bin/sh\n", { mode: 0o644 });
    await using plain = consumerOf(execConsumer, { command: [file] });
    expect(await plain.deliver(eventWith())).toEqual({
      outcome: "drop",
      reason: "script.sh cannot be run (EACCES); make it executable for the user that status-watch runs as",
    });
  });
});

test.each([
  [{ command: [] }],
  [{ command: "notify me" }],
  [{ command: [" "] }],
  [{ command: ["a", "b\0"] }],
  [{ command: ["a"], timeout: "2h" }],
  [{ command: ["a"], env: { "A B": "c" } }],
])("refuses %j", (options) => {
  expect(execConsumer.options.safeParse(options).success).toBe(false);
});
