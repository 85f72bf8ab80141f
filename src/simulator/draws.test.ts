import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Draws, purpose } from './draws.ts';
import { childHigh, childLow } from './identity.ts';

const COIN = purpose('coin');

/** Identities as a run has them: children of one event. */
function identities(count: number): { high: number; low: number }[] {
  return Array.from({ length: count }, (_, ordinal) => ({
    high: childHigh(1, 2, ordinal),
    low: childLow(1, 2, ordinal),
  }));
}

describe('draws', () => {
  test('stay in their bounds', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 2 ** 32 }),
        fc.integer(),
        fc.integer(),
        (...given) => {
          const [seed, bound, high, low] = given;
          const value = new Draws(seed).below(bound, COIN, high, low);
          expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
          const between = new Draws(seed).between(10, 10 + bound, COIN, { high, low });
          expect(between >= 10 && between <= 10 + bound).toBe(true);
        },
      ),
    );
  });

  test('are roughly uniform', () => {
    const draws = new Draws('uniform');
    const counts = new Array<number>(10).fill(0);
    for (const { high, low } of identities(100_000)) {
      const value = draws.below(10, COIN, high, low);
      counts[value] = (counts[value] as number) + 1;
    }
    // A tenth of 100,000; four standard deviations are 380.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test('a chance in a million happens as often as it says', () => {
    const draws = new Draws('chance');
    const hits = (perMillion: number) =>
      identities(100_000).filter(({ high, low }) => draws.chance(perMillion, COIN, high, low)).length;
    expect(hits(0)).toBe(0);
    expect(hits(1_000_000)).toBe(100_000);
    expect(Math.abs(hits(50_000) - 5000)).toBeLessThan(300);
  });

  test('another seed, purpose or identity is another draw', () => {
    const values = [
      new Draws('a').int32(COIN, 1, 2),
      new Draws('b').int32(COIN, 1, 2),
      new Draws('a').int32(purpose('die'), 1, 2),
      new Draws('a').int32(COIN, 2, 1),
      new Draws('a').int32(COIN, 1, 3),
    ];
    expect(new Set(values).size).toBe(values.length);
  });

  test('are others after a change of keys, but for what lasts', () => {
    const draws = new Draws('a');
    const values = () => identities(20).map(({ high, low }) => draws.int32(COIN, high, low));
    const lasting = () => identities(20).map(({ high, low }) => draws.lastingBelow(1000, COIN, high, low));
    const before = [values(), lasting()];
    draws.rekey('one');
    expect(values()).not.toEqual(before[0]);
    expect(lasting()).toEqual(before[1]);
    expect(values()).toEqual(
      identities(20).map(({ high, low }) => new Draws(draws.seed).int32(COIN, high, low)),
    );
  });

  test('mean the same for ever: a seed is a saved run', () => {
    const draws = new Draws('4f2a:17');
    expect(identities(4).map(({ high, low }) => draws.int32(COIN, high, low))).toMatchInlineSnapshot(`
      [
        115595493,
        -1341905062,
        1891625153,
        96955778,
      ]
    `);
  });
});
