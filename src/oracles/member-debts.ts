// What a broadcasting group still owes to its members: to each every acknowledged message from its own start on each queue. A start counts
// from when the member has written down where it is; one that ends before begins anew at the end of the queue (facts 9.3 C10:
// RebalancePushImpl.java computes the start, LocalFileOffsetStore.java writes only what was consumed since, 10 s after the start at the
// earliest). It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { MemberEntry } from './member-entry.ts';
import { type MessageEntry, messageKey, type SendCompleted } from './message-entry.ts';

export interface MemberDebt {
  readonly member: string;
  readonly send: SendCompleted;
}

interface Start {
  offset: number;
  isKept: boolean;
}

export class MemberDebts {
  readonly #acknowledged = new Map<string, SendCompleted>();
  /** By member and queue. */
  readonly #starts = new Map<string, Start>();
  /** Message keys by member. */
  readonly #handled = new Map<string, Set<string>>();

  /** Acknowledged messages, owed or not. */
  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'send-completed':
        if (entry.outcome === 'acknowledged' && entry.place !== undefined)
          this.#acknowledged.set(messageKey(entry), entry);
        break;
      case 'delivery-completed': {
        const handled = this.#handled.get(machine) ?? new Set();
        this.#handled.set(machine, handled.add(messageKey(entry)));
        break;
      }
      case 'member-started':
        this.#hearStart(startKey(machine, entry), entry);
        break;
      case 'member-kept': {
        const start = this.#starts.get(startKey(machine, entry));
        if (start !== undefined) start.isKept = true;
        break;
      }
      default:
        break;
    }
  }

  /** One that is owed to one of the members. Where a member has not started, it will, and until then it is owed everything. */
  find(members: readonly string[]): MemberDebt | undefined {
    for (const [key, send] of this.#acknowledged) {
      for (const member of members) {
        if (this.#handled.get(member)?.has(key) === true || this.#isBeforeStart(member, send)) continue;
        return { member, send };
      }
    }
    return undefined;
  }

  #hearStart(key: string, { offset }: MemberEntry): void {
    const start = this.#starts.get(key);
    if (start === undefined) this.#starts.set(key, { offset, isKept: false });
    else if (!start.isKept) start.offset = offset;
  }

  #isBeforeStart(member: string, { topic, place }: SendCompleted): boolean {
    if (place === undefined) return true;
    const start = this.#starts.get(startKey(member, { topic, ...place }));
    return start !== undefined && place.queueOffset < start.offset;
  }
}

function startKey(
  member: string,
  { topic, brokerName, queueId }: Pick<MemberEntry, 'topic' | 'brokerName' | 'queueId'>,
): string {
  return `${member}/${topic}/${brokerName}/${queueId}`;
}
