// Where faults are drawn from: one source per class, so that a class is wholly absent from some runs. What is drawn for a field says the
// vocabulary, unless the source narrows it.

import { type Arbitrary, constantFrom, integer, record } from 'fast-check';
import { type Fault, type FaultKind, fieldsOf } from '../simulator/fault/fault.ts';
import type { FaultField } from '../simulator/fault/fault-field.ts';
import type { Role } from './role.ts';
import type { FaultSource } from './scenario.ts';

export interface SourceTerms {
  /** Whom it strikes; a role that is listed twice is struck twice as often. */
  readonly roles?: readonly Role[];
  /** What is drawn for a field instead of what the vocabulary says. */
  readonly fields?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly chancePerCent: number;
  readonly maximum: number;
}

const ANYBODY: readonly Role[] = ['any'];

export function faultSource(kinds: FaultKind | readonly FaultKind[], terms: SourceTerms): FaultSource {
  const { chancePerCent, maximum } = terms;
  return { slot: slotOf([kinds].flat(), terms), chancePerCent, maximum };
}

/** Kinds that are drawn from one source have the same fields. */
function slotOf(
  kinds: readonly FaultKind[],
  { roles = ANYBODY, fields = {} }: SourceTerms,
): Arbitrary<Fault> {
  const arbitraries = Object.entries(fieldsOf(kinds[0] as FaultKind)).map(([name, field]) => {
    const values = fields[name];
    return [name, values === undefined ? fieldArbitrary(field, roles) : constantFrom(...values)] as const;
  });
  const slot = record({ kind: constantFrom(...kinds), ...Object.fromEntries(arbitraries) });
  return slot as Arbitrary<unknown> as Arbitrary<Fault>;
}

function fieldArbitrary(field: FaultField, roles: readonly Role[]): Arbitrary<number | string> {
  switch (field.kind) {
    case 'range':
      return integer({ min: field.drawnMinimum, max: field.drawnMaximum });
    case 'choice':
      return constantFrom(...field.values);
    case 'word':
      return constantFrom(...field.words);
    case 'group':
      return constantFrom(...roles);
    case 'path':
      return constantFrom('');
  }
}

export const brokerKill: FaultSource = faultSource('kill-process', {
  roles: ['broker'],
  chancePerCent: 88,
  maximum: 3,
});

/** What was not synced is gone: acknowledged messages survive under synchronous flush only. */
export const brokerPowerLoss: FaultSource = faultSource('power-loss', {
  roles: ['broker'],
  chancePerCent: 40,
  maximum: 2,
});

/** Of clients that keep something on their own disk. */
export const memberPowerLoss: FaultSource = faultSource('power-loss', {
  roles: ['consumer'],
  chancePerCent: 40,
  maximum: 2,
});

/** A process of a broker ends between two bytes of a write, or the power of its machine does. */
export const brokerCrashInWrite: FaultSource = faultSource('crash-in-write', {
  roles: ['broker'],
  chancePerCent: 30,
  maximum: 2,
});

export const slowDisk: FaultSource = faultSource('disk-stall', {
  roles: ['broker', 'broker', 'broker', 'name-server'],
  chancePerCent: 25,
  maximum: 2,
});

/** One source for each operation, so that some runs have one kind of error alone. Paths are those of a broker's store. */
export const diskTroubles: readonly FaultSource[] = [
  diskErrors('read', 40),
  diskErrors('write', 40),
  diskErrors('sync', 70),
  faultSource('disk-full', { roles: ['broker'], chancePerCent: 40, maximum: 2 }),
];

function diskErrors(operation: 'read' | 'write' | 'sync', chancePerCent: number): FaultSource {
  const pathPrefix = ['', 'store/commitlog', 'store/commitlog', 'store/consumequeue', 'store/config'];
  const fields = { operation: [operation], perMillion: [20_000, 300_000, 1_000_000], pathPrefix };
  return faultSource('disk-errors', { roles: ['broker'], fields, chancePerCent, maximum: 2 });
}

/** Producers and consumers that die, or leave politely, and come back. */
export const clientLeave: FaultSource = faultSource(['kill-process', 'stop-process'], {
  roles: ['producer', 'consumer', 'consumer'],
  chancePerCent: 70,
  maximum: 3,
});

export const partition: FaultSource = faultSource('partition', { chancePerCent: 88, maximum: 2 });

export const loseReply: FaultSource = faultSource('lose-reply', { chancePerCent: 40, maximum: 2 });

export const slowPath: FaultSource = faultSource('slow-path', { chancePerCent: 20, maximum: 2 });

const EVERY_PROCESS: readonly Role[] = [
  'broker',
  'broker',
  'producer',
  'consumer',
  'consumer',
  'name-server',
];

/**
 * A consumer believes in its lock on a queue for 30 s after the broker's answer, the broker for 60 s by its own clock (ProcessQueue.java,
 * RebalanceLockManager.java): pauses, steps and drift of one run together stay within that margin of 30 s. Beyond it no design owes order.
 */
export const slowProcesses: readonly FaultSource[] = [
  faultSource('pause', {
    roles: EVERY_PROCESS,
    fields: { durationMs: [200, 2000, 6000, 10_000] },
    chancePerCent: 30,
    maximum: 2,
  }),
  faultSource('slow-processor', { roles: EVERY_PROCESS, chancePerCent: 20, maximum: 2 }),
];

export const clockTrouble: readonly FaultSource[] = [
  faultSource('clock-step', { roles: EVERY_PROCESS, chancePerCent: 25, maximum: 2 }),
  faultSource('clock-drift', { roles: EVERY_PROCESS, chancePerCent: 20, maximum: 2 }),
  faultSource('restless-clock', { roles: EVERY_PROCESS, chancePerCent: 15, maximum: 2 }),
];
