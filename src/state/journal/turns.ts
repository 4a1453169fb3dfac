/** Who wants a turn gets it when all who asked before have had theirs. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  async take(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    await turn;
  }
}
