import { describe, expect, test } from 'vitest';
import { moneyConserved } from './money-conserved.ts';
import { verdictOf } from './testing/written-history.ts';
import { begun, booked, booksFound, givenUp } from './testing/written-transfers.ts';

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
