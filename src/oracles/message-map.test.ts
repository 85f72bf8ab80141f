import { describe, expect, test } from 'vitest';
import { GroupMessages, MessageMap } from './message-map.ts';

const first = { topic: 'orders', key: 'a', ordinal: 0 };
const second = { topic: 'orders', key: 'a', ordinal: 1 };
const elsewhere = { topic: 'refunds', key: 'a', ordinal: 0 };

describe('a map of messages', () => {
  test('knows a message by its whole name, whatever object carries it', () => {
    const map = new MessageMap<number>();
    map.set(first, 1);
    map.set(second, 2);
    map.set(elsewhere, 3);
    map.set({ ...second }, 4);
    expect([map.get({ ...first }), map.get(second), map.get(elsewhere)]).toEqual([1, 4, 3]);
    expect(map.get({ topic: 'orders', key: 'b', ordinal: 0 })).toBeUndefined();
    expect(map.size).toBe(3);
  });

  test('forgets one message at a time', () => {
    const map = new MessageMap<string>();
    map.set(first, 'x');
    map.set(second, 'y');
    expect([map.delete(first), map.delete(first), map.delete(elsewhere)]).toEqual([true, false, false]);
    expect([map.has(first), map.has(second), map.size]).toEqual([false, true, 1]);
    expect([...map.values()]).toEqual(['y']);
  });

  test('takes the ordinals of damaged messages', () => {
    const map = new MessageMap<string>();
    const strange = [-1, 2 ** 40, Number.MAX_SAFE_INTEGER].map((ordinal) => ({ ...first, ordinal }));
    for (const name of strange) map.set(name, String(name.ordinal));
    expect(strange.map((name) => map.get(name))).toEqual(strange.map(({ ordinal }) => String(ordinal)));
  });
});

test('messages of groups are added once for each group', () => {
  const handled = new GroupMessages();
  expect([handled.add('g', first), handled.add('g', { ...first }), handled.add('h', first)]).toEqual([
    true,
    false,
    true,
  ]);
  expect([handled.has('g', first), handled.has('g', second), handled.has('i', first)]).toEqual([
    true,
    false,
    false,
  ]);
});
