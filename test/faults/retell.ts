import type { StatusEvent } from "../../src/types.ts";
import { provider, TestDaemon } from "../helpers/daemon.ts";
import { type Behaviour, RawServer } from "../helpers/raw-server.ts";
import { PATHS, type PageFormat } from "./page.ts";
import { WaitableStore } from "./store.ts";

export interface Retelling {
  readonly events: readonly StatusEvent[];
  readonly logLines: readonly string[];
  /** The most failures in a row. */
  readonly failures: number;
  readonly server: RawServer;
}

/** A third request after a change comes only when two readings of it are over. */
const REQUESTS_EACH = 3;
/** The one after the failures that it takes for a page to be told of as unreachable: then they are over. */
export const UNREADABLE_FOR = 4;

/**
 * Has the daemon read a page that behaves one way after the other, each for so many requests, and gives what was told in
 * the end.
 */
export async function retell(
  format: PageFormat,
  behaviours: readonly Behaviour[],
  path: string = PATHS[format],
  requestsEach = REQUESTS_EACH,
): Promise<Retelling> {
  await using server = await RawServer.start("closed");
  const store = new WaitableStore();
  await using daemon = new TestDaemon({ store });
  for (const [index, behaviour] of behaviours.entries()) {
    await server.become(behaviour);
    if (index === 0) {
      daemon.watch(provider({ url: server.origin + path, format, intervalMs: 2 }));
    }
    await server.asked(requestsEach);
  }
  await daemon.app.stop();
  return { events: daemon.events, logLines: daemon.logLines, failures: store.mostFailures("Acme"), server };
}
