// Calls on one connection that wait for their response. Each ends exactly once: by its response, its own timer, or the end of the
// connection.

import { assert } from '../../base/assert.ts';
import type { Timer, Timers } from '../../environment/timers.ts';
import type { Command } from './command.ts';
import { RemotingError } from './remoting-error.ts';

interface PendingCall {
  readonly code: number;
  readonly timer: Timer;
  readonly resolve: (response: Command) => void;
  readonly reject: (error: RemotingError) => void;
}

export class PendingCalls {
  readonly #timers: Timers;
  readonly #address: string;
  readonly #calls = new Map<number, PendingCall>();

  constructor(timers: Timers, address: string) {
    this.#timers = timers;
    this.#address = address;
  }

  get count(): number {
    return this.#calls.size;
  }

  /** @throws RemotingError `timeout`, `send` */
  wait(opaque: number, code: number, timeoutMs: number): Promise<Command> {
    assert(!this.#calls.has(opaque), 'an opaque is waited for already', opaque);
    return new Promise((resolve, reject) => {
      const timer = this.#timers.once(timeoutMs, 'remoting.call-timeout', () =>
        this.#expire(opaque, timeoutMs),
      );
      this.#calls.set(opaque, { code, timer, resolve, reject });
    });
  }

  /** False when nobody waits for it. */
  complete(response: Command): boolean {
    const call = this.#take(response.opaque);
    if (call === undefined) return false;
    call.timer.cancel();
    call.resolve(response);
    return true;
  }

  /** The connection ended: the requests may have been processed. */
  failAll(reason: string): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) {
      call.timer.cancel();
      call.reject(
        new RemotingError('send', this.#address, `${reason} while request ${call.code} was in flight`),
      );
    }
  }

  #expire(opaque: number, timeoutMs: number): void {
    const call = this.#take(opaque);
    assert(call !== undefined, 'the timer of a call outlived it', opaque);
    const problem = `no response to request ${call.code} within ${timeoutMs} ms`;
    call.reject(new RemotingError('timeout', this.#address, problem));
  }

  #take(opaque: number): PendingCall | undefined {
    const call = this.#calls.get(opaque);
    this.#calls.delete(opaque);
    return call;
  }
}
