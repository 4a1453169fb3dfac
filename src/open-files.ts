import type { Logger } from "./log.ts";
import { groupByPage } from "./polling/sharing.ts";
import type { Provider } from "./provider.ts";

/** For polls under way, consumers, the gateway and the state. */
const OTHERS = 1_024;

/**
 * How many files this process may open; undefined where there is no such limit, or the system does not tell. To be asked
 * once, at the start: the report it is read from takes 10 ms, and longer once there are connections.
 */
export function mostOpenFiles(): number | undefined {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | "unlimited" } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : undefined;
}

/** How many connections may be kept from poll to poll where so many files may be open. */
export function connectionsToKeep(mostFiles: number): number {
  return Math.max(mostFiles - OTHERS, Math.floor(mostFiles / 2));
}

/**
 * Gives what is to be told of the providers that are watched whenever these change: where their pages are too many, it
 * says so. Nothing is amiss then, but more work is done than need be; so it is not said anew while they are too many.
 */
export function warningOfFiles(mostFiles: number, log: Logger): (providers: readonly Provider[]) => void {
  const kept = connectionsToKeep(mostFiles);
  let isSaid = false;
  return (providers) => {
    const areTooMany = providers.length > kept && groupByPage(providers).length > kept;
    if (areTooMany && !isSaid)
      log.warn(
        `this process may open ${mostFiles} files: connections to ${kept} pages are kept, those to the others are made anew for each poll; allow it more (LimitNOFILE=, ulimit -n)`,
      );
    isSaid = areTooMany;
  };
}
