import { expect, test } from 'vitest';
import { AwakeClock } from './awake-clock.ts';

test('counts steps as they are, and a long sleep as one step', () => {
  const clock = new AwakeClock(500, 10_000);
  clock.tick(10_250);
  clock.tick(10_700);
  expect(clock.nowMs).toBe(700);
  clock.tick(3_600_000);
  expect(clock.nowMs).toBe(1200);
  clock.tick(3_600_250);
  expect(clock.nowMs).toBe(1450);
});
