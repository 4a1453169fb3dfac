import { pageState } from "../polling/page-state.ts";
import type { ProviderFilter } from "../provider.ts";
import type { Impact, Incident, Snapshot } from "../types.ts";
import { NO_COMPONENTS, type Selection, select, withNotice } from "./components.ts";
import { OpenIncidents } from "./open-incidents.ts";

/** A snapshot that is reported tells of its provider's components only. */
const EVERY_COMPONENT = { components: [], ignoredComponents: [] };
const IN_UNKNOWN_WORDS: Incident = {
  id: "",
  kind: "incident",
  title: "",
  status: "unknown",
  impact: "unknown",
  components: [],
  updates: [],
};

/** How a provider is, by all that its readings and notices have told so far. */
export class ProviderState {
  readonly open = new OpenIncidents();
  #indicator: Impact | undefined;
  #newest: readonly Incident[] = [];
  #components = NO_COMPONENTS;
  #isRead = false;
  #impact: Impact | undefined;
  readonly #filter: () => ProviderFilter;

  /** `filter`: the provider's, which may change while it is watched. */
  constructor(filter: () => ProviderFilter) {
    this.#filter = filter;
  }

  /** Undefined as long as nobody has said anything. */
  get impact(): Impact | undefined {
    return this.#impact;
  }

  get components(): Selection {
    return this.#components;
  }

  see(snapshot: Snapshot): void {
    const { indicator, incidents, components, isNotice } = snapshot;
    this.open.see(snapshot);
    // Some readings tell nothing of components: what was known of them holds.
    if (components)
      this.#components = isNotice ? withNotice(this.#components, components) : select(components);
    if (!isNotice || indicator) this.#indicator = indicator;
    if (!isNotice) {
      this.#isRead = true;
      this.#newest = incidents[0]?.status === "unknown" ? [IN_UNKNOWN_WORDS] : [];
    }
    this.#impact = this.#judge(snapshot);
  }

  #judge({ page, listsAllOpen, listsClosed }: Snapshot): Impact {
    const incidents = [...this.#newest, ...this.open.all];
    const indicator = this.#indicator;
    const components = this.#components.shown;
    const known = { page, listsAllOpen, listsClosed, incidents, components, ...(indicator && { indicator }) };
    const { impact } = pageState(known, { ...this.#filter(), ...EVERY_COMPONENT });
    // Notices alone never say that all is well.
    return impact === "none" && !this.#isRead ? "unknown" : impact;
  }
}
