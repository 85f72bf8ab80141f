// Probes of the network's faults: what the clients and servers of the probe world notice of each other while one is on.

import type { FaultKind } from '../fault.ts';
import type { Window } from './journal.ts';
import { NAME, type Probe, SERVER, TIMES } from './probe.ts';

/** Every kind of trouble that datagrams may have. */
const DATAGRAMS = {
  lossPerMillion: 200_000,
  duplicatePerMillion: 200_000,
  reorderMs: 100,
  corruptPerMillion: 200_000,
} as const;
const CLIENT = { role: 'client', index: 0 } as const;
/** Bits of the first server alone. */
const FIRST_SERVER = 1;
const SERVER_BITS = 7;

const SERVERS = ['server-0', 'server-1', 'server-2'];
const CLIENTS = ['client-0', 'client-1'];
/** For each client, the servers that it hears; two seconds have room for 80 answers. */
const heard = (seen: Window) =>
  CLIENTS.map((client) => SERVERS.filter((server) => seen.count(`answer us of ${server}`, client) > 9));
const heardPairs = (seen: Window) => heard(seen).flat().length;
const isPrompt = (seen: Window, client: string) => seen.largest('answer us', client) < 100_000;
const isLossy = (seen: Window) =>
  seen.count('datagram', 'client-0') < 0.9 * seen.count('datagram sent', 'client-0');
const isSilent = (seen: Window) => seen.count(`answer us of ${NAME}`) < 10;

export const NETWORK_PROBES = {
  partition: {
    fault: { kind: 'partition', groupBits: FIRST_SERVER, direction: 'both', ...TIMES },
    isStruck: isSilent,
  },
  'group-partition': {
    fault: { kind: 'group-partition', role: 'server', otherRole: 'client', direction: 'both', ...TIMES },
    isStruck: (seen) => heardPairs(seen) === 0 && seen.count('ended') === 0,
  },
  isolate: {
    fault: { kind: 'isolate', ...SERVER, ...TIMES },
    isStruck: (seen) => isSilent(seen) && heardPairs(seen) === 4,
  },
  ring: {
    fault: { kind: 'ring', role: 'any', reach: 1, ...TIMES },
    // Two clients are four ends of ways to a neighbour; the two ends between them may be each other's.
    isStruck: (seen) => [2, 4].includes(heardPairs(seen)),
  },
  bridge: {
    fault: { kind: 'bridge', groupBits: SERVER_BITS, bridge: 3, ...TIMES },
    isStruck: (seen) =>
      seen.count('stream reset') === 0 &&
      heard(seen)
        .map((all) => all.length)
        .join() === '3,0',
  },
  'lose-reply': {
    fault: { kind: 'lose-reply', server: 0, client: 0, count: 2, ...TIMES },
    isStruck: (seen) => seen.count('stream reset', 'client-0') === 2 && seen.count('stream reset') === 2,
  },
  'slow-path': {
    fault: { kind: 'slow-path', left: 0, right: 3, delayMs: 100, ...TIMES },
    isStruck: (seen) => seen.smallest(`answer us of ${NAME}`, 'client-0') > 100_000,
  },
  jitter: {
    fault: { kind: 'jitter', ...CLIENT, direction: 'incoming', maximumMs: 300, ...TIMES },
    isStruck: (seen) => seen.spread('answer us', 'client-0') > 150_000 && isPrompt(seen, 'client-1'),
  },
  'packet-loss': {
    fault: { kind: 'packet-loss', ...CLIENT, direction: 'outgoing', perMillion: 200_000, ...TIMES },
    isStruck: (seen) => isLossy(seen) && seen.largest('answer us', 'client-0') > 200_000,
  },
  bandwidth: {
    fault: {
      kind: 'bandwidth',
      ...SERVER,
      direction: 'outgoing',
      kibibytesPerSecond: 64,
      queueKibibytes: 64,
      ...TIMES,
    },
    isStruck: (seen) => seen.smallest(`answer us of ${NAME}`) > 30_000 && !isSilent(seen),
  },
  clog: {
    fault: { kind: 'clog', ...SERVER, otherRole: 'client', direction: 'outgoing', ...TIMES },
    isStruck: (seen) => isSilent(seen) && heardPairs(seen) === 4 && seen.count('stream reset') === 0,
  },
  swizzle: {
    fault: { kind: 'swizzle', groupBits: SERVER_BITS, ...TIMES },
    // One is held from the start and let go as the last.
    isStruck: (seen) => heardPairs(seen) === 4 && seen.count('stream reset') === 0,
  },
  'break-streams': {
    fault: { kind: 'break-streams', ...SERVER, perMillion: 100_000, ...TIMES },
    isStruck: (seen) => seen.count('stream reset') > 5 && heardPairs(seen) === 6,
  },
  fragment: {
    fault: { kind: 'fragment', ...CLIENT, maximumBytes: 100, ...TIMES },
    isStruck: (seen) => seen.median('fragments', 'client-0') > 20,
  },
  'slow-accept': {
    fault: { kind: 'slow-accept', ...SERVER, delayMs: 400, ...TIMES },
    isStruck: (seen) => seen.largest('greeting us') > 400_000 && seen.largest('connect us') < 100_000,
  },
  'half-open': {
    fault: { kind: 'half-open', ...CLIENT, delayMs: 400, ...TIMES },
    isStruck: (seen) => seen.largest('open us') > 400_000 && isPrompt(seen, 'client-0'),
  },
  'datagram-trouble': {
    fault: { kind: 'datagram-trouble', ...CLIENT, direction: 'incoming', ...DATAGRAMS, ...TIMES },
    isStruck: (seen) =>
      isLossy(seen) &&
      ['datagram twice', 'datagram late', 'datagram changed'].every(
        (what) => seen.count(what, 'client-0') > 5,
      ),
  },
} as const satisfies Partial<Record<FaultKind, Probe>>;
