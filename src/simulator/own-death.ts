// Promises that are rejected after a process was killed by its own running event mean nothing, but a host reports a rejection without
// saying whose it was. It reports them in their order; so two rejections of our own fence off those between them.

class Fence extends Error {
  override readonly name = 'Fence';
  readonly isBegin: boolean;

  constructor(isBegin: boolean) {
    super(
      isBegin ? 'rejections from here on are those of a dead process' : 'the event in which it died is over',
    );
    this.isBegin = isBegin;
  }
}

export class OwnDeaths {
  #isOpen = false;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The owner of the running event was killed by it. */
  begin(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    void Promise.reject(new Fence(true));
  }

  /** The event and its microtasks are over. */
  end(): void {
    this.#isOpen = false;
    void Promise.reject(new Fence(false));
  }
}

/** The first rejection that matters, in a box of its own: the reason may be undefined. */
export function firstOfTheLiving(rejections: readonly unknown[]): readonly [unknown] | undefined {
  let isDead = false;
  for (const reason of rejections) {
    if (reason instanceof Fence) isDead = reason.isBegin;
    else if (!isDead) return [reason];
  }
  return undefined;
}
