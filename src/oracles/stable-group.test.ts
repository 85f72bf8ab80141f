import { expect, test } from 'vitest';
import { STABLE_AFTER_MS, StableGroup } from './stable-group.ts';
import { type Line, members } from './testing/written-ownership.ts';

function heard(group: StableGroup, ...lines: readonly Line[]): StableGroup {
  for (const [index, [atMs, machine, entry]] of lines.entries()) {
    group.hear({ number: index + 1, atUs: atMs * 1000, machine, entry });
  }
  return group;
}

const AFTER_US = STABLE_AFTER_MS * 1000;

test('a group is stable when nothing has happened to it for long enough', () => {
  const group = heard(new StableGroup(), members(0, 'consumer-0'));
  expect(group.isStable(AFTER_US - 1)).toBe(false);
  expect(group.isStable(AFTER_US)).toBe(true);
});

test('nobody knows of a group without members', () => {
  expect(new StableGroup().isStable(AFTER_US)).toBe(false);
});

test('a fault that is still on keeps a group from being stable', () => {
  const began: Line = [0, '', { kind: 'fault-began', slot: 3, description: '' }];
  expect(heard(new StableGroup(), members(0, 'consumer-0'), began).isStable(10 * AFTER_US)).toBe(false);
});
