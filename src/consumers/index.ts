import { consoleConsumer } from "./console.ts";
import type { ConsumerType } from "./types.ts";

/** Every kind of consumer there is. */
export const CONSUMERS = {
  console: consoleConsumer,
} satisfies Record<string, ConsumerType>;
