// Numbers that pair responses with requests: one counter per client or server, an int32 that wraps (facts 1.4).

export class OpaqueCounter {
  #next = 0;

  take(): number {
    const taken = this.#next;
    this.#next = (taken + 1) | 0;
    return taken;
  }
}
