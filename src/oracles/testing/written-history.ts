// Hand-written histories for tests of oracles: each line a call, in the order in which it happened.

import type { Outcome } from '../../history/outcome.ts';
import type { MessageEntry, MessageName, QueuePlace, StoredPlace } from '../message-entry.ts';
import type { Oracle, Promises, SettledWorld, Violation } from '../oracle.ts';

export const GROUP = 'readers';
const BODY_CRC = 7;

function name(message: string): MessageName {
  const [key = '', ordinal = '0'] = message.split('/');
  return { topic: 'orders', key, ordinal: Number(ordinal) };
}

const PLACE: StoredPlace = { brokerName: 'broker-0', queueId: 0, queueOffset: 0, position: 500 };

const BROKER_KINDS = new Set<MessageEntry['kind']>([
  'record-stored',
  'record-shown',
  'log-broken',
  'log-flushed',
  'log-recovered',
  'machine-ended',
  'slave-noted',
  'segment-removed',
  'queue-bounds',
  'config-saving',
  'config-saved',
  'config-left',
  'producer-come',
  'producer-gone',
  'transaction-asked',
  'transaction-ended',
  'transaction-given-up',
  'commit-stored',
  'half-put-back',
  'half-progress-left',
  'check-round-began',
]);

/** Messages are written `key/ordinal`. */
export const sent = (message: string): MessageEntry => ({
  kind: 'send-invoked',
  ...name(message),
  bodyCrc: BODY_CRC,
});

export const ended = (message: string, outcome: Outcome): MessageEntry => ({
  kind: 'send-completed',
  ...name(message),
  outcome,
  place: outcome === 'acknowledged' ? PLACE : undefined,
  reason: outcome === 'acknowledged' ? '' : 'as written',
});

export const delivered = (
  message: string,
  differently: { readonly group?: string; readonly bodyCrc?: number; readonly place?: QueuePlace } = {},
): MessageEntry => ({
  kind: 'delivery-started',
  ...name(message),
  group: differently.group ?? GROUP,
  place: differently.place ?? PLACE,
  bodyCrc: differently.bodyCrc ?? BODY_CRC,
});

export const handled = (message: string, isSuccess = true, group = GROUP): MessageEntry => ({
  kind: 'delivery-completed',
  ...name(message),
  group,
  place: PLACE,
  isSuccess,
});

/** The place in the retry topic of a message that failed so often, or its first one. */
function placeAfter(failures: number): QueuePlace {
  return failures === 0 ? PLACE : { ...PLACE, topic: `%RETRY%${GROUP}`, queueOffset: failures };
}

/** A delivery that came so often before in vain: through the retry topic, or from the place of the delivery before. */
export const deliveredAgain = (
  message: string,
  reconsumeTimes: number,
  through: 'retry' | 'here',
): MessageEntry => ({
  kind: 'delivery-started',
  ...name(message),
  group: GROUP,
  place: placeAfter(through === 'retry' ? reconsumeTimes : reconsumeTimes - 1),
  bodyCrc: BODY_CRC,
  reconsumeTimes,
});

export const failedAgain = (message: string, reconsumeTimes: number): MessageEntry => ({
  kind: 'delivery-completed',
  ...name(message),
  group: GROUP,
  place: placeAfter(reconsumeTimes),
  isSuccess: false,
  reconsumeTimes,
});

export const deadLetter = (message: string, reconsumeTimes: number): MessageEntry => ({
  kind: 'dead-letter-found',
  ...name(message),
  group: GROUP,
  reconsumeTimes,
});

/** By the broker that stored everything, at position 500. */
export const removed = (startPosition: number, endPosition: number): MessageEntry => ({
  kind: 'segment-removed',
  startPosition,
  endPosition,
  hasExpired: true,
  usedPerCent: 10,
});

export const bounds = (minOffset: number, maxOffset: number, queueId = 0): MessageEntry => ({
  kind: 'queue-bounds',
  topic: 'orders',
  queueId,
  minOffset,
  maxOffset,
});

export const SETTLED: SettledWorld = {
  isQuiet: true,
  settleSeconds: 30,
  groups: [GROUP],
  members: ['consumer-0'],
  brokerDisks: new Map(),
  indexGeometry: { slots: 8, entries: 12 },
  delayLevelsMs: [],
};

export const PROMISES: Promises = {
  flush: 'synchronous',
  configFiles: 'atomic',
  transactionEnds: 'repeated',
  copies: 1,
  copiesAre: 'appended',
  readersSee: 'stored',
  slaveProgress: 'overwritten',
  mastersMayBeReplaced: false,
  masterFence: 'none',
  disksKeepWhatIsSynced: true,
  delayLevelsMs: [],
  longestPauseUs: 0,
};

/** What the oracle says of the history, heard entry by entry and then settled. */
export function verdictOf(
  oracle: Oracle,
  entries: readonly MessageEntry[],
  settled: SettledWorld = SETTLED,
): Violation | undefined {
  return verdictUnder(PROMISES, oracle, entries, settled);
}

export function verdictUnder(
  promises: Promises,
  oracle: Oracle,
  entries: readonly MessageEntry[],
  settled: SettledWorld = SETTLED,
): Violation | undefined {
  const judge = oracle.judge(promises);
  for (const [index, entry] of entries.entries()) {
    const machine = BROKER_KINDS.has(entry.kind) ? PLACE.brokerName : 'consumer-0';
    const violation = judge.hear?.({ number: index + 1, atUs: index * 1000, machine, entry });
    if (violation !== undefined) return violation;
  }
  return judge.rest?.(settled) ?? judge.settle?.(settled);
}
