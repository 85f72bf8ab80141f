// Gives back what arrives out of order in order, so that results do not depend on the number of workers.

export class InOrder<Item> {
  readonly #waiting = new Map<number, Item>();
  #next = 0;

  /** Everything that is now due. */
  add(order: number, item: Item): readonly Item[] {
    this.#waiting.set(order, item);
    const due: Item[] = [];
    for (
      let found = this.#waiting.get(this.#next);
      found !== undefined;
      found = this.#waiting.get(this.#next)
    ) {
      due.push(found);
      this.#waiting.delete(this.#next);
      this.#next += 1;
    }
    return due;
  }

  /** What is still waiting behind a gap that will not be filled, in order. */
  rest(): readonly Item[] {
    const orders = [...this.#waiting.keys()].sort((left, right) => left - right);
    const items = orders.map((order) => this.#waiting.get(order) as Item);
    this.#waiting.clear();
    return items;
  }
}
