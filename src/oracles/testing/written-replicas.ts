// Evidence of the copies of a log, written by hand for tests of oracles. The master's machine is broker-0, as its broker; a slave's is slave-1.

import type { Recorded } from '../../history/history.ts';
import type { MessageEntry } from '../message-entry.ts';
import type { Oracle, Promises, SettledWorld, Violation } from '../oracle.ts';
import type { ReplicasDiffer } from '../replica-entry.ts';
import { PROMISES, SETTLED } from './written-history.ts';

export interface At {
  readonly machine: string;
  readonly entry: MessageEntry;
}

export const at = (machine: string, entry: MessageEntry): At => ({ machine, entry });

export const extent = (machine: string, end: number, start = 0): At =>
  at(machine, { kind: 'replica-extent', brokerName: 'broker-0', start, end, after: 'transfer' });

export const wrote = (machine: string, end: number): At =>
  at(machine, { kind: 'replica-extent', brokerName: 'broker-0', start: 0, end, after: 'append' });

/** It has found out what it holds. */
export const found = (machine: string, end: number): At =>
  at(machine, { kind: 'replica-extent', brokerName: 'broker-0', start: 0, end, after: 'recovery' });

export const confirmed = (end: number): At =>
  at('broker-0', { kind: 'put-confirmed', brokerName: 'broker-0', end });

export const differ = (
  after: ReplicasDiffer['after'],
  machine = 'slave-1',
  other = 'broker-0',
  position = 100,
): At => at(machine, { kind: 'replicas-differ', brokerName: 'broker-0', other, position, after });

/** An operator puts slave-1 in the place of the machine that is the master. */
export const promoted = (instead = 'broker-0', machine = 'slave-1'): At =>
  at(machine, { kind: 'slave-promoted', brokerName: 'broker-0', instead });

/** What a judge makes of a whole history, and of its end. */
export function verdictOf(
  oracle: Oracle,
  history: readonly At[],
  promises: Partial<Promises> = {},
  world: SettledWorld = SETTLED,
): Violation | undefined {
  const judge = oracle.judge({ ...PROMISES, ...promises });
  for (const [index, { machine, entry }] of history.entries()) {
    const recorded: Recorded<MessageEntry> = { number: index + 1, atUs: index * 1000, machine, entry };
    const violation = judge.hear?.(recorded);
    if (violation !== undefined) return violation;
  }
  return judge.rest?.(world) ?? judge.settle?.(world);
}

/** Broker-0 and all its slaves lose their disks. */
export const groupLost: At = at('broker-0', { kind: 'group-lost', brokerName: 'broker-0' });
