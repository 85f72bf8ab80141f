import { describe, expect, test } from 'vitest';
import { Deal, type DealOptions } from './deal.ts';
import { WHOLE } from './shard.ts';

function dealAll(options: DealOptions, size: number): readonly string[] {
  const deal = new Deal(options);
  const runs: string[] = [];
  for (let hand = deal.next(size); hand !== undefined; hand = deal.next(size)) {
    for (const index of hand.indices) runs.push(`${hand.scenario}/${index}`);
  }
  return runs;
}

describe('deal', () => {
  const range = { first: 3, last: 9 };

  test('deals each run once, in the same order whatever the size of a hand', () => {
    const options = { scenarios: 2, range, shard: WHOLE };
    const expected = [0, 1].flatMap((scenario) =>
      [3, 4, 5, 6, 7, 8, 9].map((index) => `${scenario}/${index}`),
    );
    for (const size of [1, 2, 7, 100]) expect(dealAll(options, size)).toEqual(expected);
    expect(new Deal(options).total()).toBe(14);
  });

  test('shards are disjoint and together the whole', () => {
    const shards = [1, 2, 3].map((number) => dealAll({ scenarios: 1, range, shard: { number, of: 3 } }, 2));
    expect(shards.flat().sort()).toEqual(dealAll({ scenarios: 1, range, shard: WHOLE }, 2));
    expect(shards.map(({ length }) => length)).toEqual([3, 2, 2]);
    const totals = [1, 2, 3].map((number) =>
      new Deal({ scenarios: 1, range, shard: { number, of: 3 } }).total(),
    );
    expect(totals).toEqual([3, 2, 2]);
  });

  test('without a range it takes the scenarios in turn', () => {
    const deal = new Deal({ scenarios: 2, range: undefined, shard: WHOLE });
    const hands = [deal.next(2), deal.next(1), deal.next(2)];
    expect(hands.map((hand) => [hand?.scenario, hand?.indices])).toEqual([
      [0, [0, 1]],
      [1, [0]],
      [0, [2, 3]],
    ]);
    expect(deal.total()).toBeUndefined();
  });
});
