import type { IncomingHttpHeaders } from "node:http";
import type { Provider } from "../provider.ts";
import { slug } from "../text.ts";
import { hashSecret, isKnownSecret } from "./secrets.ts";
import { isSigned } from "./signatures.ts";

/** A request to push something in. */
export interface Knock {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** As the address says it: the name of the provider, or what becomes of it in addresses. */
  readonly provider?: string;
  /** As the address says it. */
  readonly secret?: string;
  /** Mail is not signed by whoever forwards it. */
  readonly isMail?: boolean;
}

/** So many different signing secrets are tried where the address does not say whose notice it is. */
const MOST_TRIED = 50;

/**
 * For which provider a request may push something in; undefined: for none. Who asks learns nothing but that: an unknown
 * provider, a wrong secret and a wrong signature are all the same.
 */
export function admit(knock: Knock, providers: Directory): Provider | undefined {
  if (knock.provider !== undefined) return admitTo(providers.named(knock.provider), knock);
  if (knock.secret !== undefined) return admitTo(providers.withSecret(knock.secret), knock);
  return providers.signing().find(({ webhook }) => isSignedBy(webhook?.signingSecrets ?? [], knock));
}

function admitTo(provider: Provider | undefined, knock: Knock): Provider | undefined {
  const { secretHashes = [], signingSecrets = [] } = provider?.webhook ?? {};
  const mustSign = !knock.isMail && signingSecrets.length > 0;
  if (knock.secret !== undefined) {
    // Looked at also where there is nothing to compare with: that must not be quicker.
    const isKnown = isKnownSecret(knock.secret, secretHashes.length > 0 ? secretHashes : NOBODYS);
    return isKnown && (!mustSign || isSignedBy(signingSecrets, knock)) ? provider : undefined;
  }
  return mustSign && isSignedBy(signingSecrets, knock) ? provider : undefined;
}

const NOBODYS = ["0".repeat(64)];

function isSignedBy(secrets: readonly string[], { headers, body }: Knock): boolean {
  return isSigned(headers, body, secrets);
}

/** The providers by all that requests may call them. */
export class Directory {
  readonly #byName = new Map<string, Provider>();
  readonly #byHash = new Map<string, Provider>();
  readonly #signing: readonly Provider[];

  constructor(providers: readonly Provider[]) {
    for (const provider of providers) {
      this.#byName.set(provider.name.toLowerCase(), provider);
      for (const hash of provider.webhook?.secretHashes ?? []) this.#byHash.set(hash, provider);
    }
    // A name that is written out comes before one that only becomes the same in addresses.
    for (const provider of providers) {
      const short = slug(provider.name);
      if (!this.#byName.has(short)) this.#byName.set(short, provider);
    }
    const signing = providers.filter(({ webhook }) => webhook && webhook.signingSecrets.length > 0);
    this.#signing = signing.slice(0, MOST_TRIED);
  }

  named(name: string): Provider | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  withSecret(secret: string): Provider | undefined {
    return this.#byHash.get(hashSecret(secret));
  }

  signing(): readonly Provider[] {
    return this.#signing;
  }
}
