import { App, type AppOptions } from "../../src/app.ts";
import type { Consumer } from "../../src/consumers/types.ts";
import { createLogger, type Logger } from "../../src/log.ts";
import type { Provider } from "../../src/provider.ts";
import type { StatusEvent } from "../../src/types.ts";

/** The real daemon in this process, with a consumer that keeps what it is told and a log that can be read. */
export class TestDaemon {
  readonly events: StatusEvent[] = [];
  readonly logLines: string[] = [];
  readonly app: App;
  #changed: () => void = () => {};

  constructor(options: Partial<AppOptions> = {}) {
    const consumer: Consumer = {
      name: "test",
      deliver: async (event) => {
        this.events.push(event);
        this.#changed();
        return { outcome: "delivered" };
      },
    };
    this.app = new App({
      edits: false,
      ongoing: true,
      log: this.#logger(),
      consumers: [{ consumer }],
      ...options,
    });
  }

  watch(...providers: readonly Provider[]): void {
    this.app.watch(providers);
  }

  /** Resolves once the condition holds; checked whenever an event or a log line arrives. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.stop();
  }

  #logger(): Logger {
    const stream = {
      write: (line: string) => {
        this.logLines.push(line.trimEnd());
        this.#changed();
        return true;
      },
    } as NodeJS.WritableStream;
    return createLogger("info", stream);
  }
}

/** A provider that is read as fast as the test needs. */
export function provider(settings: Partial<Provider> & Pick<Provider, "url">): Provider {
  return {
    name: "Acme",
    intervalMs: 20,
    headers: {},
    filter: { components: [], ignoredComponents: [], ignoredKinds: [] },
    ...settings,
  };
}
