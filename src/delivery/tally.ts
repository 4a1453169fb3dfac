import { count } from "../text.ts";

/** What became of the events that a consumer was to be told, since the start of the program. */
export class Tally {
  delivered = 0;
  /** Tries that came to nothing for now. */
  failedTries = 0;
  dropped = 0;
  givenUp = 0;

  /** What is to be said when a consumer is told nothing more; undefined where there is nothing. */
  account(left: number, whatBecomesOfIt: string): string | undefined {
    const parts = [
      ...(left > 0 ? [`${count(left, "event")} ${whatBecomesOfIt}`] : []),
      ...(this.givenUp > 0 ? [`${count(this.givenUp, "event")} given up`] : []),
    ];
    return parts.length > 0 ? parts.join(", ") : undefined;
  }
}
