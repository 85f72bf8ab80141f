import { expect, test } from 'vitest';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { ended, handled, PROMISES, sent } from '../oracles/testing/written-history.ts';
import { Debts } from './debts.ts';

const lost: MessageEntry = { kind: 'config-left', path: 'topics.json', digest: 9, lostPower: true };

function debtsAfter(configFiles: 'atomic' | 'overwritten', ...entries: MessageEntry[]): Debts {
  const debts = new Debts(['readers'], { ...PROMISES, configFiles });
  for (const [index, entry] of entries.entries())
    debts.hear({ number: index + 1, atUs: index, machine: 'broker-0', entry });
  return debts;
}

test('what was acknowledged is owed until it is handled', () => {
  const one = [sent('k/0'), ended('k/0', 'acknowledged')];
  expect(debtsAfter('atomic', ...one).isPaid).toBe(false);
  expect(debtsAfter('atomic', ...one, handled('k/0')).isPaid).toBe(true);
});

test('nothing is owed after a legal loss of a configuration file, and everything after any other', () => {
  const one = [sent('k/0'), ended('k/0', 'acknowledged'), lost];
  const legal = debtsAfter('overwritten', ...one);
  expect([legal.isPaid, legal.hasLostConfig]).toEqual([true, true]);
  const illegal = debtsAfter('atomic', ...one);
  expect([illegal.isPaid, illegal.hasLostConfig]).toEqual([false, false]);
});
