import { describe, expect, test } from 'vitest';
import { batchWhole } from './batch-whole.ts';
import type { MessageEntry } from './message-entry.ts';
import { PROMISES, verdictOf, verdictUnder } from './testing/written-history.ts';
import { record, recovered, stored } from './testing/written-store.ts';

const SIZE = 3;
const CRCS = [100, 101, 102] as const;
const STRANGER = 500;

const batchSent: readonly MessageEntry[] = CRCS.map((bodyCrc, index) => ({
  kind: 'send-invoked',
  topic: 'orders',
  key: 'k',
  ordinal: index,
  bodyCrc,
  batch: { name: 'orders/k/0', index, size: SIZE },
}));

const acknowledged: readonly MessageEntry[] = CRCS.map((_, index) => ({
  kind: 'send-completed',
  topic: 'orders',
  key: 'k',
  ordinal: index,
  outcome: 'acknowledged',
  place: { brokerName: 'broker-0', queueId: 0, queueOffset: index },
  reason: '',
}));

/** Message `index` of the batch, or a stranger, in the record at that position. */
const at = (position: number, index: number, rest: Parameters<typeof stored>[1] = {}): MessageEntry =>
  stored(position, { bodyCrc: CRCS[index] ?? STRANGER, ...rest });

const whole = [at(0, 0), at(100, 1), at(200, 2)];
const verdict = (...entries: readonly MessageEntry[]) => verdictOf(batchWhole, entries)?.fingerprint;

describe('a batch', () => {
  test('holds whole and back to back, once or twice, with others before and behind', () => {
    expect(verdict(...batchSent, ...whole, ...acknowledged)).toBeUndefined();
    expect(verdict(...batchSent, at(0, 9), at(100, 0), at(200, 1), at(300, 2), at(400, 9))).toBeUndefined();
    expect(verdict(...batchSent, ...whole, at(300, 0), at(400, 1), at(500, 2))).toBeUndefined();
  });

  test('with a stranger between its messages, or twice the same, is a violation', () => {
    expect(verdict(...batchSent, at(0, 0), at(100, 9))).toBe('batch-whole: interrupted');
    expect(verdict(...batchSent, at(0, 0), at(100, 0))).toBe('batch-whole: interrupted');
    expect(verdict(...batchSent, at(0, 0), at(100, 2))).toBe('batch-whole: interrupted');
  });

  test('that begins in the middle is one', () => {
    expect(verdict(...batchSent, at(0, 1))).toBe('batch-whole: begins in the middle');
  });

  test('at a slave is what its master makes of it', () => {
    const slave: MessageEntry = { kind: 'slave-noted' };
    expect(verdict(...batchSent, slave, at(0, 1))).toBeUndefined();
    expect(
      verdict(...batchSent, slave, recovered(100, { found: [record(0, { bodyCrc: 101 })] })),
    ).toBeUndefined();
  });

  test('in two queues, with a gap in the log, or with a hole between offsets is one', () => {
    const apart = 'batch-whole: not back to back';
    expect(verdict(...batchSent, at(0, 0), at(100, 1, { queueId: 1 }))).toBe(apart);
    expect(verdict(...batchSent, at(0, 0), at(108, 1, { queueOffset: 1 }))).toBe(apart);
    expect(verdict(...batchSent, at(0, 0), at(100, 1, { queueOffset: 2 }))).toBe(apart);
  });

  test('acknowledged before its last message is stored is one', () => {
    expect(verdict(...batchSent, at(0, 0), at(100, 1), ...acknowledged)).toBe(
      'batch-whole: acknowledged in part',
    );
  });

  test('of which a crash leaves the beginning holds, unless it was acknowledged', () => {
    const rest = recovered(200, { lost: [record(200, { bodyCrc: 102 })] });
    expect(verdict(...batchSent, ...whole, rest, at(200, 9))).toBeUndefined();
    expect(verdict(...batchSent, ...whole, ...acknowledged, rest)).toBe('batch-whole: acknowledged and cut');
    const lax = { ...PROMISES, flush: 'asynchronous' } as const;
    expect(verdictUnder(lax, batchWhole, [...batchSent, ...whole, ...acknowledged, rest])).toBeUndefined();
  });

  test('of which a recovery finds what nobody had announced holds as a beginning only', () => {
    const found = (...crcs: readonly number[]) =>
      recovered(100 * crcs.length, {
        found: crcs.map((bodyCrc, index) => record(index * 100, { bodyCrc })),
      });
    expect(verdict(...batchSent, found(100, 101), at(200, 9))).toBeUndefined();
    expect(verdict(...batchSent, found(101))).toBe('batch-whole: begins in the middle');
    expect(verdict(...batchSent, found(100, 102))).toBe('batch-whole: interrupted');
  });

  test('whose bodies are those of other messages is not judged', () => {
    const other: MessageEntry = { kind: 'send-invoked', topic: 'orders', key: 'o', ordinal: 0, bodyCrc: 101 };
    expect(verdict(...batchSent, other, at(0, 9), at(100, 1))).toBeUndefined();
  });
});
