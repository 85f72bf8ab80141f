// Drives a simulation in a page or a web worker: one macrotask per step, so that the browser runs every microtask of one step before the
// next. Macrotasks are messages to itself, which browsers neither delay nor throttle as they do timers.

type Step = () => boolean;

interface Port {
  onmessage: (() => void) | null;
  postMessage(message: undefined): void;
  close(): void;
}

interface RejectionEvent {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;
  preventDefault(): void;
}

type RejectionListener = (event: RejectionEvent) => void;

/** What the pump uses of its host; `globalThis` of a page or a web worker has it. */
export interface PumpScope {
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  addEventListener(kind: 'unhandledrejection' | 'rejectionhandled', listener: RejectionListener): void;
  removeEventListener(kind: 'unhandledrejection' | 'rejectionhandled', listener: RejectionListener): void;
}

/** Turns after the last step in which the host reports what nobody handled. */
const TURNS_FOR_REPORTS = 4;

export class MessageChannelPump {
  readonly #scope: PumpScope;
  #isPumping = false;

  constructor(scope: PumpScope) {
    this.#scope = scope;
  }

  /** Implements SimulationHost.pump. One pumping at a time per thread: unhandled rejections cannot be told apart otherwise. */
  async pump(step: Step): Promise<readonly unknown[]> {
    if (this.#isPumping) throw new Error('a simulation runs already in this thread');
    this.#isPumping = true;
    const reasons = new Map<Promise<unknown>, unknown>();
    const unhandled: RejectionListener = (event) => {
      event.preventDefault();
      reasons.set(event.promise, event.reason);
    };
    const handled: RejectionListener = (event) => void reasons.delete(event.promise);
    this.#scope.addEventListener('unhandledrejection', unhandled);
    this.#scope.addEventListener('rejectionhandled', handled);
    try {
      await this.#inTurns(step);
      let turns = TURNS_FOR_REPORTS;
      await this.#inTurns(() => {
        turns -= 1;
        return turns > 0;
      });
      return [...reasons.values()];
    } finally {
      this.#scope.removeEventListener('unhandledrejection', unhandled);
      this.#scope.removeEventListener('rejectionhandled', handled);
      this.#isPumping = false;
    }
  }

  /** Calls `turn` in macrotasks until it returns false. Rejects when it throws. */
  async #inTurns(turn: () => boolean): Promise<void> {
    const { port1, port2 } = new this.#scope.MessageChannel();
    try {
      await new Promise<void>((resolve, reject) => {
        port1.onmessage = () => {
          try {
            if (turn()) port2.postMessage(undefined);
            else resolve();
          } catch (error) {
            reject(error as Error);
          }
        };
        port2.postMessage(undefined);
      });
    } finally {
      port1.close();
    }
  }
}
