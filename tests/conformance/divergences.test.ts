import { expect, test } from 'vitest';
import { DIVERGENCES, type Divergence } from './divergences.ts';

test('each row names two behaviours that differ, and a reason', () => {
  for (const row of Object.values<Divergence>(DIVERGENCES)) {
    expect(row.simulated).not.toBe(row.real);
    expect(row.reason.length).toBeGreaterThan(40);
  }
});
