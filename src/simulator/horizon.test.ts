import { describe, expect, test } from 'vitest';
import { Horizon } from './horizon.ts';

describe('a horizon', () => {
  test('is the end of the run of the loop, or the limit', () => {
    const horizon = new Horizon(1000);
    horizon.untilUs = 700;
    expect(horizon.us).toBe(700);
    horizon.untilUs = 2000;
    expect(horizon.us).toBe(1000);
    expect(horizon.pass()).toBe(false);
  });

  test('stops at an interlude once, and not before it', () => {
    const horizon = new Horizon(1000);
    let count = 0;
    horizon.interlude(500, () => {
      count += 1;
    });
    horizon.untilUs = 400;
    expect([horizon.us, horizon.pass(), count]).toEqual([400, false, 0]);
    horizon.untilUs = 900;
    expect(horizon.us).toBe(500);
    expect([horizon.pass(), horizon.us, count]).toEqual([true, 900, 1]);
    expect([horizon.pass(), count]).toEqual([false, 1]);
  });

  test('an interlude at the very end takes place', () => {
    const horizon = new Horizon(1000);
    let isOver = false;
    horizon.interlude(900, () => {
      isOver = true;
    });
    horizon.untilUs = 900;
    expect([horizon.pass(), isOver]).toEqual([true, true]);
  });
});
