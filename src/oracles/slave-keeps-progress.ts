// Promise, where a design makes it: what a group committed to a slave while the master was away is not taken back by what the master remembers
// when it returns.
//
// Why it matters: members that begin then, or another slave that is promoted, start from the older offset, and the group consumes again what it
// had consumed at the slave. RocketMQ's slaves take what their master says, older or not (facts 3.4, 9.6 R4).
//
// Smallest violating history: slave-1 has offset 20 of a queue from its group, and writes down 10.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'slave-keeps-progress';
const SILENT: Judge = {};

class SlaveKeepsProgressJudge implements Judge {
  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind !== 'progress-taken-back') return undefined;
    const { group, topic, queueId, from, to } = entry;
    return {
      oracle: NAME,
      message: `group ${group} committed ${from} of ${topic} queue ${queueId} to ${machine}, which remembers ${to ?? 'nothing'} now`,
      fingerprint: `${NAME}: taken back`,
    };
  }
}

export const slaveKeepsProgress: Oracle = {
  name: NAME,
  doc: 'What a group committed to a slave is not taken back by what its master remembers.',
  evidence: ['replicas'],
  judge: ({ slaveProgress }) => (slaveProgress === 'kept' ? new SlaveKeepsProgressJudge() : SILENT),
};
