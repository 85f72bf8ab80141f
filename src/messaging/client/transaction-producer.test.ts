import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { Message } from '../message/message.ts';
import { PROPERTY } from '../message/properties.ts';
import { newMessage } from './new-message.ts';
import { PushConsumer } from './push-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';
import {
  type LocalTransactionState,
  TransactionProducer,
  type TransactionResult,
} from './transaction-producer.ts';

const TOPIC = 'transfers';
const GROUP = 'banks';
/** A round of checks, and the time until a half message may be checked. */
const CHECK_MS = 30_000;

interface Bank {
  readonly machine: Machine;
  readonly executed: string[];
  readonly checked: string[];
  transfer(text: string, differently?: Partial<Message>): void;
  readonly results: TransactionResult[];
}

/** Local transactions end as the text of the message says; checks as `answer` says. */
function addBank(cluster: TestCluster, name: string, answer: (text: string) => LocalTransactionState): Bank {
  const executed: string[] = [];
  const checked: string[] = [];
  const results: TransactionResult[] = [];
  let producer: TransactionProducer<string> | undefined;
  const machine = cluster.addClient(name, async (environment: Environment) => {
    const listener = {
      executeLocalTransaction: (_: Message, text: string) => {
        executed.push(text);
        if (text === 'throws') throw new Error('a local transaction that throws');
        return text as LocalTransactionState;
      },
      checkLocalTransaction: (message: Message) => {
        const text = decodeText(message.body);
        checked.push(text);
        return answer(text);
      },
    };
    producer = new TransactionProducer(cluster.newInstance(environment), { group: GROUP }, listener);
    await producer.start();
  });
  machine.start();
  const transfer = (text: string, differently: Partial<Message> = {}) => {
    cluster.perform(machine, async () => {
      const message = { ...textMessage(TOPIC, text), ...differently };
      const result = await producer?.sendMessageInTransaction(message, text);
      if (result !== undefined) results.push(result);
    });
  };
  return { machine, executed, checked, results, transfer };
}

function addReader(cluster: TestCluster, topic: string): string[] {
  const read: string[] = [];
  const machine = cluster.addClient(`reader-of-${topic}`, async (environment) => {
    const instance = cluster.newInstance(environment);
    const settings = {
      group: `readers-of-${topic}`,
      subscriptions: new Map([[topic, '*']]),
      consumeFrom: 'first-offset' as const,
    };
    const consumer = new PushConsumer(instance, settings, {
      mode: 'concurrent',
      consume: async (messages) => {
        for (const message of messages) read.push(decodeText(message.body));
        return 'success';
      },
    });
    await consumer.start();
  });
  machine.start();
  return read;
}

async function clusterWith(seed: string): Promise<TestCluster> {
  const cluster = new TestCluster({ seed, brokerCount: 1 });
  await cluster.createTopic(TOPIC, 2, 'unordered');
  return cluster;
}

describe('a message in a transaction', () => {
  test('is seen when the local transaction commits, never when it rolls back, and nobody is asked', async () => {
    const cluster = await clusterWith('ends');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', () => 'rollback');
    await cluster.runFor(5_000);
    bank.transfer('commit');
    bank.transfer('rollback');
    await cluster.runFor(5_000);
    expect(read).toEqual(['commit']);
    await cluster.runFor(4 * CHECK_MS);
    expect(read).toEqual(['commit']);
    expect(bank.checked).toEqual([]);
    expect(bank.results.map(({ kind }) => kind)).toEqual(['ended', 'ended']);
  });

  test('is asked about when the local transaction does not know or throws, and ends by the answer', async () => {
    const cluster = await clusterWith('unknown');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', (text) => (text === 'unknown' ? 'commit' : 'rollback'));
    await cluster.runFor(5_000);
    bank.transfer('unknown');
    bank.transfer('throws');
    await cluster.runFor(3 * CHECK_MS);
    expect(bank.checked.toSorted()).toEqual(['throws', 'unknown']);
    expect(read).toEqual(['unknown']);
    await cluster.runFor(4 * CHECK_MS);
    expect(bank.checked).toHaveLength(2);
  });

  test('is answered for by another producer of the group when its own has died', async () => {
    const cluster = await clusterWith('died');
    const read = addReader(cluster, TOPIC);
    const first = addBank(cluster, 'bank-0', () => 'rollback');
    const second = addBank(cluster, 'bank-1', () => 'commit');
    await cluster.runFor(5_000);
    first.transfer('unknown');
    await cluster.runFor(2_000);
    expect(first.executed).toEqual(['unknown']);
    first.machine.kill();
    await cluster.runFor(8 * CHECK_MS);
    expect(second.checked).toEqual(['unknown']);
    expect(read).toEqual(['unknown']);
  });

  test('is asked about again after a restart of the broker', async () => {
    const cluster = await clusterWith('restart');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', () => 'commit');
    await cluster.runFor(5_000);
    bank.transfer('unknown');
    await cluster.runFor(1_000);
    cluster.brokers[0]?.kill();
    await cluster.runFor(1_000);
    cluster.brokers[0]?.start();
    await cluster.runFor(4 * CHECK_MS);
    expect(read).toEqual(['unknown']);
  });

  test('is put aside when 15 checks brought no answer', async () => {
    const cluster = await clusterWith('given up');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', () => 'unknown');
    await cluster.runFor(5_000);
    bank.transfer('unknown');
    await cluster.runFor(22 * CHECK_MS);
    expect(bank.checked).toHaveLength(15);
    const given = addReader(cluster, 'TRANS_CHECK_MAX_TIME_TOPIC');
    await cluster.runFor(CHECK_MS);
    expect(given).toEqual(['unknown']);
    expect(read).toEqual([]);
  });

  test('is left alone for as long as it wished, and is found by the offset its producer knows', async () => {
    const cluster = await clusterWith('immune');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', () => 'commit');
    await cluster.runFor(5_000);
    const wish = newMessage({ topic: TOPIC, body: new Uint8Array([1]) });
    const properties = new Map(wish.properties).set(PROPERTY.checkImmunityTimeInSeconds, '100');
    bank.transfer('unknown', { properties });
    await cluster.runFor(3 * CHECK_MS);
    expect(bank.checked).toEqual([]);
    await cluster.runFor(3 * CHECK_MS);
    expect(bank.checked).toEqual(['unknown']);
    expect(read).toEqual(['unknown']);
  });

  test('drops its delay', async () => {
    const cluster = await clusterWith('delay');
    const read = addReader(cluster, TOPIC);
    const bank = addBank(cluster, 'bank', () => 'rollback');
    await cluster.runFor(5_000);
    bank.transfer('commit', { properties: new Map([[PROPERTY.delayLevel, '5']]) });
    await cluster.runFor(2_000);
    expect(read).toEqual(['commit']);
  });
});
