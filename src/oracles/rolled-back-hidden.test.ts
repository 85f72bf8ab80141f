import { describe, expect, test } from 'vitest';
import { rolledBackHidden } from './rolled-back-hidden.ts';
import { delivered, verdictOf } from './testing/written-history.ts';
import { begun, booked } from './testing/written-transfers.ts';

describe('rolled-back-hidden', () => {
  test('is silent about what is seen after the commit, however often', () => {
    const entries = [begun('t1'), booked('t1', 'debited'), delivered('t1/0'), delivered('t1/0')];
    expect(verdictOf(rolledBackHidden, entries)).toBeUndefined();
  });

  test('convicts what is seen though it was rolled back', () => {
    const entries = [begun('t1'), booked('t1', 'refused'), delivered('t1/0')];
    expect(verdictOf(rolledBackHidden, entries)?.fingerprint).toBe('rolled-back-hidden: it was rolled back');
  });

  test('convicts what is seen before its local transaction commits', () => {
    const entries = [begun('t1'), delivered('t1/0'), booked('t1', 'debited')];
    expect(verdictOf(rolledBackHidden, entries)?.fingerprint).toBe(
      'rolled-back-hidden: it had not committed',
    );
  });
});
