// How long one process of the real world lives, and what it holds open meanwhile. When it is over, nothing calls into the
// process any more and none of its promises settles, as if the operating system had ended it. A failure inside a callback is
// a bug of the process and is never swallowed: it goes to `onFailure`.

/** What happens when code of the process throws where nobody can catch it. `origin` names the callback. */
export type FailureListener = (error: unknown, origin: string) => void;

/** Throws outside of every caller, which ends the operating system's process with the error on its screen. */
export function rethrow(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

type Closer = () => Promise<void> | void;

export class Lifetime {
  readonly #onFailure: FailureListener;
  readonly #closers = new Set<Closer>();
  #isOver = false;

  constructor(onFailure: FailureListener) {
    this.#onFailure = onFailure;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Things still held open. */
  get held(): number {
    return this.#closers.size;
  }

  /** Calls into the process, unless it is over. */
  call(origin: string, action: () => void): void {
    if (this.#isOver) return;
    try {
      action();
    } catch (error) {
      this.fail(error, origin);
    }
  }

  fail(error: unknown, origin: string): void {
    if (!this.#isOver) this.#onFailure(error, origin);
  }

  /** The same outcome, unless the process is over by then: that never settles. */
  fence<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      work.then(
        (value) => {
          if (!this.#isOver) resolve(value);
        },
        (error: Error) => {
          if (!this.#isOver) reject(error);
        },
      );
    });
  }

  /** Remembers how to close something when the process ends; the result forgets it again. */
  hold(close: Closer): () => void {
    this.#closers.add(close);
    return () => {
      this.#closers.delete(close);
    };
  }

  /** Ends the process and closes what it holds; resolves when the host has let go of all of it. */
  async end(): Promise<void> {
    this.#isOver = true;
    const closers = [...this.#closers];
    this.#closers.clear();
    await Promise.all(closers.map(async (close) => close()));
  }
}
