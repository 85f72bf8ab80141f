// Sends and operations that are under way in each producer. When a producer dies, nobody will ever learn how its open sends ended: they
// are recorded as unknown.

import type { History } from '../history/history.ts';
import type { Outcome } from '../history/outcome.ts';
import {
  type MessageEntry,
  type MessageName,
  messageKey,
  type SendInvoked,
  type StoredPlace,
} from '../oracles/message-entry.ts';

export interface SendEnd {
  readonly outcome: Outcome;
  readonly place: StoredPlace | undefined;
  readonly reason: string;
  readonly isWanted?: boolean;
}

/** What the sender asks for, where it says so. */
export type SendWish = Pick<SendInvoked, 'waitsForStore' | 'attempts' | 'batch' | 'delayLevel'>;

export class OpenSends {
  readonly #history: History<MessageEntry>;
  readonly #sends = new Map<string, Map<string, MessageName>>();
  readonly #operations = new Map<string, Set<number>>();

  constructor(history: History<MessageEntry>) {
    this.#history = history;
  }

  get isEmpty(): boolean {
    for (const operations of this.#operations.values()) if (operations.size > 0) return false;
    return true;
  }

  get openOperations(): number {
    let count = 0;
    for (const operations of this.#operations.values()) count += operations.size;
    return count;
  }

  operationBegan(machine: string, slot: number): void {
    const operations = this.#operations.get(machine) ?? new Set();
    this.#operations.set(machine, operations.add(slot));
  }

  operationEnded(machine: string, slot: number): void {
    this.#operations.get(machine)?.delete(slot);
  }

  sendBegan(machine: string, name: MessageName, bodyCrc: number, wish: SendWish = {}): void {
    const sends = this.#sends.get(machine) ?? new Map<string, MessageName>();
    this.#sends.set(machine, sends.set(messageKey(name), name));
    this.#history.record(machine, { kind: 'send-invoked', ...name, bodyCrc, ...wish });
  }

  sendEnded(machine: string, name: MessageName, end: SendEnd): void {
    if (this.#sends.get(machine)?.delete(messageKey(name)) !== true) return;
    this.#history.record(machine, { kind: 'send-completed', ...name, ...end });
  }

  /** The process is gone: what it had open is unknown for ever. */
  processEnded(machine: string): void {
    this.#operations.delete(machine);
    const sends = this.#sends.get(machine);
    this.#sends.delete(machine);
    const end: SendEnd = { outcome: 'unknown', place: undefined, reason: 'the producer died' };
    for (const name of sends?.values() ?? [])
      this.#history.record(machine, { kind: 'send-completed', ...name, ...end });
  }
}
