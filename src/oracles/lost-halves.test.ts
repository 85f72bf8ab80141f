import { describe, expect, test } from 'vitest';
import { HALF_TOPIC } from './lost-halves.ts';
import type { MessageEntry } from './message-entry.ts';
import { MONEY_LOST_WITH_HALF, moneyConserved } from './money-conserved.ts';
import type { Oracle } from './oracle.ts';
import { verdictOf } from './testing/written-history.ts';
import { flushed, machineEnded, RECORD_BYTES, record, recovered, stored } from './testing/written-store.ts';
import {
  begun,
  booked,
  halfProgressLeft,
  halfStored,
  putBack,
  transactionEnded,
} from './testing/written-transfers.ts';
import { HALF_LOST, transactionsResolved } from './transactions-resolved.ts';

const RESOLVED = transactionsResolved(2);
const CRC = 42;
const OTHER_CRC = 43;

/** A record of the half topic at offset `slot` of its queue, and at a position that fits. */
const halfAt = (slot: number, bodyCrc = CRC) =>
  record(slot * RECORD_BYTES, { topic: HALF_TOPIC, queueOffset: slot, bodyCrc });
const halfStoredAt = (slot: number, bodyCrc = CRC): MessageEntry => ({
  kind: 'record-stored',
  record: halfAt(slot, bodyCrc),
});

const DEBITED: readonly MessageEntry[] = [
  begun('t1'),
  halfStoredAt(0),
  flushed(RECORD_BYTES),
  halfStored('t1'),
  booked('t1', 'debited'),
];
const PUT_BACK = [halfStoredAt(1), putBack('t1', 0, 1)];
const LOSES_COPY = recovered(RECORD_BYTES, { lost: [halfAt(1)] });
const POWER_LOSS = [machineEnded('power-lost'), halfProgressLeft(1)];

const fingerprint = (oracle: Oracle, entries: readonly MessageEntry[]) =>
  verdictOf(oracle, entries)?.fingerprint;
const OPEN = 'transactions-resolved: open for ever';
const LOST = 'money-conserved: money was lost';

describe('a half message that was put back', () => {
  test('is lost in its own way when a power loss takes the copy after the round has moved on', () => {
    const entries = [...DEBITED, ...PUT_BACK, ...POWER_LOSS, LOSES_COPY];
    expect(fingerprint(RESOLVED, entries)).toBe(HALF_LOST);
    expect(fingerprint(moneyConserved, entries)).toBe(MONEY_LOST_WITH_HALF);
    const withAnother = [...entries, halfStoredAt(1, OTHER_CRC)];
    expect(fingerprint(RESOLVED, withAnother)).toBe(HALF_LOST);
  });

  test('is lost in its own way with the message that was committed in the meantime', () => {
    const committed = [stored(2 * RECORD_BYTES, { bodyCrc: CRC }), transactionEnded('t1', 'commit')];
    const lost = [halfAt(1), record(2 * RECORD_BYTES, { bodyCrc: CRC })];
    const entries = [...DEBITED, ...PUT_BACK, ...committed, ...POWER_LOSS];
    const both = [...entries, recovered(RECORD_BYTES, { lost })];
    expect(fingerprint(RESOLVED, both)).toBeUndefined();
    expect(fingerprint(moneyConserved, both)).toBe(MONEY_LOST_WITH_HALF);
  });
});

describe('no power loss explains a transaction that stays open', () => {
  /** Plain violations of both promises. */
  function expectPlain(entries: readonly MessageEntry[]): void {
    expect(fingerprint(RESOLVED, entries)).toBe(OPEN);
    expect(fingerprint(moneyConserved, entries)).toBe(LOST);
  }

  test('when nothing was lost', () => {
    expectPlain(DEBITED);
    expectPlain([...DEBITED, ...PUT_BACK]);
    expectPlain([...DEBITED, ...PUT_BACK, ...POWER_LOSS, recovered(2 * RECORD_BYTES)]);
  });

  test('when only a process died', () => {
    const kept = [...POWER_LOSS, recovered(2 * RECORD_BYTES)];
    expectPlain([...DEBITED, ...PUT_BACK, ...kept, machineEnded('killed'), LOSES_COPY]);
  });

  test('when the copy had been flushed', () => {
    expectPlain([...DEBITED, ...PUT_BACK, flushed(2 * RECORD_BYTES), ...POWER_LOSS, LOSES_COPY]);
  });

  test('when rounds have not gone beyond the copy before, or find another', () => {
    const notMoved = [machineEnded('power-lost'), halfProgressLeft(0)];
    expectPlain([...DEBITED, ...PUT_BACK, ...notMoved, LOSES_COPY]);
    const again = [halfStoredAt(1), putBack('t1', 0, 1)];
    expectPlain([...DEBITED, ...PUT_BACK, ...POWER_LOSS, LOSES_COPY, ...again]);
  });

  test('when what was lost is the copy of another', () => {
    const other = [halfStoredAt(1, OTHER_CRC), putBack('t2', 0, 1)];
    const loss = recovered(RECORD_BYTES, { lost: [halfAt(1, OTHER_CRC)] });
    expectPlain([...DEBITED, ...other, ...POWER_LOSS, loss]);
    const notPutBack = [halfStoredAt(1)];
    expectPlain([...DEBITED, ...notPutBack, ...POWER_LOSS, LOSES_COPY]);
    const elsewhere = recovered(RECORD_BYTES, { lost: [record(RECORD_BYTES, { bodyCrc: CRC })] });
    expectPlain([...DEBITED, ...PUT_BACK, ...POWER_LOSS, elsewhere]);
  });

  test('when the log holds a copy that nobody had spoken of', () => {
    const found = recovered(RECORD_BYTES, { lost: [halfAt(1)], found: [halfAt(1)] });
    expectPlain([...DEBITED, ...PUT_BACK, ...POWER_LOSS, found]);
  });

  test('beside one that is explained', () => {
    const second = [begun('t2'), halfStored('t2'), booked('t2', 'debited')];
    expectPlain([...DEBITED, ...second, ...PUT_BACK, ...POWER_LOSS, LOSES_COPY]);
  });

  test('when the committed message is still there', () => {
    const committed = [
      stored(RECORD_BYTES, { bodyCrc: CRC, queueOffset: 0 }),
      transactionEnded('t1', 'commit'),
    ];
    const copy = halfAt(2);
    const entries = [
      ...DEBITED,
      ...committed,
      { kind: 'record-stored', record: copy } as const,
      putBack('t1', 0, 2),
      ...POWER_LOSS,
      recovered(2 * RECORD_BYTES, { lost: [copy] }),
    ];
    expect(fingerprint(moneyConserved, entries)).toBe(LOST);
  });
});
