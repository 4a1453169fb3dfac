import type { NamePattern } from "../provider.ts";
import type { Change, EventKind, Impact } from "../types.ts";

/** Which events a consumer is told of, and when; all of them at once where nothing is said. */
export interface Rules {
  /** All that is said must hold. */
  readonly only?: Selection & { readonly minImpact?: Exclude<Impact, "unknown"> };
  /** Whatever is said suffices. */
  readonly ignore?: Selection;
  readonly quietHours?: QuietHours;
  /** What happens within such a time is told together, at its end. */
  readonly digestMs?: number;
  /** Changes of a component that take each other back within this time are not told. */
  readonly settleMs?: number;
  /** How long before the start of a maintenance it is told of again. */
  readonly remindMs?: number;
}

export interface Selection {
  readonly providers?: readonly NamePattern[];
  readonly tags?: readonly string[];
  readonly components?: readonly NamePattern[];
  readonly kinds?: readonly EventKind[];
  readonly changes?: readonly Change[];
}

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/** A part of the day, by the clocks of a time zone; one that ends no later than it begins goes on past midnight. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string;
  /** `07:00`; `24:00` is the end of the day. */
  readonly to: string;
  /** As IANA names them: `Europe/Zurich`. */
  readonly timeZone: string;
  /** On which days it begins; every day where nothing is said. */
  readonly days?: readonly Day[];
}

/** What the event does not say of its provider. */
export interface About {
  readonly tags: readonly string[];
}

/** Whether and when a consumer is told of an event. */
export type Verdict =
  | { readonly tell: "now"; readonly why?: string }
  | {
      readonly tell: "later";
      readonly atMs: number;
      /** `settled`: by itself, if the component is still so then. */
      readonly as: "digest" | "settled";
      readonly why: string;
    }
  | { readonly tell: "never"; readonly why: string };
