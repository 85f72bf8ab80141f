import { describe, expect, test } from 'vitest';
import type { MasterLossConditions } from './conditions.ts';
import { decidesAfterMs, isReplaced } from './operator-choice.ts';

const PLANNED: MasterLossConditions = {
  atMs: 6000,
  how: 'killed',
  promoteAfterMs: 3000,
  returnAfterMs: 4000,
};
const WAITING: MasterLossConditions = { ...PLANNED, promoteAfterMs: 0 };
const LESS = { master: 200, slave: 100 };
const AS_MUCH = { master: 200, slave: 200 };
const MORE = { master: 100, slave: 200 };

describe('a master that is gone', () => {
  test('is replaced as planned by a hasty operator, whatever the logs hold', () => {
    for (const ends of [LESS, AS_MUCH, MORE]) {
      expect([isReplaced(PLANNED, ends), isReplaced(WAITING, ends)]).toEqual([true, false]);
    }
    expect([decidesAfterMs(PLANNED), decidesAfterMs(WAITING)]).toEqual([3000, 0]);
  });
  test('is replaced by a careful one where the slave has more, and never where it has less', () => {
    const choices = [LESS, AS_MUCH, MORE].map((ends) =>
      [PLANNED, WAITING].map((loss) => isReplaced({ ...loss, operator: 'careful' }, ends)),
    );
    expect(choices).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
    expect(decidesAfterMs({ ...WAITING, operator: 'careful' })).toBe(2000);
  });
  test('is replaced by any where its disk is lost', () => {
    const lost = { ...WAITING, how: 'disk-wiped', operator: 'careful' } as const;
    expect([isReplaced(lost, { master: 0, slave: 0 }), decidesAfterMs(lost)]).toEqual([true, 2000]);
  });
});
