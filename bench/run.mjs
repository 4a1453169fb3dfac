import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { measure } from "./measure.mjs";
import { reportTable } from "./report.mjs";

const USAGE = `node bench/run.mjs [--providers 1000] [--interval 10] [--seconds 60] [--rounds 2] [--answers 304|200|same] [--short]
node bench/run.mjs --profile daemon.cpuprofile [--providers …]

  --providers  status pages, each on a host of its own
  --interval   seconds between two polls of a page
  --seconds    for how long CPU is counted in each case
  --rounds     how often all cases are run; medians are shown
  --answers    only the cases in which pages answer so: 304; 200, with another time of the feed's own each time; or 200,
               with the same bytes each time
  --short      200 providers every 2 s for 4 s, once, unless said otherwise
  --profile    runs only the daemon against 304s and writes a CPU profile of it
`;

/** @type {import("./measure.mjs").Case[]} */
const CASES = [
  { client: "daemon", answers: "304" },
  { client: "durable", answers: "304" },
  { client: "raw", answers: "304" },
  { client: "daemon", answers: "200" },
  { client: "raw", answers: "200" },
  { client: "daemon", answers: "same" },
  { client: "raw", answers: "same" },
];
/** What a process has open besides its connections. */
const OTHER_DESCRIPTORS = 100;

const { values: options } = parseArgs({
  options: {
    providers: { type: "string" },
    interval: { type: "string" },
    seconds: { type: "string" },
    rounds: { type: "string" },
    answers: { type: "string" },
    short: { type: "boolean", default: false },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const usual = options.short
  ? { providers: 200, interval: 2, seconds: 4, rounds: 1, mostChanges: 50 }
  : { providers: 1_000, interval: 10, seconds: 60, rounds: 2, mostChanges: 200 };
const load = {
  providers: positive("providers") ?? usual.providers,
  intervalMs: (positive("interval") ?? usual.interval) * 1_000,
  windowMs: (positive("seconds") ?? usual.seconds) * 1_000,
  mostChanges: usual.mostChanges,
};
const rounds = positive("rounds") ?? usual.rounds;

if (options.help) {
  console.log(USAGE);
} else {
  refuseTooFewDescriptors(load.providers);
  if (options.profile) await measure({ client: "daemon", answers: "304" }, load, options.profile);
  else await compare();
}

/** @param {"providers" | "interval" | "seconds" | "rounds"} name */
function positive(name) {
  const text = options[name];
  if (text === undefined) return undefined;
  if (Number(text) > 0) return Number(text);
  console.error(`--${name} ${text} is not a number above 0\n\n${USAGE}`);
  process.exit(1);
}

async function compare() {
  const cases = CASES.filter(({ answers }) => answers === (options.answers ?? answers));
  const results = cases.map((which) => ({
    which,
    rounds: /** @type {import("./measure.mjs").Measurement[]} */ ([]),
  }));
  const loadAtStart = loadavg()[0];
  for (let round = 0; round < rounds; round++) {
    // There and back again, so that a drift of the machine falls on both clients alike.
    for (const result of round % 2 ? results.toReversed() : results) {
      console.error(`round ${round + 1} of ${rounds}: ${result.which.client}, ${result.which.answers}s`);
      result.rounds.push(await measure(result.which, load));
    }
  }
  console.log(
    `${load.providers} providers every ${load.intervalMs / 1_000} s, ${load.windowMs / 1_000} s a window, ` +
      `${rounds} rounds; Node ${process.versions.node}, ${availableParallelism()} cores, ` +
      `load average at the start ${loadAtStart.toFixed(2)}\n`,
  );
  console.log(reportTable(results, load.intervalMs));
}

/** The fleet and the client each hold one connection a page. @param {number} providers */
function refuseTooFewDescriptors(providers) {
  const report = /** @type {{ userLimits: { open_files: { soft: number | "unlimited" } } }} */ (
    process.report?.getReport()
  );
  const limit = report.userLimits.open_files.soft;
  const needed = providers + OTHER_DESCRIPTORS;
  if (limit === "unlimited" || limit >= needed) return;
  console.error(
    `${providers} providers take ${needed} open files in each of two processes, and this shell allows ${limit}: ` +
      `raise it (ulimit -n ${needed}) or lower --providers`,
  );
  process.exit(1);
}
