import type { Relocated } from "../feeds/types.ts";
import type { StatusEvent } from "../types.ts";
import { type Occasion, relocatedEvent } from "./events.ts";
import { EMPTY_MEMORY, type ProviderMemory } from "./types.ts";

/**
 * The page is another product's now. Its ids are others, so what it lists is a baseline; who was told of an incident
 * is told of it once more if it is still open. `shownUrl` is its address without secrets; `configured`
 * what the configuration says meanwhile.
 */
export function observeRelocation(
  memory: ProviderMemory,
  { from, format, url }: Relocated,
  shownUrl: string,
  configured: string,
  occasion: Occasion,
): { readonly memory: ProviderMemory; readonly events: readonly StatusEvent[] } {
  return {
    memory: {
      ...memory,
      hasBaseline: false,
      components: EMPTY_MEMORY.components,
      relocated: { format, url: url.href, configured },
    },
    events: [relocatedEvent(occasion, from, format, shownUrl)],
  };
}
