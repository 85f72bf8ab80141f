// Promise: a slave that cuts its log because it is not its master's any more cuts it where the two part: behind the last whole record that both have.
//
// Why it matters: what is cut too far was a copy that others may have been told of, until it is sent again; what is cut too short stays, and the
// slave mixes two histories. RocketMQ's classic slaves cut nothing; with a controller they cut by epochs (AutoSwitchHAClient.java).
//
// Smallest violating history: broker-0 and slave-1 have the same record up to 100, and nothing else in common; broker-0 cuts its log at 0.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'cut-where-they-part';

class CutWhereTheyPartJudge implements Judge {
  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind !== 'replica-cut') return undefined;
    const { brokerName, position, recordEnd, partsAt } = entry;
    if (position >= recordEnd && position <= partsAt) return undefined;
    const how = position < recordEnd ? 'too far' : 'too short';
    return {
      oracle: NAME,
      message: `${machine} cuts its log of ${brokerName} at ${position}, although it has the records of its master up to ${recordEnd}, and other bytes from ${partsAt} on`,
      fingerprint: `${NAME}: ${how}`,
    };
  }
}

export const cutWhereTheyPart: Oracle = {
  name: NAME,
  doc: 'A slave whose log is not its master’s any more cuts it behind the last record that both have.',
  evidence: ['replicas'],
  judge: () => new CutWhereTheyPartJudge(),
};
