// One probe per class of faults: a fault of the class, and what the machines of the probe world notice while it is on and at no other time.
// The table has a row for every kind, or it does not compile.

import type { FaultKind } from '../fault.ts';
import { NETWORK_PROBES } from './network-probes.ts';
import { DOWN_TIMES, NAME, type Probe, SERVER, TIMES } from './probe.ts';

const ALWAYS = { perMillion: 1_000_000 } as const;

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
    isStruck: (seen) => seen.median(`answer us of ${NAME}`) > 10_000,
  },
  'clock-step': {
    fault: { kind: 'clock-step', ...SERVER, stepMs: -600, ...TIMES },
    isStruck: (seen) =>
      seen.spread('wall error ms', NAME) < 2 && seen.values('wall error ms', NAME)[3] === -600,
  },
  'clock-drift': {
    fault: { kind: 'clock-drift', ...SERVER, perMillion: 50_000, ...TIMES },
    isStruck: (seen) => seen.spread('wall error ms', NAME) > 20,
  },
  'restless-clock': {
    fault: { kind: 'restless-clock', ...SERVER, maximumUs: 2000, ...TIMES },
    isStruck: (seen) => seen.count('restless clock', NAME) > 10,
  },
  ...NETWORK_PROBES,
  'disk-stall': {
    fault: { kind: 'disk-stall', ...SERVER, extraMs: 300, ...TIMES },
    isStruck: (seen) => seen.largest('sync us', NAME) > 300_000,
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
