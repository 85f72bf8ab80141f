// Situations of queues that change hands, which a batch of runs should have met. Only scenarios with evidence of ownership meet them.

import type { Recorded } from '../history/history.ts';
import { PULL_MARKS } from '../messaging/client/pull-loop.ts';
import type { MessageEntry, QueuePlace } from '../oracles/message-entry.ts';
import type { QueueGained } from '../oracles/ownership-entry.ts';
import { QueueTable } from '../oracles/queue-table.ts';
import { StableGroup } from '../oracles/stable-group.ts';

export const OWNERSHIP_MARKS = {
  thereAndBack: 'a queue went from one consumer to another and back',
  leaseRanOut: 'a lease ran out at its broker and another consumer got it',
  handlerOverran: 'a handler ran longer than its consumer believes in a lease',
  regainedDuringPull: PULL_MARKS.regained,
  stable: 'a group was stable for so long that every queue must have one owner',
} as const;

/** A consumer believes in its lease for 30 s. */
const OVERRUN_US = 30_000_000;

/** The last two owners of a queue. */
interface Owners {
  last: string | undefined;
  before: string | undefined;
}

export class OwnershipMarks {
  readonly #add: (mark: string) => void;
  readonly #stable = new StableGroup();
  readonly #owners = new QueueTable<Owners>(() => ({ last: undefined, before: undefined }));
  /** When the handler of a place began. */
  readonly #handlers = new Map<string, number>();
  #hasOwnership = false;

  constructor(add: (mark: string) => void) {
    this.#add = add;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    const { entry, machine, atUs } = recorded;
    this.#stable.hear(recorded);
    switch (entry.kind) {
      case 'queue-gained':
        this.#hasOwnership = true;
        this.#hearTaken(entry, machine);
        break;
      case 'lease-granted':
        if (entry.previousOwner !== undefined && entry.previousOwner !== entry.clientId)
          this.#add(OWNERSHIP_MARKS.leaseRanOut);
        break;
      case 'delivery-started':
        if (this.#hasOwnership) this.#handlers.set(handlerKey(machine, entry.place), atUs);
        break;
      case 'delivery-completed':
        if (this.#hasOwnership) this.#hearEnd(handlerKey(machine, entry.place), atUs);
        break;
      case 'offset-sent':
        if (this.#stable.isStable(atUs)) this.#add(OWNERSHIP_MARKS.stable);
        break;
      default:
        break;
    }
  }

  #hearTaken(entry: QueueGained, machine: string): void {
    const owners = this.#owners.of(entry);
    if (owners.last === machine) return;
    if (owners.before === machine) this.#add(OWNERSHIP_MARKS.thereAndBack);
    owners.before = owners.last;
    owners.last = machine;
  }

  #hearEnd(key: string, atUs: number): void {
    if (atUs - (this.#handlers.get(key) ?? atUs) > OVERRUN_US) this.#add(OWNERSHIP_MARKS.handlerOverran);
    this.#handlers.delete(key);
  }
}

function handlerKey(machine: string, { brokerName, queueId, queueOffset }: QueuePlace): string {
  return `${machine}/${brokerName}/${queueId}/${queueOffset}`;
}
