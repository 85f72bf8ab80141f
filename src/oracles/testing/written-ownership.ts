// Histories of who has which queue, written by hand for tests of oracles: each line a moment in milliseconds, who says it, and what. Everything is
// about queue 0 of broker-0; clients are named after their machines.

import type { MessageEntry } from '../message-entry.ts';
import type { Oracle, Violation } from '../oracle.ts';
import type { GroupQueue, OffsetKept, OffsetSent } from '../ownership-entry.ts';
import type { LogRecovered } from '../store-entry.ts';
import { delivered, GROUP, PROMISES, SETTLED } from './written-history.ts';

export type Line = readonly [atMs: number, machine: string, entry: MessageEntry];

const QUEUE: GroupQueue = { group: GROUP, topic: 'orders', brokerName: 'broker-0', queueId: 0 };

type ByMember =
  | 'queue-gained'
  | 'start-asked'
  | 'lease-ended'
  | 'lease-released'
  | { readonly kind: 'queue-dropped'; readonly reason: string }
  | { readonly kind: 'start-found'; readonly offset: number }
  | (Pick<OffsetSent, 'kind' | 'offset'> & Partial<OffsetSent>);

/** What a member says of the queue. */
export const member = (atMs: number, machine: string, said: ByMember): Line => {
  const of = { ...QUEUE, clientId: machine };
  if (typeof said === 'string') return [atMs, machine, { kind: said, ...of }];
  if (said.kind === 'queue-dropped') return [atMs, machine, { moved: undefined, ...said, ...of }];
  return [atMs, machine, { ...said, ...of }];
};

/** It asks a machine how far its group is. */
export const seeks = (atMs: number, asked: string, masterInRoutes: string | undefined): Line => [
  atMs,
  'consumer-0',
  { kind: 'start-sought', asked, masterInRoutes, ...QUEUE, clientId: 'consumer-0' },
];

/** Its handler is called with the next message. */
export const starts = (atMs: number, machine: string, queueOffset = 0): Line => [
  atMs,
  machine,
  delivered(`k/${queueOffset}`, { place: { brokerName: 'broker-0', queueId: 0, queueOffset } }),
];

export const leased = (atMs: number, machine: string): Line => [
  atMs,
  machine,
  { kind: 'lease-obtained', validMs: 30_000, ...QUEUE, clientId: machine },
];

export const granted = (atMs: number, clientId: string): Line => [
  atMs,
  'broker-0',
  { kind: 'lease-granted', previousOwner: undefined, ...QUEUE, clientId },
];

/** Sent by the broker from one offset to another. */
export const moved = (atMs: number, machine: string, from: number, to: number): Line => [
  atMs,
  machine,
  { kind: 'queue-dropped', reason: 'offset-moved', moved: { from, to }, ...QUEUE, clientId: machine },
];

export const kept = (
  atMs: number,
  offset: number,
  previousOffset: number | undefined,
  through: OffsetKept['through'] = 'commit',
): Line => [atMs, 'broker-0', { kind: 'offset-kept', offset, previousOffset, through, ...QUEUE }];

export const handled = (atMs: number, queueOffset: number): Line => [
  atMs,
  'consumer-0',
  {
    kind: 'delivery-completed',
    topic: 'orders',
    key: 'k',
    ordinal: queueOffset,
    group: GROUP,
    place: { brokerName: 'broker-0', queueId: 0, queueOffset },
    isSuccess: true,
  },
];

export const died = (atMs: number, machine: string): Line => [
  atMs,
  machine,
  { kind: 'machine-ended', how: 'killed' },
];

/** broker-0 comes back, and its queue ends here. */
export const cameBack = (atMs: number, endOffset: number): Line => {
  const recovered: LogRecovered = {
    kind: 'log-recovered',
    endPosition: 0,
    damaged: undefined,
    lost: [],
    found: [],
    tail: [],
    queueEnds: [{ topic: 'orders', queueId: 0, endOffset, unitBehind: undefined }],
  };
  return [atMs, 'broker-0', recovered];
};

export const members = (atMs: number, ...names: string[]): Line => [
  atMs,
  'broker-0',
  { kind: 'members-known', group: GROUP, members: names },
];

export function verdictOn(oracle: Oracle, ...lines: readonly Line[]): Violation | undefined {
  const judge = oracle.judge(PROMISES);
  for (const [index, [atMs, machine, entry]] of lines.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine, entry });
    if (violation !== undefined) return violation;
  }
  return judge.rest?.(SETTLED) ?? judge.settle?.(SETTLED);
}
