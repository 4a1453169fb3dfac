import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { execConsumer } from "../../src/consumers/exec/index.ts";
import { consumerOf, eventWith } from "../helpers/receiver.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "status-watch-exec-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  // In a container nobody may collect what has lost its parent: it is dead all the same.
  return !(existsSync(stat) && /\) Z /.test(readFileSync(stat, "utf8")));
}

describe("a program that does not end", () => {
  const pidIn = async (file: string) => Number(await readFile(file, "utf8"));

  test("is ended, whatever it does about it, with what it started", async ({ skip }) => {
    if (process.platform === "win32") skip();
    const [own, child] = [join(folder, "own"), join(folder, "child")];
    const stubborn = `
      process.on("SIGTERM", () => {});
      setInterval(() => {}, 1000);
      require("fs").writeFileSync(process.argv[1], String(process.pid));`;
    const script = `
      require("child_process").spawn(process.execPath, ["-e", process.env.STUBBORN, process.env.CHILD]);
      ${stubborn}`;
    await using consumer = consumerOf(execConsumer, {
      command: [process.execPath, "-e", script, own],
      timeout: "1s",
      env: { STUBBORN: stubborn, CHILD: child },
    });
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: "node was ended as it ran for more than 1 s",
    });
    for (const file of [own, child]) await expect.poll(async () => isAlive(await pidIn(file))).toBe(false);
  });

  test("ends with us", async () => {
    const file = join(folder, "pid");
    const script = `setInterval(() => {}, 1000); require("fs").writeFileSync(process.argv[1], String(process.pid));`;
    const consumer = consumerOf(execConsumer, { command: [process.execPath, "-e", script, file] });
    const delivery = consumer.deliver(eventWith());
    await expect.poll(() => pidIn(file).catch(() => 0)).toBeGreaterThan(0);
    await consumer.close?.();
    expect(await delivery).toMatchObject({ outcome: "retry" });
    expect(isAlive(await pidIn(file))).toBe(false);
  });

  test.runIf(process.platform === "linux")("leaves nothing open", async () => {
    const openFiles = () => readdirSync("/proc/self/fd").length;
    await using consumer = consumerOf(execConsumer, {
      command: ["sh", "-c", 'test "$STATUS_WATCH_ID" != odd'],
    });
    await using missing = consumerOf(execConsumer, { command: ["/nowhere/notify"] });
    await consumer.deliver(eventWith());
    const before = openFiles();
    for (let run = 0; run < 20; run++) {
      await consumer.deliver(eventWith({ id: run % 2 === 1 ? "odd" : "even", message: "x".repeat(100_000) }));
      await missing.deliver(eventWith());
    }
    // Each program has three.
    expect(openFiles() - before).toBeLessThan(3);
  });

  test("may leave something behind on purpose: that is not waited for", async ({ skip }) => {
    if (process.platform === "win32") skip();
    const file = join(folder, "pid");
    const command = ['sleep 60 & echo $! > "$OUT"; exit 4'];
    await using consumer = consumerOf(execConsumer, { command, shell: true, env: { OUT: file } });
    expect(await consumer.deliver(eventWith())).toEqual({
      outcome: "retry",
      reason: "sh exited with code 4",
    });
    expect(isAlive(await pidIn(file))).toBe(true);
    process.kill(await pidIn(file));
  });
});
