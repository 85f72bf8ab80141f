// Promise: a second master of a broker name does not stay unnoticed: a master that was replaced and is there again, beside its successor, is noticed
// by a name server, or by itself, within the time of two registrations.
//
// Why it matters: two masters take messages under one name, routes change from one to the other with each registration, and whatever the old one
// takes is lost with it. Only an operator can end that, and he must hear of it. RocketMQ's name server says nothing as long as both have the
// same state version (RouteInfoManager.java `registerBroker`), and they have without a controller.
//
// The bound: brokers register every 30 s; a registration that was under way when the broker was cut off is given up after 24 s.
//
// Smallest violating history: slave-1 is put in the place of broker-0 and shown as the master; broker-0 returns; 60 s pass.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'second-master-noticed';

/** A registration each 30 s, another one in vain for 24 s, and what waits on its way. */
export const NOTICED_WITHIN_MS = 60_000;
const MICROSECONDS = 1000;

interface Second {
  readonly brokerName: string;
  readonly sinceUs: number;
}

class SecondMasterNoticedJudge implements Judge {
  /** Machines that returned and have not been noticed. */
  readonly #seconds = new Map<string, Second>();

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'master-returned':
        this.#seconds.set(machine, { brokerName: entry.brokerName, sinceUs: atUs });
        return undefined;
      case 'second-master-noticed':
        for (const master of entry.masters) this.#seconds.delete(master);
        return undefined;
      case 'master-fenced':
      case 'master-retired':
      case 'machine-ended':
        return this.#end(machine, atUs);
      default:
        return this.#overdue(atUs);
    }
  }

  #end(machine: string, atUs: number): Violation | undefined {
    const violation = this.#overdue(atUs);
    this.#seconds.delete(machine);
    return violation;
  }

  #overdue(atUs: number): Violation | undefined {
    if (this.#seconds.size === 0) return undefined;
    for (const [machine, { brokerName, sinceUs }] of this.#seconds) {
      const forMs = Math.floor((atUs - sinceUs) / MICROSECONDS);
      if (forMs <= NOTICED_WITHIN_MS) continue;
      return {
        oracle: NAME,
        message: `${machine} has been a second master of ${brokerName} for ${forMs} ms, and nobody has noticed`,
        fingerprint: `${NAME}: unnoticed`,
      };
    }
    return undefined;
  }
}

export const secondMasterNoticed: Oracle = {
  name: NAME,
  doc: 'A master that returns beside its successor is noticed by a name server, or by itself, within the time of two registrations.',
  evidence: ['masters'],
  judge: () => new SecondMasterNoticedJudge(),
};
