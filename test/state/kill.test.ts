import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { StatusEvent } from "../../src/types.ts";
import { type Cli, Folder, runCli, startCli } from "../helpers/cli.ts";
import { Fleet } from "./fleet.ts";
import { type Received, Receiver } from "./receiver.ts";

const SEED = 20_260_301;
/** How often the daemon is killed; a start of it takes a second of CPU. */
const KILLS = Number(process.env["STATUS_WATCH_KILLS"] ?? 5);
const timeout = 180_000 + KILLS * 20_000;
const [UPDATES, PAGES] = [20 * KILLS, 24];
const CONSUMERS = ["one", "two", "flaky"];

/** A generator of numbers from 0 to 1 that gives the same ones every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves at a moment to be killed: some time after the start, or just as something arrives, answered or not. */
async function fatalMoment(receiver: Receiver, random: () => number, lifeMs: number): Promise<void> {
  const [kind, when] = [random(), random()];
  if (kind < 0.3) return after(when * lifeMs);
  let left = 1 + Math.floor(when * 80);
  const arrived = new Promise<void>((resolve) => {
    receiver.onRequest = () => --left === 0 && resolve();
  });
  await Promise.race([arrived, after(lifeMs)]);
  if (kind > 0.65) await after(random() * 20);
}

function expectAllTold(fleet: Fleet, accepted: readonly Received[]): void {
  for (const consumer of CONSUMERS) {
    const told = accepted.filter((one) => one.consumer === consumer);
    for (const [provider, ids] of fleet.published) {
      const first = new Set(told.filter((one) => one.provider === provider).map(({ id }) => id));
      expect([...first], `${provider} to ${consumer}, in order`).toEqual(ids);
    }
    expect(new Set(told.map(({ id }) => id)).size).toBe(fleet.count);
  }
}

/** Of each consumer what was under way when a daemon was killed, once for each kill. Gives how many there were. */
function expectFewRepeats(accepted: readonly Received[]): number {
  let total = 0;
  for (const consumer of CONSUMERS) {
    const told = accepted.filter((one) => one.consumer === consumer);
    const before = new Set<string>();
    const underWay = new Set<string | undefined>();
    for (let run = 0; run <= KILLS; run++) {
      const ids = told.filter((one) => one.run === run).map(({ id }) => id);
      expect(new Set(ids).size, `${consumer} twice in run ${run}`).toBe(ids.length);
      const repeated = ids.filter((id) => before.has(id));
      for (const id of repeated)
        expect(underWay.delete(id), `${id} again to ${consumer} in ${run}`).toBe(true);
      total += repeated.length;
      for (const id of ids) before.add(id);
      // Of one consumer they come one by one: before the last was sent, the others had been acknowledged.
      underWay.add(ids.at(-1));
    }
  }
  return total;
}

/** Starts the daemon again and again while updates are published, and kills it. Gives what it logged. */
async function liveAndDie(start: (run: number) => Cli, fleet: Fleet, receiver: Receiver): Promise<string> {
  const random = seeded(SEED + 1);
  let log = "";
  let lifeMs = 0;
  for (let run = 0; run < KILLS; run++) {
    const startedMs = performance.now();
    await using cli = start(run);
    // What is on the pages before they were first read would be history. That takes as long as a life should: in it
    // some daemons get to read and tell, and others do not, however slow the machine is.
    if (run === 0) await Promise.all(fleet.pages.map((page) => page.read(2)));
    lifeMs ||= performance.now() - startedMs;
    const publishing = (async () => {
      for (let n = 0; n < UPDATES / KILLS; n++) {
        fleet.publish();
        await after(10);
      }
    })();
    await fatalMoment(receiver, random, lifeMs);
    cli.kill("SIGKILL");
    await Promise.all([publishing, cli.exit]);
    log += cli.stderr;
  }
  return log;
}

async function historyOf(folder: Folder): Promise<string[]> {
  const args = ["history", "-c", "providers.yaml", "--format", "json"];
  const { stdout } = await runCli(args, { cwd: folder.path, env: { RUN: "" } });
  const lines = stdout.split("\n").slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as StatusEvent).id);
}

describe("A daemon with state in a folder", () => {
  it("loses no update and repeats only what was under way, killed again and again", { timeout }, async () => {
    await using folder = await Folder.create();
    await using fleet = await Fleet.start(PAGES, seeded(SEED));
    // Never twice in a row: two failures in a row would be the consumer's, and make everything wait.
    let isFlaky = true;
    await using receiver = await Receiver.start(
      (consumer, count) => isFlaky && consumer === "flaky" && count % 3 === 0,
    );
    const consumers = CONSUMERS.map((name) => receiver.consumer(name));
    const { providers } = fleet;
    const config = { defaults: { interval: "500ms" }, state: "state", providers, consumers };
    await folder.write("providers.yaml", stringify(config));
    const start = (run: number) =>
      startCli(["run", "-c", "providers.yaml"], { cwd: folder.path, env: { RUN: String(run) } });
    const log = await liveAndDie(start, fleet, receiver);
    await using cli = start(KILLS);
    await receiver.until(() => receiver.refusals > 0);
    isFlaky = false;
    await receiver.until(() => different(receiver.accepted) >= CONSUMERS.length * fleet.count);
    await Promise.all(fleet.pages.map((page) => page.read(2)));
    cli.kill("SIGTERM");
    expect(await cli.exit).toBe(0);
    expect(fleet.count).toBe(UPDATES);
    expectAllTold(fleet, receiver.accepted);
    expect(expectFewRepeats(receiver.accepted)).toBeLessThanOrEqual(KILLS * CONSUMERS.length);
    expect(log + cli.stderr).not.toMatch(/damaged|error|unreachable/i);
    expect((await historyOf(folder)).sort()).toEqual([...fleet.published.values()].flat().sort());
  });
});

function different(accepted: readonly Received[]): number {
  return new Set(accepted.map(({ consumer, id }) => `${consumer} ${id}`)).size;
}
