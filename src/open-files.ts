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
