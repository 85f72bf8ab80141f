// Promise: where two copies of a log have bytes at the same position, they are the same bytes (facts 9.6 R5).
//
// Why it matters: a slave is read while its master is away, and takes its place. Copies that differ give consumers different messages at
// one offset, and what counts as copied is not.
//
// RocketMQ's own exception: a master that has lost to a power loss what it had not flushed, but had sent, writes other messages there, and its
// slave joins the two histories (facts 3.2: the classic mode truncates nothing). That is a fingerprint of its own, for designs that declare the
// limit. Where a limit excuses it, the slave's share of the lost history is known to differ from then on; everything else is judged on.
//
// Smallest violating history: broker-0 stores a record at position 0, where broker-0-slave-1 has other bytes.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';
import type { ReplicaExtent, ReplicasDiffer } from './replica-entry.ts';

const NAME = 'replicas-share-prefix';

/** A master writes other bytes where a slave has what it has lost. */
export const WRITTEN_ANEW = `${NAME}: written anew`;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

class ReplicasSharePrefixJudge implements Judge {
  readonly goesOn = true;
  readonly #ends = new Map<string, number>();
  readonly #powerless = new Set<string>();
  /** Where the log of a machine ended when it came back from its last power loss. */
  readonly #lostFrom = new Map<string, number>();
  /** What a machine has of a history that its master has lost and written anew. */
  readonly #strays = new Map<string, Stretch>();

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'machine-ended':
        if (entry.how === 'power-lost') this.#powerless.add(machine);
        if (entry.how === 'disk-wiped') this.#forget(machine);
        return undefined;
      case 'replica-extent':
        this.#hearExtent(machine, entry);
        return undefined;
      case 'replicas-differ':
        return this.#hearDifference(machine, entry);
      default:
        return undefined;
    }
  }

  #hearExtent(machine: string, { end, after }: ReplicaExtent): void {
    this.#ends.set(machine, end);
    if (after === 'recovery' && this.#powerless.delete(machine)) this.#lostFrom.set(machine, end);
    const stray = this.#strays.get(machine);
    if (stray !== undefined && end <= stray.start) this.#strays.delete(machine);
  }

  #forget(machine: string): void {
    this.#powerless.delete(machine);
    this.#lostFrom.delete(machine);
    this.#strays.delete(machine);
  }

  #hearDifference(machine: string, entry: ReplicasDiffer): Violation | undefined {
    const { other, position } = entry;
    if (this.#isStray(machine, position) || this.#isStray(other, position)) return undefined;
    const isAnew =
      entry.after === 'append' && position >= (this.#lostFrom.get(machine) ?? Number.POSITIVE_INFINITY);
    if (isAnew) this.#strays.set(other, { start: position, end: this.#ends.get(other) ?? position });
    return violation(machine, entry, isAnew);
  }

  #isStray(machine: string, position: number): boolean {
    const stray = this.#strays.get(machine);
    return stray !== undefined && position >= stray.start && position < stray.end;
  }
}

function violation(machine: string, { other, position, after }: ReplicasDiffer, isAnew: boolean): Violation {
  return {
    oracle: NAME,
    message: `${machine} and ${other} have different bytes at position ${position}, after ${WHAT[after]} ${machine}`,
    fingerprint: isAnew ? WRITTEN_ANEW : `${NAME}: after ${after === 'append' ? 'an' : 'a'} ${after}`,
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
