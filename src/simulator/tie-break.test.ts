import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../tests/simulated-world.ts';
import type { TieBreak } from './tie-break.ts';

const SCHEDULED = Array.from({ length: 12 }, (_, ordinal) => ordinal);

/** The order in which events run that were scheduled in ascending order for the same microsecond. */
async function orderOf(tieBreak: TieBreak, seed: string): Promise<number[]> {
  const world = simulatedWorld({ seed, tieBreak });
  const order: number[] = [];
  for (const ordinal of SCHEDULED) {
    world.at(5, { purpose: 'tied', ordinal }, () => order.push(ordinal));
  }
  world.at(4, { purpose: 'before', ordinal: 0 }, () => order.push(-1));
  world.at(6, { purpose: 'after', ordinal: 0 }, () => order.push(-2));
  await runTo(world, 10);
  return order;
}

describe('events that are due at the same microsecond', () => {
  test('run in the order of scheduling, first in first out', async () => {
    expect(await orderOf('first-in-first-out', 'any')).toEqual([-1, ...SCHEDULED, -2]);
  });

  test('are shuffled by the seed, and only among themselves', async () => {
    const one = await orderOf('shuffle', 'one');
    expect(one.slice(1, -1)).not.toEqual(SCHEDULED);
    expect(one.slice(1, -1).toSorted((left, right) => left - right)).toEqual(SCHEDULED);
    expect([one[0], one.at(-1)]).toEqual([-1, -2]);
    expect(await orderOf('shuffle', 'one')).toEqual(one);
    expect(await orderOf('shuffle', 'two')).not.toEqual(one);
  });
});
