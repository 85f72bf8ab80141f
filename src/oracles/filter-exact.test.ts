import { describe, expect, test } from 'vitest';
import { filterExact, isSubscribed } from './filter-exact.ts';
import type { MessageEntry } from './message-entry.ts';
import { delivered, verdictOf } from './testing/written-history.ts';

function tagged(tag: string | undefined): MessageEntry {
  return { ...delivered('k/0'), tag } as MessageEntry;
}

const say = (tag: string | undefined) => verdictOf(filterExact('Aa || plain'), [tagged(tag)])?.fingerprint;

describe('what a group gets', () => {
  test('has a tag that it subscribes to', () => {
    expect(say('Aa')).toBeUndefined();
    expect(say('plain')).toBeUndefined();
  });
  test('may not have another tag of the same hash', () => {
    expect(say('BB')).toBe('filter-exact: another tag');
  });
  test('may not be without a tag', () => {
    expect(say(undefined)).toBe('filter-exact: no tag');
  });
});

test('an asterisk subscribes to everything', () => {
  expect([isSubscribed('*', undefined), isSubscribed('*', 'any')]).toEqual([true, true]);
});
