// Drives a step function so that every microtask of one step has run before the next: the host side of a simulation. Two ways with
// the same result: a V8 microtask checkpoint between steps (fast), or one macrotask per step (portable).

import { setFlagsFromString } from 'node:v8';

export type PumpPath = 'checkpoint' | 'macrotask';

type Step = () => boolean;

/** Steps between two visits to the host's own event loop, so that signals and messages get through. */
const STEPS_PER_TURN = 8192;

/** Threads that start at once may take the flag from each other: it belongs to the whole process. */
const ATTEMPTS = 20;

/** The checkpoint, or undefined where V8 does not offer it. */
function findCheckpoint(): (() => void) | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const checkpoint = compileCheckpoint();
    if (checkpoint !== undefined) return checkpoint;
  }
  return undefined;
}

function compileCheckpoint(): (() => void) | undefined {
  try {
    setFlagsFromString('--allow-natives-syntax');
    return new Function('%PerformMicrotaskCheckpoint()') as () => void;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Rejections that nobody handled, also not later in the same pumping. */
class UnhandledRejections {
  readonly #reasons = new Map<Promise<unknown>, unknown>();
  readonly #unhandled = (reason: unknown, promise: Promise<unknown>) =>
    void this.#reasons.set(promise, reason);
  readonly #handled = (promise: Promise<unknown>) => void this.#reasons.delete(promise);

  watch(): void {
    process.on('unhandledRejection', this.#unhandled);
    process.on('rejectionHandled', this.#handled);
  }

  unwatch(): void {
    process.off('unhandledRejection', this.#unhandled);
    process.off('rejectionHandled', this.#handled);
  }

  reasons(): readonly unknown[] {
    return [...this.#reasons.values()];
  }
}

export class MicrotaskPump {
  readonly path: PumpPath;
  readonly #checkpoint: (() => void) | undefined;
  #isPumping = false;

  /** Without a wish, the fast path where the host has it. @throws Error when the wished path does not exist here */
  constructor(wish?: PumpPath) {
    this.#checkpoint = wish === 'macrotask' ? undefined : findCheckpoint();
    if (wish === 'checkpoint' && this.#checkpoint === undefined) {
      throw new Error('this host has no microtask checkpoint; use the macrotask path');
    }
    this.path = this.#checkpoint === undefined ? 'macrotask' : 'checkpoint';
  }

  /** Implements SimulationHost.pump. One pumping at a time per thread: unhandled rejections cannot be told apart otherwise. */
  async pump(step: Step): Promise<readonly unknown[]> {
    if (this.#isPumping) throw new Error('a simulation runs already in this thread');
    this.#isPumping = true;
    const rejections = new UnhandledRejections();
    rejections.watch();
    try {
      if (this.#checkpoint === undefined) await this.#pumpByMacrotasks(step);
      else await this.#pumpByCheckpoints(step, this.#checkpoint);
      await nextTurn();
      return rejections.reasons();
    } finally {
      rejections.unwatch();
      this.#isPumping = false;
    }
  }

  #pumpByCheckpoints(step: Step, checkpoint: () => void): Promise<void> {
    return inTurns(() => {
      for (let count = 0; count < STEPS_PER_TURN; count += 1) {
        if (!step()) return false;
        checkpoint();
      }
      return true;
    });
  }

  #pumpByMacrotasks(step: Step): Promise<void> {
    return inTurns(step);
  }
}

/** Calls `turn` in macrotasks until it returns false. Rejects when it throws. */
function inTurns(turn: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      try {
        if (turn()) setImmediate(next);
        else resolve();
      } catch (error) {
        reject(error as Error);
      }
    };
    setImmediate(next);
  });
}
