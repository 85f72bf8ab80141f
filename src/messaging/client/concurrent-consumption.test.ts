import { describe, expect, test } from 'vitest';
import { CHURN_MESSAGES, runWithChurn } from './testing/churn.ts';

describe('concurrent consumption with members that come and go, and a broker that dies', () => {
  test.each(['a', 'b'])('every message arrives, seed %s', async (seed) => {
    const { ledger } = await runWithChurn(seed, 'concurrent');
    const delivered = new Set(ledger.handled);
    expect(ledger.acknowledged.filter((one) => !delivered.has(one))).toEqual([]);
    expect(ledger.acknowledged.length).toBe(CHURN_MESSAGES);
  });
});
