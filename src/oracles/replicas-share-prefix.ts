// Promise: where two copies of a log have bytes at the same position, they are the same bytes (facts 9.6 R5).
//
// Why it matters: a slave is read while its master is away, and takes its place. Copies that differ give consumers different messages at
// one offset, and what counts as copied is not.
//
// RocketMQ's own exception: a master that has lost what it had not flushed, but had sent, writes other messages there, and its slave joins
// the two histories (facts 3.2: the classic mode truncates nothing). That is a fingerprint of its own, for designs that declare the limit.
//
// Smallest violating history: broker-0 stores a record at position 0, where broker-0-slave-1 has other bytes.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { ReplicasDiffer } from './replica-entry.ts';

const NAME = 'replicas-share-prefix';

/** A master writes other bytes where a slave has what it has lost. */
export const WRITTEN_ANEW = `${NAME}: written anew`;

class ReplicasSharePrefixJudge implements Judge {
  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    return entry.kind === 'replicas-differ' ? violation(machine, entry) : undefined;
  }
}

function violation(machine: string, { other, position, after }: ReplicasDiffer): Violation {
  return {
    oracle: NAME,
    message: `${machine} and ${other} have different bytes at position ${position}, after ${WHAT[after]} ${machine}`,
    fingerprint: after === 'append' ? WRITTEN_ANEW : `${NAME}: after a ${after}`,
  };
}

const WHAT: Readonly<Record<ReplicasDiffer['after'], string>> = {
  append: 'a message was stored at',
  transfer: 'a transfer to',
  recovery: 'a recovery of',
};

export const replicasSharePrefix: Oracle = {
  name: NAME,
  doc: 'Where two copies of a log have bytes at the same position, they are the same bytes.',
  evidence: ['replicas'],
  judge: () => new ReplicasSharePrefixJudge(),
};
