// A fleet of pages that misbehave, for as long as is wanted: `npm run faults -- --seconds 60`.
// What a failure prints replays it: `npm run faults -- --seed 7`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const option = { type: "string" };
const { values } = parseArgs({ options: { seconds: option, seed: option } });
const root = new URL("..", import.meta.url);
const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", root));
const child = spawn(process.execPath, [vitest, "run", "test/faults/fleet.test.ts"], {
  cwd: fileURLToPath(root),
  stdio: "inherit",
  env: {
    ...process.env,
    STATUS_WATCH_FAULTS_SECONDS: values.seconds ?? "60",
    STATUS_WATCH_FAULTS_SEED: values.seed ?? String(Math.floor(Math.random() * 1e9)),
  },
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
