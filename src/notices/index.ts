import type { Snapshot } from "../types.ts";
import type { AboutNotice } from "./types.ts";
export function readNotice(
  _payload: unknown,
  _about: AboutNotice,
): { format: string; snapshot: Snapshot } | undefined {
  return undefined;
}
