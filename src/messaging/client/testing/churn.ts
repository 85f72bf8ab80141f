// Producers that keep keys in order, consumers that come, go and die, and a broker that is killed and comes back: what a client must
// live through.

import { expect } from 'vitest';
import { present } from '../../../base/assert.ts';
import { decodeText } from '../../../base/bytes.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { Machine } from '../../../simulator/machine.ts';
import { OneByOneSender } from '../keyed-sender.ts';
import { Producer } from '../producer.ts';
import { PushConsumer } from '../push-consumer.ts';
import { TestCluster, textMessage } from './test-cluster.ts';

const TOPIC = 'orders';
const KEYS_PER_PRODUCER = 8;
const MESSAGES_PER_KEY = 6;

/** Messages that are sent in all. */
export const CHURN_MESSAGES = 2 * KEYS_PER_PRODUCER * MESSAGES_PER_KEY;

/** What happened to keys: `key:number` in the order of acknowledgement and of handling. */
export class Ledger {
  readonly acknowledged: string[] = [];
  readonly unsettled: string[] = [];
  readonly handled: string[] = [];

  firstDeliveries(): readonly string[] {
    return [...new Set(this.handled)];
  }

  /** Of each key, its numbers in the order of first delivery. */
  orderPerKey(): ReadonlyMap<string, readonly number[]> {
    const keys = new Map<string, number[]>();
    for (const delivery of this.firstDeliveries()) {
      const [key = '', number = ''] = delivery.split(':');
      keys.set(key, [...(keys.get(key) ?? []), Number(number)]);
    }
    return keys;
  }

  expectOrderAndNoLoss(): void {
    const delivered = new Set(this.handled);
    expect(this.acknowledged.filter((one) => !delivered.has(one))).toEqual([]);
    for (const [key, numbers] of this.orderPerKey()) {
      expect([key, numbers]).toEqual([key, numbers.toSorted((left, right) => left - right)]);
    }
  }
}

function addProducer(cluster: TestCluster, ledger: Ledger, name: string, keyCount: number): Machine {
  return cluster.addClient(name, async (environment) => {
    const instance = cluster.newInstance(environment);
    const producer = new Producer(instance, { group: 'senders' });
    await producer.start();
    const sender = new OneByOneSender(instance, producer, { deadlineMs: 120_000 });
    for (let key = 0; key < keyCount; key += 1) {
      void sendKey(environment, sender, { ledger, key: `${name}-${key}` });
    }
  });
}

async function sendKey(
  environment: Environment,
  sender: OneByOneSender,
  { ledger, key }: { ledger: Ledger; key: string },
): Promise<void> {
  for (let number = 0; number < MESSAGES_PER_KEY; number += 1) {
    await environment.timers.sleep(environment.random.below(10_000), 'until the next step of the order');
    const text = `${key}:${number}`;
    const result = await sender.send(key, textMessage(TOPIC, text));
    (result.kind === 'acknowledged' ? ledger.acknowledged : ledger.unsettled).push(text);
  }
}

/** A consumer that can be asked to stop; handling takes a while and fails sometimes. */
function addConsumer(
  cluster: TestCluster,
  ledger: Ledger,
  name: string,
  mode: 'orderly' | 'concurrent',
): Machine {
  return cluster.simulation.addMachine(name, async (environment) => {
    const consume = async (messages: readonly { readonly body: Uint8Array }[]) => {
      await environment.timers.sleep(environment.random.below(200), 'handling');
      if (environment.random.below(10) === 0) return false;
      for (const { body } of messages) ledger.handled.push(decodeText(body));
      return true;
    };
    const consumer = new PushConsumer(
      cluster.newInstance(environment),
      { group: 'receivers', subscriptions: new Map([[TOPIC, '*']]) },
      mode === 'orderly'
        ? { mode, consume: async (messages) => ((await consume(messages)) ? 'success' : 'suspend') }
        : { mode, consume: async (messages) => ((await consume(messages)) ? 'success' : 'later') },
    );
    await consumer.start();
    return consumer;
  });
}

export async function runWithChurn(seed: string, mode: 'orderly' | 'concurrent') {
  const cluster = new TestCluster({ seed, brokerCount: 3 });
  const ledger = new Ledger();
  await cluster.createTopic(TOPIC, 2, 'ordered');
  const consumers = ['c0', 'c1', 'c2'].map((name) => addConsumer(cluster, ledger, name, mode));
  const [first, second, third] = consumers as [Machine, Machine, Machine];
  first.start();
  second.start();
  await cluster.runFor(2_000);
  for (const name of ['p0', 'p1']) addProducer(cluster, ledger, name, KEYS_PER_PRODUCER).start();
  await cluster.runFor(8_000);
  third.start();
  await cluster.runFor(6_000);
  const victim = present(cluster.brokers[1], 'broker');
  victim.kill();
  await cluster.runFor(4_000);
  victim.start();
  await cluster.runFor(5_000);
  second.stop();
  await cluster.runFor(10_000);
  first.kill();
  await cluster.runFor(3_000);
  second.start();
  await cluster.runFor(240_000);
  return { cluster, ledger };
}
