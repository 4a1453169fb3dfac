/**
 * Draws what `scale.mjs` printed, of one run or several: `cat rows.txt | node bench/draw-scale.mjs > bench/scale.svg`.
 */
import { text } from "node:stream/consumers";
import { scaleChart } from "./scale-chart.mjs";

/** A row as it is printed: providers, mode, start-up, CPU, memory in the window and at its peak. */
const ROW =
  /^\| (?<providers>\d+) \| (?<mode>plain|tls|low) \| \d+ \| (?<cpu>[\d.]+) \| (?<memory>\d+) · \d+ \|/;

const rows = (await text(process.stdin)).split("\n").flatMap((line) => ROW.exec(line)?.groups ?? []);
const points = rows.map(({ providers, mode, cpu, memory }) => ({
  mode: /** @type {import("./scale-chart.mjs").Point["mode"]} */ (mode),
  providers: Number(providers),
  cpuPercent: Number(cpu),
  memoryMb: Number(memory),
}));
points.sort((a, b) => a.providers - b.providers);
process.stdout.write(scaleChart(points));
