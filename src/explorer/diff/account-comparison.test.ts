import { describe, expect, test } from 'vitest';
import type { AccountLine } from '../../scenario/account-line.ts';
import { compareAccounts } from './account-comparison.ts';

type Line = readonly [atUs: number, kind: string, text: string, subject?: string, machine?: string];

function account(...lines: readonly Line[]): readonly AccountLine[] {
  return lines.map(([atUs, kind, text, subject = '', machine = 'm'], index) => {
    return { event: index, identity: String(index), atUs, machine, kind, subject, text };
  });
}

const FOREVER = 1_000_000;

describe('accounts of two runs', () => {
  test('a line that says the same later is the same', () => {
    const left = account([1, 'send', 'sends message 0', 'k'], [2, 'phase', 'phase settle begins']);
    const right = account([1, 'send', 'sends message 0', 'k'], [9, 'phase', 'phase settle begins']);
    expect(compareAccounts(left, right, FOREVER)).toEqual({ same: 2, differences: [] });
  });

  test('what is said of one message belongs together, whatever else is said between', () => {
    const left = account(
      [1, 'get', 'gets message 0 from a', 'k'],
      [2, 'get', 'gets message 1 from a', 'k'],
      [3, 'get', 'gets message 1 from b', 'k'],
    );
    const right = account(
      [4, 'get', 'gets message 1 from c', 'k', 'n'],
      [5, 'get', 'gets message 0 from c', 'k'],
    );
    const { same, differences } = compareAccounts(left, right, FOREVER);
    expect(same).toBe(0);
    expect(differences).toEqual([
      { left: left[0], right: right[1], atUs: 1 },
      { left: left[1], right: right[0], atUs: 2 },
      { left: left[2], right: undefined, atUs: 3 },
    ]);
  });

  test('what is about no message stays alone: two leases are not one that changed', () => {
    const left = account([1, 'lease', 'grants queue 1']);
    const right = account([1, 'lease', 'grants queue 2']);
    expect(compareAccounts(left, right, FOREVER).differences).toEqual([
      { left: left[0], right: undefined, atUs: 1 },
      { left: undefined, right: right[0], atUs: 1 },
    ]);
  });

  test('what one run says after the end of the other is no difference, unless the other said it otherwise', () => {
    const left = account([1, 'get', 'gets message 0 from a', 'k']);
    const right = account(
      [20, 'get', 'gets message 0 from b', 'k'],
      [21, 'get', 'gets message 1 from b', 'k'],
    );
    expect(compareAccounts(left, right, 10).differences).toEqual([
      { left: left[0], right: right[0], atUs: 1 },
    ]);
    const late = account([20, 'get', 'gets message 0 from a', 'k']);
    expect(compareAccounts([], late, 10).differences).toEqual([]);
  });
});
