// One probe per class of faults: a fault of the class, and what the machines of the probe world notice while it is on and at no other time.
// The table has a row for every kind, or it does not compile.

import type { Fault, FaultKind } from '../fault.ts';
import type { Window } from './journal.ts';

export interface Probe {
  /** Its times are the table's: it begins at once and ends before heal. */
  readonly fault: Fault;
  /** True while the fault is on; false before it and after heal. */
  isStruck(seen: Window): boolean;
}

const TIMES = { atMs: 0, durationMs: 2500 } as const;
const DOWN_TIMES = { atMs: 0, downMs: 2500 } as const;
const SERVER = { role: 'server', index: 0 } as const;
const ALWAYS = { perMillion: 1_000_000 } as const;
const NAME = 'server-0';
/** Bits of the first server alone. */
const FIRST_SERVER = 1;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
const isSilent = (seen: Window) => seen.count(`answer us of ${NAME}`) < 10;

export const PROBES: Readonly<Record<FaultKind, Probe>> = {
  'kill-process': {
    fault: { kind: 'kill-process', ...SERVER, ...DOWN_TIMES },
    isStruck: (seen) => seen.count('ended', NAME) === 1 && seen.count('tick us', NAME) === 0,
  },
  'stop-process': {
    fault: { kind: 'stop-process', ...SERVER, ...DOWN_TIMES },
    isStruck: (seen) => seen.count('goodbye', NAME) === 1 && seen.count('ended', NAME) === 1,
  },
  'power-loss': {
    fault: { kind: 'power-loss', ...SERVER, ...DOWN_TIMES },
    isStruck: (seen) => seen.count('ended', NAME) === 1 && seen.count('stream reset') === 0,
  },
  pause: {
    fault: { kind: 'pause', ...SERVER, ...TIMES },
    isStruck: (seen) => seen.count('tick us', NAME) === 0 && seen.count('ended') === 0,
  },
  'slow-processor': {
    fault: { kind: 'slow-processor', ...SERVER, factor: 1000, ...TIMES },
    isStruck: (seen) => median(seen.values(`answer us of ${NAME}`)) > 10_000,
  },
  'clock-step': {
    fault: { kind: 'clock-step', ...SERVER, stepMs: -600, ...TIMES },
    isStruck: (seen) =>
      spread(seen.values('wall error ms', NAME)) < 2 && seen.values('wall error ms', NAME)[3] === -600,
  },
  'clock-drift': {
    fault: { kind: 'clock-drift', ...SERVER, perMillion: 50_000, ...TIMES },
    isStruck: (seen) => spread(seen.values('wall error ms', NAME)) > 20,
  },
  'restless-clock': {
    fault: { kind: 'restless-clock', ...SERVER, maximumUs: 2000, ...TIMES },
    isStruck: (seen) => seen.count('restless clock', NAME) > 10,
  },
  partition: {
    fault: { kind: 'partition', groupBits: FIRST_SERVER, direction: 'both', ...TIMES },
    isStruck: isSilent,
  },
  'lose-reply': {
    fault: { kind: 'lose-reply', server: 0, client: 0, count: 2, ...TIMES },
    isStruck: (seen) => seen.count('stream reset', 'client-0') === 2 && seen.count('stream reset') === 2,
  },
  'slow-path': {
    fault: { kind: 'slow-path', left: 0, right: 3, delayMs: 100, ...TIMES },
    isStruck: (seen) => Math.min(...seen.values(`answer us of ${NAME}`, 'client-0')) > 100_000,
  },
  'disk-stall': {
    fault: { kind: 'disk-stall', ...SERVER, extraMs: 300, ...TIMES },
    isStruck: (seen) => Math.max(...seen.values('sync us', NAME)) > 300_000,
  },
  'disk-errors': {
    fault: { kind: 'disk-errors', ...SERVER, operation: 'sync', ...ALWAYS, pathPrefix: 'log', ...TIMES },
    isStruck: (seen) => seen.count('sync failed: input-output', NAME) > 50,
  },
  'disk-full': {
    fault: { kind: 'disk-full', ...SERVER, freeKibibytes: 0, ...TIMES },
    isStruck: (seen) => seen.count('write failed: no-space', NAME) > 50,
  },
  'crash-in-write': {
    fault: { kind: 'crash-in-write', ...SERVER, write: 5, byte: 100, way: 'kill', ...DOWN_TIMES },
    isStruck: (seen) =>
      seen.count('ended', NAME) === 1 && seen.values('odd bytes in the log', NAME)[0] === 100,
  },
  'bit-rot': {
    fault: { kind: 'bit-rot', ...SERVER, ...ALWAYS, ...TIMES, atMs: 500 },
    isStruck: (seen) => seen.count('cold file changed', NAME) === 1,
  },
  'misdirected-write': {
    fault: { kind: 'misdirected-write', ...SERVER, ...TIMES },
    isStruck: (seen) => seen.count('log changed', NAME) + seen.count('cold file changed', NAME) > 0,
  },
  'wipe-disk': {
    fault: { kind: 'wipe-disk', ...SERVER, ...DOWN_TIMES },
    isStruck: (seen) => seen.count('ended', NAME) === 1 && seen.values('files on disk', NAME)[0] === 0,
  },
};
