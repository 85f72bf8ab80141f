// Where faults are drawn from: one source per class, so that a class is wholly absent from some runs. Times are milliseconds from the start of
// the disturb phase.

import { constantFrom, integer, record } from 'fast-check';
import type { Direction, Role } from './fault.ts';
import type { FaultSource } from './scenario.ts';

const atMs = integer({ min: 0, max: 14_000 });
const index = integer({ min: 0, max: 1000 });
const durationMs = integer({ min: 50, max: 20_000 });
const downMs = integer({ min: 10, max: 15_000 });

export const brokerKill: FaultSource = {
  slot: record({
    kind: constantFrom<'kill-process'>('kill-process'),
    role: constantFrom<Role>('broker'),
    index,
    atMs,
    downMs,
  }),
  chancePerCent: 88,
  maximum: 3,
};

/** Producers and consumers that die, or leave politely, and come back. */
export const clientLeave: FaultSource = {
  slot: record({
    kind: constantFrom<'kill-process' | 'stop-process'>('kill-process', 'stop-process'),
    role: constantFrom<Role>('producer', 'consumer', 'consumer'),
    index,
    atMs,
    downMs,
  }),
  chancePerCent: 70,
  maximum: 4,
};

export const partition: FaultSource = {
  slot: record({
    kind: constantFrom<'partition'>('partition'),
    groupBits: integer({ min: 1, max: 2 ** 30 - 1 }),
    direction: constantFrom<Direction>('both', 'both', 'into-group', 'out-of-group'),
    atMs,
    durationMs,
  }),
  chancePerCent: 88,
  maximum: 3,
};

export const loseReply: FaultSource = {
  slot: record({
    kind: constantFrom<'lose-reply'>('lose-reply'),
    server: index,
    client: index,
    count: integer({ min: 1, max: 3 }),
    atMs,
    durationMs,
  }),
  chancePerCent: 50,
  maximum: 4,
};

export const slowPath: FaultSource = {
  slot: record({
    kind: constantFrom<'slow-path'>('slow-path'),
    left: index,
    right: index,
    delayMs: constantFrom(5, 100, 900, 3500),
    atMs,
    durationMs,
  }),
  chancePerCent: 30,
  maximum: 3,
};
