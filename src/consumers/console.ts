import { z } from "zod";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import { eventPretty, eventText } from "../render/event.ts";
import type { StatusEvent } from "../types.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  format: z
    .enum(["text", "pretty", "json"])
    .optional()
    .describe("how events are written; default: as the command line says"),
});

const STUCK_AFTER_MS = 3_000;

/** Writes events to stdout: two lines each for people, or one JSON object a line. */
export const consoleConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { format }, { stdout, output, log }) {
    const render = rendererOf(format ?? output.format, output);
    const patience = new Patience(name, log);
    return {
      name,
      async deliver(event) {
        if (!stdout.writable) return { outcome: "gone", reason: "standard output is closed" };
        // Waiting for a reader that does not read keeps what is queued bounded; and it is told once it has been taken.
        patience.begin();
        const error = await written(stdout, render(event));
        patience.end();
        return error ? { outcome: "gone", reason: messageOf(error) } : { outcome: "delivered" };
      },
    };
  },
};

type Output = Parameters<typeof consoleConsumer.create>[2]["output"];

function rendererOf(format: Output["format"], { timeZone, chalk }: Output): (event: StatusEvent) => string {
  switch (format) {
    case "json":
      return (event) => `${JSON.stringify(event)}\n`;
    case "pretty":
      return (event) => eventPretty(event, timeZone, chalk);
    case "text":
      return (event) => eventText(event, timeZone);
  }
}

/** Resolves once whoever reads the stream has taken the text, or never will. */
function written(stream: NodeJS.WritableStream, text: string): Promise<Error | null | undefined> {
  return new Promise((resolve) => stream.write(text, resolve));
}

/** A reader may stop for as long as he likes, as a pager does; the log says that it is he who is waited for. */
class Patience {
  readonly #name: string;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isStuck = false;

  constructor(name: string, log: Logger) {
    this.#name = name;
    this.#log = log;
  }

  begin(): void {
    this.#timer = setTimeout(() => {
      this.#isStuck = true;
      this.#log.warn(`${this.#name}: standard output is not being read; events wait until it is`);
    }, STUCK_AFTER_MS).unref();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#isStuck) this.#log.info(`${this.#name}: standard output is read again`);
    this.#isStuck = false;
  }
}
