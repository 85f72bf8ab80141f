// One at a time per key, in the order of asking.

export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>();

  async run(key: string, action: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(key);
    const turn = this.#after(before, action);
    this.#tails.set(key, turn);
    await turn;
    if (this.#tails.get(key) === turn) this.#tails.delete(key);
  }

  async #after(before: Promise<void> | undefined, action: () => Promise<void>): Promise<void> {
    await before;
    await action();
  }
}
