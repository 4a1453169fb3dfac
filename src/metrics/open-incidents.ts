import { digest } from "../state/digest.ts";
import { type Impact, type Incident, isOngoing, type Snapshot } from "../types.ts";

/** What a provider's state is judged by: an incident without its texts. */
interface Known {
  readonly incident: Incident;
  readonly title: number;
}

/** More than any page lists; the oldest go first. */
const MOST_OPEN = 1_000;

/** The incidents and maintenances of a provider that are going on, as its readings and notices tell one after another. */
export class OpenIncidents {
  /** By id. */
  readonly #known = new Map<string, Known>();

  get all(): readonly Incident[] {
    return [...this.#known.values()].map(({ incident }) => incident);
  }

  /** How many of each impact. A maintenance counts as one, whatever impact it is given. */
  byImpact(): ReadonlyMap<Impact, number> {
    const amounts = new Map<Impact, number>();
    for (const { incident } of this.#known.values()) {
      const impact = incident.kind === "maintenance" ? "maintenance" : incident.impact;
      amounts.set(impact, (amounts.get(impact) ?? 0) + 1);
    }
    return amounts;
  }

  see({ incidents, listsAllOpen, isNotice }: Snapshot): void {
    for (const [id, { incident }] of this.#known) {
      // Falling off the end of a window is not an end.
      if (!isNotice && listsAllOpen[incident.kind]) this.#known.delete(id);
    }
    for (const incident of incidents.toReversed()) this.#put(incident);
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MOST_OPEN) break;
      this.#known.delete(id);
    }
  }

  #put(incident: Incident): void {
    const before = this.#find(incident);
    if (before) this.#known.delete(before.incident.id);
    if (!isOngoing(incident)) return;
    const { kind, status } = incident;
    // The page's own id is known from then on.
    const { id, idFrom } = incident.idFrom && before ? before.incident : incident;
    const impact = incident.impact === "unknown" ? (before?.incident.impact ?? "unknown") : incident.impact;
    const bare = {
      id,
      kind,
      status,
      impact,
      title: "",
      components: [],
      updates: [],
      ...(idFrom && { idFrom }),
    };
    this.#known.set(id, { incident: bare, title: digest(incident.title) });
  }

  /** Some notices know an incident by its title only. */
  #find({ id, idFrom, title }: Incident): Known | undefined {
    const same = this.#known.get(id);
    if (same) return same;
    let sought: number | undefined;
    for (const known of this.#known.values()) {
      if (!idFrom && !known.incident.idFrom) continue;
      sought ??= digest(title);
      if (known.title === sought) return known;
    }
    return undefined;
  }
}
