import { describe, expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { probe } from './testing/probe-world.ts';

const TIMES = { atMs: 0, durationMs: 300 } as const;

test('a cut that separates nobody is no episode', async () => {
  const cuts: Readonly<Record<string, Fault>> = {
    'everybody on one side': { kind: 'partition', groupBits: 31, direction: 'both', ...TIMES },
    'a group from itself': {
      kind: 'group-partition',
      role: 'server',
      otherRole: 'server',
      direction: 'both',
      ...TIMES,
    },
    'a circle in which all are neighbours': { kind: 'ring', role: 'any', reach: 2, ...TIMES },
    'a bridge alone on its side': { kind: 'bridge', groupBits: 1, bridge: 0, ...TIMES },
  };
  const seen = await probe(Object.values(cuts));
  expect([seen.episodes, seen.descriptions]).toEqual([0, []]);
});

describe('a cut in one direction', () => {
  const cut = { kind: 'group-partition', role: 'server', otherRole: 'client', ...TIMES } as const;

  test.each(['into-group', 'out-of-group'] as const)('%s leaves the way back open', async (direction) => {
    const { world } = await probe([{ ...cut, durationMs: 2500, direction }]);
    // What was on its way when the cut came has arrived by then.
    const during = world.journal.window(1100, 3000);
    expect(during.count('datagram')).toBe(0);
    expect(during.count('datagram asked') > 100).toBe(direction === 'out-of-group');
  });
});

test('circles of different slots have different neighbours', async () => {
  const circle: Fault = { kind: 'ring', role: 'any', reach: 1, ...TIMES };
  const neighbours = new Set<string>();
  for (const seed of ['1', '2', '3', '4', '5']) {
    const { during } = await probe([{ ...circle, durationMs: 2500 }], seed);
    neighbours.add(
      ['client-0', 'client-1']
        .map((client) =>
          [0, 1, 2].filter((server) => during.count(`answer us of server-${server}`, client) > 9),
        )
        .join(' '),
    );
  }
  expect(neighbours.size).toBeGreaterThan(2);
});
