import { z } from "zod";
import { eventPretty, eventText } from "../render/event.ts";
import type { StatusEvent } from "../types.ts";
import type { ConsumerType } from "./types.ts";

const options = z.strictObject({
  format: z
    .enum(["text", "pretty", "json"])
    .optional()
    .describe("how events are written; default: as the command line says"),
});

/** Writes events to stdout: two lines each for people, or one JSON object a line. */
export const consoleConsumer: ConsumerType<z.infer<typeof options>> = {
  options,
  create(name, { format }, { stdout, output }) {
    const render = rendererOf(format ?? output.format, output);
    return {
      name,
      async deliver(event) {
        if (!stdout.writable) return { outcome: "drop", reason: "standard output is closed" };
        // Waiting for a reader that does not read keeps what is queued bounded; writing on would not.
        if (!stdout.write(render(event))) await roomOn(stdout);
        return { outcome: "delivered" };
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

function roomOn(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const name of ["drain", "close", "error"]) stream.off(name, done);
      resolve();
    };
    for (const name of ["drain", "close", "error"]) stream.on(name, done);
  });
}
