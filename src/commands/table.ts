import {
  ADD_PROVIDER,
  LIST_FORMATS,
  LIST_PROVIDERS,
  REMOVE_PROVIDER,
  REPAIR,
  SEARCH,
} from "./specs/providers.ts";
import { ADD_WEBHOOK, REJECTED, SUBSCRIBE, UNSUBSCRIBE } from "./specs/pushing.ts";
import type { CommandSpec } from "./specs/spec.ts";
import {
  CHECK_ONCE,
  COMPLETION,
  DEMO,
  EXPLAIN,
  HEALTH,
  HISTORY,
  RUN,
  TEST_CONSUMER,
} from "./specs/watching.ts";

export type { CommandSpec };

/** In the order in which the help shows them. */
export const COMMANDS = [
  RUN,
  CHECK_ONCE,
  ADD_PROVIDER,
  REMOVE_PROVIDER,
  LIST_PROVIDERS,
  SEARCH,
  LIST_FORMATS,
  REPAIR,
  EXPLAIN,
  HISTORY,
  SUBSCRIBE,
  UNSUBSCRIBE,
  TEST_CONSUMER,
  ADD_WEBHOOK,
  REJECTED,
  HEALTH,
  DEMO,
  COMPLETION,
] as readonly CommandSpec<never>[];
