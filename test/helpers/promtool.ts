import { spawnSync } from "node:child_process";

/** What promtool has to say, and its exit code; `input` is its stdin. */
export function promtool(args: readonly string[], input = ""): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { input, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}`.trim() };
}

/** Of Debian's package `prometheus`, for one. */
export const hasPromtool = promtool(["--version"]).status === 0;
