// Reads 100,000 mutated payloads: `npm run fuzz`, or `npm run fuzz -- --payloads 5000 --format statuspage`.
// What a failure prints replays it: `npm run fuzz -- --seed 7 --file statuspage/summary.json --path 12:0`.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const option = { type: "string" };
const { values } = parseArgs({
  options: { payloads: option, seed: option, file: option, path: option, format: option },
});
const seed = values.seed ?? String(Math.floor(Math.random() * 1e9));
const root = new URL("..", import.meta.url);
const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", root));
const only = values.format === undefined ? [] : ["-t", ` ${values.format}$`];
const child = spawn(process.execPath, [vitest, "run", "test/fuzz", ...only], {
  cwd: fileURLToPath(root),
  stdio: "inherit",
  env: {
    ...process.env,
    STATUS_WATCH_FUZZ: values.payloads ?? "100000",
    STATUS_WATCH_FUZZ_CPU_MS: "1000",
    STATUS_WATCH_FUZZ_SEED: seed,
    ...(values.file !== undefined && { STATUS_WATCH_FUZZ_FILE: values.file }),
    ...(values.path !== undefined && { STATUS_WATCH_FUZZ_PATH: values.path }),
  },
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
