import { describe, expect, test } from 'vitest';
import type { AttemptEntry } from './attempt-entry.ts';
import { refusedNotStored } from './refused-not-stored.ts';
import { verdictOf } from './testing/written-history.ts';

function place(brokerName = 'broker-0') {
  return { uniqueKey: 'KEY', topic: 'orders', brokerName, queueId: 0 };
}

const tried = (brokerName?: string): AttemptEntry => ({ kind: 'copy-tried', ...place(brokerName) });
const stored = (brokerName?: string): AttemptEntry => ({ kind: 'copy-stored', ...place(brokerName) });
const refused = (code: number): AttemptEntry => ({ kind: 'copy-refused', ...place(), code });
const say = (...entries: readonly AttemptEntry[]) => verdictOf(refusedNotStored, entries)?.fingerprint;

describe('what was refused is not stored', () => {
  test('when it is nowhere, or where another attempt went', () => {
    expect(say(tried(), refused(2))).toBeUndefined();
    expect(say(tried(), refused(2), tried('broker-1'), stored('broker-1'))).toBeUndefined();
    expect(say(tried(), refused(2), tried(), stored())).toBeUndefined();
  });
  test('when nobody knows: an error that may come after the append, or no answer', () => {
    expect(say(tried(), stored(), refused(1))).toBeUndefined();
    expect(say(tried(), stored(), tried(), stored(), tried(), refused(14))).toBeUndefined();
  });
});

describe('what was refused is stored', () => {
  test.each([2, 13, 14, 16, 17, 29])('with code %i, before the answer or after it', (code) => {
    const found = `refused-not-stored: code ${code}`;
    expect(say(tried(), stored(), refused(code))).toBe(found);
    expect(say(tried(), refused(code), stored())).toBe(found);
  });
  test('once more than it was sent otherwise', () => {
    expect(say(tried(), stored(), tried(), refused(2), stored())).toBe('refused-not-stored: code 2');
  });
});
