import { describe, expect, test } from 'vitest';
import { verdictOf } from './testing/written-history.ts';
import { machineEnded, stored } from './testing/written-store.ts';
import {
  asked,
  begun,
  givenUp,
  halfStored,
  producerCame,
  producerWent,
  transactionEnded,
} from './testing/written-transfers.ts';
import { transactionsResolved } from './transactions-resolved.ts';

const ORACLE = transactionsResolved(2);
const KEPT = stored(0, { topic: 'TRANS_CHECK_MAX_TIME_TOPIC' });
const STORED = [begun('t1'), halfStored('t1')];

describe('transactions-resolved', () => {
  test('is silent about ends that were said, or answered to a check', () => {
    expect(verdictOf(ORACLE, [...STORED, transactionEnded('t1', 'commit')])).toBeUndefined();
    expect(verdictOf(ORACLE, [...STORED, asked('t1'), transactionEnded('t1', 'rollback')])).toBeUndefined();
  });

  test('owes nothing where no half message is known to be stored', () => {
    expect(verdictOf(ORACLE, [begun('t1')])).toBeUndefined();
  });

  test('is silent about what is given up after the last question', () => {
    const entries = [...STORED, asked('t1'), asked('t1', false), KEPT, givenUp('t1')];
    expect(verdictOf(ORACLE, entries)).toBeUndefined();
  });

  test('convicts giving up what is kept nowhere', () => {
    const entries = [...STORED, asked('t1'), asked('t1'), givenUp('t1')];
    expect(verdictOf(ORACLE, entries)?.fingerprint).toBe('transactions-resolved: given up and kept nowhere');
    const twice = [...STORED, begun('t2'), ...['t1', 't1', 't2', 't2'].map((name) => asked(name))];
    expect(verdictOf(ORACLE, [...twice, KEPT, givenUp('t1'), givenUp('t2')])?.message).toContain('t2');
  });

  test('convicts a transaction that stays open', () => {
    expect(verdictOf(ORACLE, [...STORED, asked('t1')])?.fingerprint).toBe(
      'transactions-resolved: open for ever',
    );
  });

  test('convicts giving up before the last question', () => {
    expect(verdictOf(ORACLE, [...STORED, asked('t1'), givenUp('t1')])?.fingerprint).toBe(
      'transactions-resolved: given up too early',
    );
  });

  test('convicts a question to nobody while a producer is connected', () => {
    const entries = [...STORED, producerCame(), asked('t1', false)];
    expect(verdictOf(ORACLE, entries)?.fingerprint).toBe('transactions-resolved: nobody was asked');
    const gone = [...STORED, producerCame(), producerWent(), asked('t1', false)];
    expect(verdictOf(ORACLE, [...gone, transactionEnded('t1', 'commit')])).toBeUndefined();
  });

  test('knows that the end of a broker ends its connections', () => {
    const entries = [...STORED, producerCame(), machineEnded('killed'), asked('t1', false)];
    expect(verdictOf(ORACLE, [...entries, transactionEnded('t1', 'commit')])).toBeUndefined();
  });
});
