import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { OrderlyListener } from './listener.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import { CHURN_MESSAGES, runWithChurn } from './testing/churn.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

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

type Outcome = Awaited<ReturnType<OrderlyListener['consume']>>;

/** Sends `m0` to `m4` to one queue and consumes them one by one; what was delivered, and the offsets that were persisted. */
async function committing(seed: string, outcomeOf: (text: string, call: number) => Outcome) {
  const cluster = new TestCluster({ seed, brokerCount: 1 });
  await cluster.createTopic('orders', 1, 'ordered');
  const delivered: string[] = [];
  const client = cluster.addClient('client', async (environment) => {
    const instance = cluster.newInstance(environment);
    const producer = new Producer(instance, { group: 'senders' });
    await producer.start();
    for (let index = 0; index < 5; index += 1) await producer.send(textMessage('orders', `m${index}`));
    const settings = {
      group: 'receivers',
      subscriptions: new Map([['orders', '*']]),
      consumeFrom: 'first-offset' as const,
    };
    const listener: OrderlyListener = {
      mode: 'orderly',
      commits: 'manually',
      consume: async ([message]) => {
        const text = message === undefined ? '' : decodeText(message.body);
        delivered.push(text);
        return outcomeOf(text, delivered.length);
      },
    };
    await new PushConsumer(instance, settings, listener).start();
  });
  client.start();
  await cluster.runFor(30_000);
  const persisted = cluster
    .clientObservations('client.offset-persisted')
    .filter(({ observation }) => observation.queue.topic === 'orders')
    .map(({ observation }) => observation.offset);
  return { delivered, persisted: [...new Set(persisted)] };
}

describe('a listener that commits itself', () => {
  test('has nothing done until it commits, and then everything before', async () => {
    const { delivered, persisted } = await committing('commit', (text) =>
      text === 'm3' ? 'commit' : 'success',
    );
    expect(delivered).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
    expect(persisted).toEqual([4]);
  });

  test('gets everything since its last commit again after a rollback', async () => {
    const { delivered, persisted } = await committing('rollback', (text, call) => {
      if (call === 4) return 'rollback';
      return text === 'm0' || text === 'm4' ? 'commit' : 'success';
    });
    expect(delivered).toEqual(['m0', 'm1', 'm2', 'm3', 'm1', 'm2', 'm3', 'm4']);
    expect(persisted).toEqual([5]);
  });

  test('gets the messages of a suspended call alone again', async () => {
    const { delivered, persisted } = await committing('suspend', (text, call) => {
      if (call === 3) return 'suspend';
      return text === 'm4' ? 'commit' : 'success';
    });
    expect(delivered).toEqual(['m0', 'm1', 'm2', 'm2', 'm3', 'm4']);
    expect(persisted).toEqual([5]);
  });
});
