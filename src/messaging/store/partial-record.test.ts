import { expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { partialResumesAt } from './partial-record.ts';

test('a copy goes on at the record that is cut off, wherever reading began', () => {
  const whole = logPosition(700);
  expect(partialResumesAt({ began: logPosition(0), whole })).toBe(700);
  expect(partialResumesAt({ began: logPosition(500), whole })).toBe(700);
});
