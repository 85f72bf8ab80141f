import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { MONEY_LOST_WITH_RETRY, moneyConserved } from './money-conserved.ts';
import { handled, sent, verdictOf } from './testing/written-history.ts';
import { machineEnded, record, recovered } from './testing/written-store.ts';
import { begun, booked, booksFound, givenUp } from './testing/written-transfers.ts';

/** As written-history.ts has it. */
const BODY_CRC = 7;
const RETRY = record(100, { topic: '%RETRY%readers', bodyCrc: BODY_CRC });
const FAILED: readonly MessageEntry[] = [
  sent('t1/0'),
  begun('t1'),
  booked('t1', 'debited'),
  handled('t1/0', false),
];
const POWER_LOSS = [machineEnded('power-lost'), recovered(100, { lost: [RETRY] })];

function fingerprint(entries: readonly MessageEntry[]): string | undefined {
  return verdictOf(moneyConserved, entries)?.fingerprint;
}

describe('money-conserved', () => {
  test('is silent when what is debited is credited, and nothing else', () => {
    expect(
      verdictOf(moneyConserved, [
        begun('t1'),
        booked('t1', 'debited'),
        booked('t1', 'credited'),
        begun('t2'),
        booked('t2', 'refused'),
        begun('t3'),
      ]),
    ).toBeUndefined();
  });

  test('is silent about a debit that only the books of the next process tell', () => {
    const entries = [begun('t1'), booksFound('t1', 'debited'), booked('t1', 'credited')];
    expect(verdictOf(moneyConserved, entries)).toBeUndefined();
  });

  test('is silent about a debit whose transaction waits for a person', () => {
    expect(verdictOf(moneyConserved, [begun('t1'), booked('t1', 'debited'), givenUp('t1')])).toBeUndefined();
  });

  test('convicts a debit without a credit', () => {
    const violation = verdictOf(moneyConserved, [begun('t1'), booked('t1', 'debited')]);
    expect(violation?.fingerprint).toBe('money-conserved: money was lost');
  });

  test('convicts a credit of what was refused, or not decided', () => {
    const refused = [begun('t1'), booked('t1', 'refused'), booked('t1', 'credited')];
    expect(verdictOf(moneyConserved, refused)?.fingerprint).toBe('money-conserved: money was made');
    const open = [begun('t1'), booked('t1', 'credited')];
    expect(verdictOf(moneyConserved, open)?.fingerprint).toBe('money-conserved: money was made');
  });
});

describe('a credit that failed and was taken back', () => {
  const PLAIN = 'money-conserved: money was lost';

  test('is lost in its own way when a power loss takes what was to come again', () => {
    expect(fingerprint([...FAILED, ...POWER_LOSS])).toBe(MONEY_LOST_WITH_RETRY);
    expect(fingerprint([...FAILED, ...POWER_LOSS, booked('t1', 'credited')])).toBeUndefined();
  });

  test('is money lost when no power loss explains it', () => {
    expect(fingerprint(FAILED)).toBe(PLAIN);
    expect(fingerprint([...FAILED, machineEnded('power-lost'), recovered(100)])).toBe(PLAIN);
    expect(fingerprint([...FAILED, machineEnded('killed'), recovered(100, { lost: [RETRY] })])).toBe(PLAIN);
    const other = record(100, { topic: '%RETRY%readers', bodyCrc: BODY_CRC + 1 });
    expect(fingerprint([...FAILED, machineEnded('power-lost'), recovered(100, { lost: [other] })])).toBe(
      PLAIN,
    );
  });

  test('is money lost beside another that nothing explains, and where two could be meant', () => {
    expect(fingerprint([...FAILED, ...POWER_LOSS, begun('t2'), booked('t2', 'debited')])).toBe(PLAIN);
    expect(fingerprint([sent('t2/0'), ...FAILED, ...POWER_LOSS])).toBe(PLAIN);
  });
});
