// Drives a step function so that every microtask of one step has run before the next: the host side of a simulation. Two ways with
// the same result: a V8 microtask checkpoint between steps (fast), or one macrotask per step (portable). While a step and its microtasks run,
// the guard keeps their code away from the host; a forbidden call ends the pumping after the step.

import { setFlagsFromString } from 'node:v8';
import { Guard } from '../guard/guard.ts';
import type { GuardError } from '../guard/guard-error.ts';
import { nodeGuard } from './node-guard.ts';

export type PumpPath = 'checkpoint' | 'macrotask';

export interface PumpOptions {
  /** Without a wish, the fast path where the host has it. */
  readonly path?: PumpPath | undefined;
  /** Whether clocks, chance, timers, network and files of the host throw inside a run. They do, unless told otherwise. */
  readonly isGuarded?: boolean;
}

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

type HostListener = (...words: unknown[]) => void;

/**
 * Rejections that nobody handled, also not later in the same pumping. They are for the run to judge: other listeners, such as a test
 * runner's, which would end the process or the test, are set aside meanwhile.
 */
class UnhandledRejections {
  readonly #reasons = new Map<Promise<unknown>, unknown>();
  readonly #own = {
    unhandledRejection: (reason: unknown, promise: Promise<unknown>) =>
      void this.#reasons.set(promise, reason),
    rejectionHandled: (promise: Promise<unknown>) => void this.#reasons.delete(promise),
  };
  #aside: readonly (readonly [string, readonly HostListener[]])[] = [];

  watch(): void {
    this.#aside = Object.entries(this.#own).map(([event, own]) => {
      const others = process.rawListeners(event) as HostListener[];
      process.removeAllListeners(event).on(event, own as HostListener);
      return [event, others];
    });
  }

  unwatch(): void {
    for (const [event, own] of Object.entries(this.#own)) process.off(event, own as HostListener);
    for (const [event, others] of this.#aside) for (const other of others) process.on(event, other);
  }

  reasons(): readonly unknown[] {
    return [...this.#reasons.values()];
  }
}

export class MicrotaskPump {
  readonly path: PumpPath;
  readonly #checkpoint: (() => void) | undefined;
  readonly #guard: Guard;
  #isPumping = false;

  /** @throws Error when the wished path does not exist here */
  constructor({ path, isGuarded = true }: PumpOptions = {}) {
    this.#checkpoint = path === 'macrotask' ? undefined : findCheckpoint();
    if (path === 'checkpoint' && this.#checkpoint === undefined) {
      throw new Error('this host has no microtask checkpoint; use the macrotask path');
    }
    this.path = this.#checkpoint === undefined ? 'macrotask' : 'checkpoint';
    this.#guard = isGuarded ? nodeGuard() : new Guard();
  }

  /** Implements SimulationHost.pump. One pumping at a time per thread: unhandled rejections cannot be told apart otherwise. */
  async pump(step: Step): Promise<readonly unknown[]> {
    if (this.#isPumping) throw new Error('a simulation runs already in this thread');
    this.#isPumping = true;
    const rejections = new UnhandledRejections();
    rejections.watch();
    try {
      const violation = await this.#inWindows(this.#stepsOf(step));
      await nextTurn();
      return violation === undefined ? rejections.reasons() : [violation, ...rejections.reasons()];
    } finally {
      rejections.unwatch();
      this.#isPumping = false;
    }
  }

  /** As many steps as one macrotask may hold, as a function that says whether there are more. */
  #stepsOf(step: Step): Step {
    const checkpoint = this.#checkpoint;
    const guard = this.#guard;
    if (checkpoint === undefined) return step;
    return () => {
      for (let count = 0; count < STEPS_PER_TURN; count += 1) {
        if (!step()) return false;
        checkpoint();
        if (guard.violation !== undefined) return false;
      }
      return true;
    };
  }

  /** Calls `steps` until it returns false or the guard has met a forbidden call, which it resolves with. Rejects when it throws. */
  #inWindows(steps: Step): Promise<GuardError | undefined> {
    const guard = this.#guard;
    return new Promise((resolve, reject) => {
      let goesOn = true;
      let failure: { readonly error: Error } | undefined;
      const open = () => {
        guard.enter();
        try {
          goesOn = steps();
        } catch (error) {
          failure = { error: error as Error };
        }
      };
      const close = () => {
        const violation = guard.leave();
        if (failure !== undefined) reject(failure.error);
        else if (violation !== undefined || !goesOn) resolve(violation);
        else next();
      };
      // Nothing of the host comes between two macrotasks of this kind, but for the microtasks of the first.
      const next = () => {
        setImmediate(open);
        setImmediate(close);
      };
      next();
    });
  }
}
