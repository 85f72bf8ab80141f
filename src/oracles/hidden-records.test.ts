import { expect, test } from 'vitest';
import { HiddenRecords } from './hidden-records.ts';
import type { MessageEntry } from './message-entry.ts';
import { PROMISES } from './testing/written-history.ts';
import { machineEnded, shown, stored } from './testing/written-store.ts';

/** One second after the other, at broker-0. */
function after(readersSee: 'copied' | 'stored', ...history: readonly MessageEntry[]): HiddenRecords {
  const hidden = new HiddenRecords({ ...PROMISES, readersSee });
  for (const [index, entry] of history.entries())
    hidden.hear({ number: index + 1, atUs: index * 1_000_000, machine: 'broker-0', entry });
  return hidden;
}

test('what is stored is hidden until it is shown', () => {
  const hidden = after('copied', stored(0), stored(100), shown(0), stored(200));
  expect(hidden.sinceUs('broker-0')).toBe(1_000_000);
  expect([0, 100, 200].map((position) => hidden.has('broker-0', position))).toEqual([false, true, true]);
  expect(hidden.sinceUs('broker-1')).toBeUndefined();
  expect(after('copied', stored(0), stored(100), shown(100)).sinceUs('broker-0')).toBeUndefined();
});

test('what a log has lost is hidden no more, nor what was on a disk that is empty now', () => {
  const anew = after('copied', stored(0), stored(100), stored(0));
  expect([anew.sinceUs('broker-0'), anew.has('broker-0', 100)]).toEqual([2_000_000, false]);
  expect(after('copied', stored(0), machineEnded('disk-wiped')).sinceUs('broker-0')).toBeUndefined();
});

test('where readers see what is stored, nothing counts as hidden', () => {
  expect(after('stored', stored(0)).sinceUs('broker-0')).toBeUndefined();
});
