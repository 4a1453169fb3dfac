import { isRecord } from "../records.ts";
import type { Finding } from "./problems.ts";
import { quote } from "./suggest.ts";

/** What is known of a service that `use` names. */
export interface KnownService {
  readonly name: string;
  /** The status page, or one exact feed or API address. */
  readonly page: string;
  readonly format?: string;
  /** Of a page that many products share, those components that are this service; empty: all. */
  readonly components: readonly string[];
}

/** Where services are looked up by name. */
export interface KnownServices {
  lookUp(text: string): KnownService | undefined;
  /** Names that a misspelt one may have meant, the likeliest first. */
  nearest(text: string): readonly string[];
}

/** Services are opened only when an entry names one: a configuration of addresses pays nothing for them. */
export type OpenServices = () => KnownServices;

/** What the entries of one configuration say with `use`. */
export class UsedServices {
  readonly #open: OpenServices;
  #services: KnownServices | undefined;

  constructor(open: OpenServices = () => NO_SERVICES) {
    this.#open = open;
  }

  /** The service that an entry uses, if it uses one that is known. */
  of(entry: unknown): KnownService | undefined {
    const use = useOf(entry);
    return use === undefined ? undefined : this.#known().lookUp(use);
  }

  /** What an entry is called: by itself, else as the service it uses, else as it writes that service. */
  nameOf(entry: unknown): string | undefined {
    const name = isRecord(entry) ? entry["name"] : undefined;
    return typeof name === "string" ? name.trim() : (this.of(entry)?.name ?? useOf(entry));
  }

  /** A finding where an entry uses a service that is not known. */
  findings(entry: unknown, offset: number): readonly Finding[] {
    const use = useOf(entry);
    if (use === undefined || this.of(entry)) return [];
    const [nearest] = this.#known().nearest(use);
    const instead = nearest ? `did you mean ${quote(nearest)}?` : "`status-watch search` shows those known";
    return [{ offset, message: `unknown service ${quote(use)}, ${instead}` }];
  }

  #known(): KnownServices {
    this.#services ??= this.#open();
    return this.#services;
  }
}

/** The service an entry uses, as it is written. */
export function useOf(entry: unknown): string | undefined {
  const use = isRecord(entry) ? entry["use"] : undefined;
  return typeof use === "string" && use.trim() !== "" ? use.trim() : undefined;
}

const NO_SERVICES: KnownServices = { lookUp: () => undefined, nearest: () => [] };
