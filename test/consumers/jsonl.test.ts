import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonlConsumer } from "../../src/consumers/jsonl/index.ts";
import { parseSize } from "../../src/consumers/jsonl/size.ts";
import { consumerOf, eventWith } from "../helpers/receiver.ts";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "status-watch-jsonl-"));
  path = join(folder, "events.jsonl");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const event = (number: number) => eventWith({ id: `e${number}`, message: "x".repeat(100) });
const LINE = Buffer.byteLength(`${JSON.stringify(event(0))}\n`);

async function idsIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: string }).id);
}

describe("a file of events", () => {
  test("holds each as one line, the newest last; folders are made", async () => {
    path = join(folder, "a", "b", "events.jsonl");
    await using consumer = consumerOf(jsonlConsumer, { path });
    expect(await consumer.deliver(event(1))).toEqual({ outcome: "delivered" });
    await consumer.deliver(eventWith({ id: "e2", message: "two\nlines, \u2028 and 😀" }));
    expect(await idsIn(path)).toEqual(["e1", "e2"]);
    expect(JSON.parse((await readFile(path, "utf8")).split("\n")[0] ?? "")).toEqual(event(1));
  });

  test("never mixes lines, also with several at once and another program", async () => {
    const settings = { path, max_size: LINE * 50, keep: 1000 };
    await using one = consumerOf(jsonlConsumer, settings);
    await using other = consumerOf(jsonlConsumer, { path });
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const deliveries = numbers.flatMap((number) => [
      one.deliver(event(number)),
      other.deliver(event(number)),
    ]);
    expect(new Set((await Promise.all(deliveries)).map(({ outcome }) => outcome))).toEqual(
      new Set(["delivered"]),
    );
    const ids = (await Promise.all((await readdir(folder)).map((name) => idsIn(join(folder, name))))).flat();
    expect(ids.length).toBe(80);
  });

  test("goes on in a new file where the old one was moved, removed or emptied", async () => {
    await using consumer = consumerOf(jsonlConsumer, { path });
    await consumer.deliver(event(1));
    await rename(path, `${path}-20251103`);
    await consumer.deliver(event(2));
    expect(await idsIn(path)).toEqual(["e2"]);
    await writeFile(path, "");
    await consumer.deliver(event(3));
    expect(await idsIn(path)).toEqual(["e3"]);
    await rm(folder, { recursive: true });
    await consumer.deliver(event(4));
    expect(await idsIn(path)).toEqual(["e4"]);
  });

  test("begins a line of its own after one that was cut off", async () => {
    await writeFile(path, '{"id":"e0"}\n{"id":"e');
    await using consumer = consumerOf(jsonlConsumer, { path });
    await consumer.deliver(event(1));
    expect((await readFile(path, "utf8")).split("\n").slice(0, 3)).toEqual([
      '{"id":"e0"}',
      '{"id":"e',
      JSON.stringify(event(1)),
    ]);
  });
});

describe("rotation", () => {
  test("moves a full file away, and keeps so many", async () => {
    await using consumer = consumerOf(jsonlConsumer, { path, max_size: LINE * 2, keep: 2 });
    for (let number = 1; number <= 7; number++) await consumer.deliver(event(number));
    expect((await readdir(folder)).sort()).toEqual(["events.jsonl", "events.jsonl.1", "events.jsonl.2"]);
    expect(await idsIn(path)).toEqual(["e7"]);
    expect(await idsIn(`${path}.1`)).toEqual(["e5", "e6"]);
    expect(await idsIn(`${path}.2`)).toEqual(["e3", "e4"]);
  });

  test("lets a line that alone is too long stand alone", async () => {
    await using consumer = consumerOf(jsonlConsumer, { path, max_size: 10 });
    for (let number = 1; number <= 3; number++) await consumer.deliver(event(number));
    expect(await idsIn(path)).toEqual(["e3"]);
    expect(await idsIn(`${path}.2`)).toEqual(["e1"]);
  });

  test("loses nothing where one before was cut short", async () => {
    await using consumer = consumerOf(jsonlConsumer, { path, max_size: 10, keep: 3 });
    await consumer.deliver(event(1));
    await consumer.deliver(event(2));
    await consumer.deliver(event(3));
    await rename(`${path}.1`, `${path}.3`);
    await consumer.deliver(event(4));
    expect(await idsIn(`${path}.1`)).toEqual(["e3"]);
    expect(await idsIn(`${path}.2`)).toEqual(["e1"]);
    expect(await idsIn(`${path}.3`)).toEqual(["e2"]);
  });

  test.each([
    ["10MB", 10_000_000],
    ["512 KiB", 524_288],
    ["1.5g", 1_500_000_000],
    ["2000", 2000],
    [2000, 2000],
    ["many", undefined],
    ["-1MB", undefined],
  ])("reads %s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(["0", "ten", 0])("refuses %s", (max_size) => {
    expect(jsonlConsumer.options.safeParse({ path, max_size }).success).toBe(false);
  });
});

describe("what cannot be written", () => {
  const fail = async (target: string) => {
    await using consumer = consumerOf(jsonlConsumer, { path: target });
    const delivery = await consumer.deliver(event(1));
    // One failure is not the end.
    expect(await consumer.deliver(event(1))).toEqual(delivery);
    return delivery;
  };

  test("waits for room on a full disk", async ({ skip }) => {
    if (process.platform !== "linux") skip();
    expect(await fail("/dev/full")).toEqual({
      outcome: "retry",
      reason: "cannot write to /dev/full (ENOSPC); the disk is full: make room",
    });
  });

  test("waits to be allowed", async ({ skip }) => {
    if (process.platform === "win32" || process.getuid?.() === 0) skip();
    const locked = join(folder, "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    expect(await fail(join(locked, "events.jsonl"))).toMatchObject({
      outcome: "retry",
      reason: expect.stringMatching(/\(EACCES\); let the user that status-watch runs as write there$/),
    });
  });

  test("waits where a part of the path is a file", async () => {
    await writeFile(path, "");
    expect(await fail(join(path, "events.jsonl"))).toMatchObject({
      outcome: "retry",
      reason: expect.stringContaining("part of its path is a file"),
    });
  });

  test("gives up on a folder, and on a pipe that would wait for a reader", async ({ skip }) => {
    expect(await fail(folder)).toMatchObject({
      outcome: "drop",
      reason: expect.stringContaining("a folder"),
    });
    if (process.platform === "win32") skip();
    execFileSync("mkfifo", [path]);
    expect(await fail(path)).toMatchObject({
      outcome: "drop",
      reason: expect.stringContaining("no ordinary file"),
    });
  });
});
