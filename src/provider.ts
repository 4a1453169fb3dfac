import type { EventKind, Impact } from "./types.ts";

/** A service whose status page we watch, as the configuration gives it. */
export interface Provider {
  readonly name: string;
  /** The page, or one exact feed or API address. */
  readonly url: string;
  /** A key of the format registry; detected at the first reading when left out. */
  readonly format?: string;
  readonly intervalMs: number;
  /** Read more often while an incident is open, and less while all has long been quiet. */
  readonly adaptive?: boolean;
  /** Between polls while pushes tell of everything before polls do. */
  readonly intervalWithPushMs?: number;
  readonly filter: ProviderFilter;
  /** How it may be told of by webhook and mail; without it nobody may. */
  readonly webhook?: WebhookSettings;
  /** Words of the user's own, by which consumers choose among providers. */
  readonly tags?: readonly string[];
  /** What its page says may lead into private networks, though its address is a public one. */
  readonly allowPrivate?: boolean;
  /** Sent with every request to the provider's own origin; may hold secrets, so never printed. */
  readonly headers: Readonly<Record<string, string>>;
  /** What `url` and `headers` hold of the environment: never printed, its reference in its place. */
  readonly secrets?: readonly Secret[];
  /** Where the provider is written, for messages that say what to change: `config/providers.yaml:12`. */
  readonly definedAt?: string;
}

export interface Secret {
  readonly value: string;
  /** As the configuration writes it: `${PAGE_TOKEN}`. */
  readonly reference: string;
}

/** Who may push in what a provider has to say, and what becomes of it. */
export interface WebhookSettings {
  /** SHA-256 of the secrets that stand in the address, in hex. */
  readonly secretHashes: readonly string[];
  /** What senders sign with: where there is one, what comes by webhook must be signed. */
  readonly signingSecrets: readonly string[];
  /** A push is only a reason to read the page at once. */
  readonly confirms: boolean;
  /** Links of mails that ask to confirm a subscription are followed. */
  readonly confirmsSubscriptions: boolean;
}

/** Which events of a provider are wanted. */
export interface ProviderFilter {
  /** Only these components; empty: all. */
  readonly components: readonly NamePattern[];
  readonly ignoredComponents: readonly NamePattern[];
  readonly ignoredKinds: readonly EventKind[];
  readonly minImpact?: Exclude<Impact, "unknown">;
}

/** A component's name (letter case aside), or a regular expression on it. */
export type NamePattern = string | RegExp;
