import { readFileSync } from "node:fs";
import leven from "leven";
import type { KnownService, KnownServices } from "./config/services.ts";

/** A service of the catalogue. */
export interface Service extends KnownService {
  /** Where the service itself lives, such as `openai.com`. */
  readonly domains: readonly string[];
  /** What else people call it, in lower case. */
  readonly aliases: readonly string[];
}

/** What the build makes of `config/catalogue.yaml`; it is read in a fiftieth of the time. */
const FILE = new URL("../dist/catalogue.json", import.meta.url);
const MOST_NEAREST = 5;

/** The catalogue that comes with the package. Every call reads it anew. */
export function openCatalogue(): Catalogue {
  return new Catalogue(JSON.parse(readFileSync(FILE, "utf8")) as Service[]);
}

/** The services that are known by name. */
export class Catalogue implements KnownServices {
  /** In the order of the file, which is that of the alphabet. */
  readonly services: readonly Service[];
  readonly #byName = new Map<string, Service>();
  readonly #byHost = new Map<string, Service>();

  constructor(services: readonly Service[]) {
    this.services = services;
    for (const service of services) {
      for (const name of [service.name, ...service.aliases]) this.#byName.set(keyOf(name), service);
      for (const domain of service.domains) this.#byHost.set(domain, service);
    }
    for (const service of services) {
      const { hostname, pathname } = new URL(service.page);
      const host = hostname.replace(/^www\./, "");
      // A page that is only part of a host says nothing of the host, and one that is shared is first its owner's.
      const isOwn = pathname === "/" && service.components.length === 0;
      if (isOwn && !this.#byHost.has(host)) this.#byHost.set(host, service);
    }
  }

  /**
   * The service of that name, in whatever case and punctuation, or of that address: the service's own, one beneath it,
   * or its status page's.
   */
  lookUp(text: string): Service | undefined {
    return this.#byName.get(keyOf(text)) ?? this.#atHost(hostOf(text));
  }

  /** The services that a text may mean, the likeliest first; all of them where it is empty. */
  search(text: string): readonly Service[] {
    if (text.trim() === "") return this.services;
    const wanted = { words: wordsOf(text), key: keyOf(text), exact: this.lookUp(text) };
    if (wanted.key === "") return [];
    return this.services
      .map((service) => ({ service, rank: rankOf(service, wanted) }))
      .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.rank - b.rank)
      .map(({ service }) => service);
  }

  nearest(text: string): readonly string[] {
    const key = keyOf(text);
    // Two letters swapped are two edits; in a word of three, two edits could be any other word.
    const maxDistance = Math.min(2, key.length - 2, Math.floor(key.length / 3));
    const found = [...this.#byName].flatMap(([name, { name: shown }]) => {
      const distance = leven(key, name, { maxDistance: maxDistance + 1 });
      return distance <= maxDistance ? [{ shown, distance }] : [];
    });
    const names = found.sort((a, b) => a.distance - b.distance).map(({ shown }) => shown);
    return [...new Set(names)].slice(0, MOST_NEAREST);
  }

  #atHost(host: string | undefined): Service | undefined {
    for (let rest = host; rest?.includes("."); rest = rest.slice(rest.indexOf(".") + 1)) {
      const service = this.#byHost.get(rest);
      if (service) return service;
    }
    return undefined;
  }
}

interface Wanted {
  readonly words: readonly string[];
  readonly key: string;
  readonly exact: Service | undefined;
}

/** How well a service answers to a text: the less the better. */
function rankOf(service: Service, { words, key, exact }: Wanted): number {
  if (service === exact) return 0;
  const names = [service.name, ...service.aliases, ...service.domains];
  const keys = names.map(keyOf);
  if (keys[0]?.startsWith(key)) return 1;
  if (keys.some((name) => name.startsWith(key))) return 2;
  const phrase = ` ${words.join(" ")}`;
  if (names.some((name) => ` ${wordsOf(name).join(" ")}`.includes(phrase))) return 3;
  if (keys.some((name) => name.includes(key))) return 4;
  return words.every((word) => keys.some((name) => name.includes(word))) ? 5 : Number.POSITIVE_INFINITY;
}

/** What is equal in two ways to write a name: "Let's Encrypt", "letsencrypt", "LETS-ENCRYPT". */
function keyOf(name: string): string {
  return wordsOf(name).join("");
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFKD")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The host of an address as people paste it, with or without a scheme. */
function hostOf(text: string): string | undefined {
  return /^(?:https?:\/\/)?([\w-]+(?:\.[\w-]+)+)\.?(?::\d+)?(?:[/?#]|$)/i
    .exec(text.trim())?.[1]
    ?.toLowerCase();
}
