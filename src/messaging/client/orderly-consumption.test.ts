import { describe, expect, test } from 'vitest';
import { CHURN_MESSAGES, runWithChurn } from './testing/churn.ts';

describe('orderly consumption with members that come and go, and a broker that dies', () => {
  test.each(['a', 'b', 'c', 'd'])('every key arrives in order and whole, seed %s', async (seed) => {
    const { cluster, ledger } = await runWithChurn(seed, 'orderly');
    expect(ledger.acknowledged.length).toBe(CHURN_MESSAGES);
    expect(ledger.unsettled).toEqual([]);
    ledger.expectOrderAndNoLoss();
    const started = cluster.clientObservations('client.handler-started');
    for (const { observation } of started) expect(observation.leaseRemainingMs).toBeGreaterThan(0);
    expect(cluster.clientObservations('client.queue-gained').length).toBeGreaterThan(6);
  });
});
