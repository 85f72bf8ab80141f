// Sends and operations that are under way in each producer. When a producer dies, nobody will ever learn how its open sends ended: they
// are recorded as unknown.

import type { History } from '../history/history.ts';
import type { Outcome } from '../history/outcome.ts';
import type {
  MessageEntry,
  MessageName,
  SendCompleted,
  SendInvoked,
  StoredPlace,
} from '../oracles/message-entry.ts';
import { MessageMap } from '../oracles/message-map.ts';

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
  readonly #sends = new Map<string, MessageMap<MessageName>>();
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

  sendBegan(machine: string, name: MessageName, bodyCrc: number, wish?: SendWish): void {
    let sends = this.#sends.get(machine);
    if (sends === undefined) {
      sends = new MessageMap();
      this.#sends.set(machine, sends);
    }
    sends.set(name, name);
    const { topic, key, ordinal } = name;
    this.#history.record(machine, { kind: 'send-invoked', topic, key, ordinal, bodyCrc, ...wish });
  }

  sendEnded(machine: string, name: MessageName, end: SendEnd): void {
    if (this.#sends.get(machine)?.delete(name) !== true) return;
    this.#history.record(machine, completed(name, end));
  }

  /** The process is gone: what it had open is unknown for ever. */
  processEnded(machine: string): void {
    this.#operations.delete(machine);
    const sends = this.#sends.get(machine);
    this.#sends.delete(machine);
    const end: SendEnd = { outcome: 'unknown', place: undefined, reason: 'the producer died' };
    for (const name of sends?.values() ?? []) this.#history.record(machine, completed(name, end));
  }
}

function completed(name: MessageName, { outcome, place, reason, isWanted }: SendEnd): SendCompleted {
  const { topic, key, ordinal } = name;
  return isWanted === undefined
    ? { kind: 'send-completed', topic, key, ordinal, outcome, place, reason }
    : { kind: 'send-completed', topic, key, ordinal, outcome, place, reason, isWanted };
}
