// Clients of a master with slaves: whom consumers read from while the master is away, and what becomes of sends.

import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import { rootIdentity } from '../../simulator/identity.ts';
import type { Machine } from '../../simulator/machine.ts';
import { broker } from '../broker/broker.ts';
import { ReplicaGroup, type ReplicaGroupOptions } from '../broker/testing/replica-group.ts';
import type { StoredMessage } from '../message/message.ts';
import { ClientInstance } from './client-instance.ts';
import type { ConsumerSettings } from './consumer-options.ts';
import type { MessageListener } from './listener.ts';
import { newMessage } from './new-message.ts';
import { Producer } from './producer.ts';
import type { ProducerSettings } from './producer-options.ts';
import { PushConsumer } from './push-consumer.ts';
import type { SendResult } from './send-result.ts';

const TOPIC = 'orders';
const READABLE = { slaveReadEnable: true, metadataFirstMs: 500, metadataIntervalMs: 1_000 };

class Clients {
  readonly group: ReplicaGroup;
  /** What consumers got, in the order in which they did. */
  readonly got: string[] = [];
  readonly #producers = new Map<string, Producer>();
  #works = 0;

  private constructor(group: ReplicaGroup) {
    this.group = group;
  }

  static async start(options: Omit<ReplicaGroupOptions, 'seed'>, settings: Partial<ProducerSettings> = {}) {
    const clients = new Clients(await ReplicaGroup.start({ seed: 'reading slaves', ...options }));
    const { simulation, nameServerAddress } = clients.group;
    const producer = simulation.addMachine('producer', async (environment) => {
      const instance = new ClientInstance(environment, { nameServers: [nameServerAddress] });
      const started = new Producer(instance, { group: 'senders', ...settings });
      await started.start();
      clients.#producers.set('producer', started);
      return started;
    });
    producer.start();
    await clients.group.pass(1_000);
    return clients;
  }

  /** One after the other; resolves with what became of them. */
  async send(...texts: readonly string[]): Promise<readonly SendResult[]> {
    const results: SendResult[] = [];
    this.#works += 1;
    const producer = this.#producers.get('producer') as Producer;
    this.#machine('producer').perform(rootIdentity('test', this.#works), 'send', async () => {
      for (const text of texts) {
        results.push(await producer.send(newMessage({ topic: TOPIC, body: encodeText(text) })));
      }
    });
    await this.group.until(() => results.length === texts.length);
    return results;
  }

  consume(mode: MessageListener['mode'], settings: Partial<ConsumerSettings> = {}): Machine {
    const { simulation, nameServerAddress } = this.group;
    const take = (messages: readonly StoredMessage[]) => {
      this.got.push(...messages.map(({ body }) => decodeText(body)));
      return Promise.resolve('success' as const);
    };
    const consumer = simulation.addMachine(`consumer-${mode}`, async (environment) => {
      const instance = new ClientInstance(environment, { nameServers: [nameServerAddress] });
      const subscriptions = new Map([[TOPIC, '*']]);
      const given = { group: 'receivers', subscriptions, consumeFrom: 'first-offset' as const };
      const started = new PushConsumer(instance, { ...given, ...settings }, { mode, consume: take });
      await started.start();
      return started;
    });
    consumer.start();
    return consumer;
  }

  async untilGot(count: number): Promise<void> {
    await this.group.until(() => this.got.length >= count);
  }

  #machine(name: string): Machine {
    return this.group.simulation.machines.find((machine) => machine.name === name) as Machine;
  }
}

describe('a consumer whose master dies', () => {
  test.each(['5.3', '4.9'] as const)(
    'reads on from the slave of version %s and returns, and gets everything once',
    async (version) => {
      const replication = { ...READABLE, version, pullsAtSlaveEnd: 'held' } as const;
      const clients = await Clients.start({ replication });
      const { group } = clients;
      await clients.send('a', 'b', 'c');
      await group.pass(3_000);
      group.master.kill();
      await group.pass(1_000);
      clients.consume('concurrent');
      await clients.untilGot(3);
      await group.pass(10_000);
      group.master.start();
      await group.pass(40_000);
      await clients.send('d', 'e');
      await clients.untilGot(5);
      await group.pass(10_000);
      expect(clients.got.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    },
  );

  test('asks on and on at a slave that sends it away, without a pause', async () => {
    const clients = await Clients.start({ replication: READABLE });
    const { group } = clients;
    await clients.send('a');
    await group.pass(3_000);
    group.master.kill();
    await group.pass(1_000);
    clients.consume('concurrent');
    await clients.untilGot(1);
    const before = group.simulation.record().events;
    await group.pass(1_000);
    expect(group.simulation.record().events - before).toBeGreaterThan(1_000);
  });

  test('waits for it where it consumes in order: slaves give no leases', async () => {
    const clients = await Clients.start({ replication: { ...READABLE, pullsAtSlaveEnd: 'held' } });
    const { group } = clients;
    await clients.send('a', 'b');
    await group.pass(3_000);
    group.master.kill();
    await group.pass(1_000);
    clients.consume('orderly');
    await group.pass(60_000);
    expect(clients.got).toEqual([]);
    group.master.start();
    await clients.untilGot(2);
    expect(clients.got.toSorted()).toEqual(['a', 'b']);
  });
});

describe('a producer whose master dies', () => {
  test('moves on to another broker of the topic, and comes back', async () => {
    const clients = await Clients.start({ replication: READABLE });
    const { group } = clients;
    const options = { brokerName: 'broker-b', nameServerAddresses: [group.nameServerAddress] };
    group.simulation.addMachine('broker-b', broker(options)).start();
    await group.pass(31_000);
    const brokers = async () => {
      const results = await clients.send('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
      const names = results.map((result) =>
        result.kind === 'acknowledged' ? result.receipt.queue.brokerName : '',
      );
      return [...new Set(names)].toSorted();
    };
    expect(await brokers()).toEqual(['broker-a', 'broker-b']);
    group.master.kill();
    expect(await brokers()).toEqual(['broker-b']);
    await group.pass(31_000);
    expect(await brokers()).toEqual(['broker-b']);
    group.master.start();
    await group.pass(61_000);
    expect(await brokers()).toEqual(['broker-a', 'broker-b']);
  });
});

describe('a send to a master that waits for copies', () => {
  const BOTH = { ...READABLE, role: 'SYNC_MASTER', inSyncReplicas: 2 } as const;

  test('is acknowledged with its slave, and stored but not safe without it', async () => {
    const clients = await Clients.start({ replication: BOTH }, { sendTimeoutMs: 10_000 });
    expect((await clients.send('a'))[0]?.kind).toBe('acknowledged');
    clients.group.slave.losePower();
    const [result] = await clients.send('b');
    expect(result).toMatchObject({ kind: 'stored', status: 'flush-slave-timeout', receipt: { attempts: 1 } });
  });

  test('says that no slave is there before it waits for one (4.x), and goes elsewhere where that is wished', async () => {
    const clients = await Clients.start(
      { replication: { ...BOTH, confirmation: 'any-replica' } },
      { sendTimeoutMs: 10_000, retriesWhenNotSafe: true },
    );
    clients.group.slave.losePower();
    await clients.group.pass(30_000);
    const [result] = await clients.send('a');
    expect(result).toMatchObject({ kind: 'stored', status: 'slave-not-available', receipt: { attempts: 3 } });
  });
});
