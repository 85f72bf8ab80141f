// The floor that the kernel is measured against: a binary heap of times and a callback per event, and nothing else. No identities, no
// digest, no promises, no network.

export class FlatHeapLoop {
  readonly #times: number[] = [];
  readonly #callbacks: (() => void)[] = [];
  #now = 0;
  #state = 12345;

  /** Keeps `width` events pending until `events` have run. */
  run(width: number, events: number): void {
    let left = events;
    const callback = () => {
      left -= 1;
      this.#push(this.#now + 1000 + this.#random(9000), callback);
    };
    for (let index = 0; index < width; index += 1) this.#push(this.#random(9000), callback);
    while (left > 0) this.#step();
  }

  #random(bound: number): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) >>> 0;
    return this.#state % bound;
  }

  #step(): void {
    const callback = this.#callbacks[0] as () => void;
    this.#now = this.#times[0] as number;
    this.#removeFirst();
    callback();
  }

  #push(time: number, callback: () => void): void {
    const times = this.#times;
    const callbacks = this.#callbacks;
    let index = times.length;
    times.push(time);
    callbacks.push(callback);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((times[parent] as number) <= time) break;
      times[index] = times[parent] as number;
      callbacks[index] = callbacks[parent] as () => void;
      index = parent;
    }
    times[index] = time;
    callbacks[index] = callback;
  }

  #removeFirst(): void {
    const times = this.#times;
    const callbacks = this.#callbacks;
    const time = times.pop() as number;
    const callback = callbacks.pop() as () => void;
    const size = times.length;
    if (size === 0) return;
    let index = 0;
    while (true) {
      let child = index * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && (times[child + 1] as number) < (times[child] as number)) child += 1;
      if ((times[child] as number) >= time) break;
      times[index] = times[child] as number;
      callbacks[index] = callbacks[child] as () => void;
      index = child;
    }
    times[index] = time;
    callbacks[index] = callback;
  }
}
