// Consumers that each get everything, and keep to themselves how far they are.

import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { ConsumerSettings } from './consumer-options.ts';
import type { MessageListener } from './listener.ts';
import { Producer } from './producer.ts';
import { PushConsumer } from './push-consumer.ts';
import { TestCluster, textMessage } from './testing/test-cluster.ts';

const TOPIC = 'news';
const GROUP = 'readers';

class BroadcastWorld {
  readonly cluster: TestCluster;
  /** `member text`. */
  readonly got: string[] = [];
  #sends = 0;

  constructor(seed: string) {
    this.cluster = new TestCluster({ seed, brokerCount: 2 });
  }

  member(
    name: string,
    mode: MessageListener['mode'] = 'concurrent',
    settings: Partial<ConsumerSettings> = {},
  ): Machine {
    const consume = async (messages: readonly { readonly body: Uint8Array }[]): Promise<'success'> => {
      for (const { body } of messages) {
        this.got.push(`${name} ${decodeText(body)}`);
        if (decodeText(body).startsWith('bad')) throw new Error('a listener may throw');
      }
      return 'success';
    };
    const machine = this.cluster.simulation.addMachine(name, async (environment) => {
      const given = { group: GROUP, subscriptions: new Map([[TOPIC, '*']]), model: 'broadcasting' as const };
      const consumer = new PushConsumer(
        this.cluster.newInstance(environment),
        { ...given, ...settings },
        { mode, consume },
      );
      await consumer.start();
      return consumer;
    });
    machine.start();
    return machine;
  }

  async send(...texts: readonly string[]): Promise<void> {
    this.#sends += 1;
    const client = this.cluster.addClient(`sender-${this.#sends}`, async (environment) => {
      const producer = new Producer(this.cluster.newInstance(environment), { group: 'senders' });
      await producer.start();
      for (const text of texts) await producer.send(textMessage(TOPIC, text));
      await producer.stop();
    });
    client.start();
    await this.cluster.runFor(2_000);
  }

  of(name: string): readonly string[] {
    return this.got.filter((one) => one.startsWith(`${name} `)).map((one) => one.slice(name.length + 1));
  }
}

describe('broadcasting consumers', () => {
  test.each(['concurrent', 'orderly'] as const)(
    'get every message each, %s, without a lock',
    async (mode) => {
      const world = new BroadcastWorld(`all ${mode}`);
      await world.cluster.createTopic(TOPIC, 2, 'unordered');
      world.member('a', mode);
      world.member('b', mode);
      await world.cluster.runFor(5_000);
      await world.send('m0', 'm1', 'm2', 'm3', 'm4');
      await world.cluster.runFor(30_000);
      for (const name of ['a', 'b'])
        expect(world.of(name).toSorted()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
      expect(world.cluster.clientObservations('client.lease-obtained')).toEqual([]);
      expect(
        world.cluster.observed.filter(({ observation }) => observation.kind === 'broker.offset-committed'),
      ).toEqual([]);
    },
  );

  test('begin at the end, and after a restart where they were', async () => {
    const world = new BroadcastWorld('restart');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    await world.send('before');
    const machine = world.member('a');
    await world.cluster.runFor(5_000);
    await world.send('m0', 'm1');
    await world.cluster.runFor(20_000);
    machine.kill();
    await world.send('m2', 'm3');
    machine.start();
    await world.cluster.runFor(20_000);
    expect(world.of('a').toSorted()).toEqual(['m0', 'm1', 'm2', 'm3']);
  });

  test.each(['1', '2', '3', '4', '5'])('keep their place through a power loss, seed %s', async (seed) => {
    const world = new BroadcastWorld(`power ${seed}`);
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    const machine = world.member('a');
    await world.cluster.runFor(5_000);
    await world.send('m0', 'm1');
    await world.cluster.runFor(8_000);
    expect(world.cluster.clientObservations('client.offset-persisted')).not.toEqual([]);
    machine.losePower();
    await world.send('m2', 'm3');
    machine.start();
    await world.cluster.runFor(20_000);
    expect(world.of('a').toSorted()).toEqual(['m0', 'm1', 'm2', 'm3']);
  });

  test('keep the file before, and use it when the last one is damaged', async () => {
    const world = new BroadcastWorld('damaged');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    const machine = world.member('a');
    await world.cluster.runFor(5_000);
    for (const text of ['m0', 'm1', 'm2', 'm3']) {
      await world.send(text);
      await world.cluster.runFor(10_000);
    }
    machine.kill();
    const path = machine.disk.paths().find((one) => one.endsWith('/offsets.json')) ?? '';
    expect(path).toBe(`.rocketmq_offsets/${machine.host}@a/${GROUP}/offsets.json`);
    machine.disk.open(path, 'existing').truncate(20);
    world.got.length = 0;
    machine.start();
    await world.cluster.runFor(20_000);
    expect(world.of('a')).toEqual(['m3']);
  });

  test('drop what fails: once each, observed, and no retry topic is read', async () => {
    const world = new BroadcastWorld('fails');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.member('a');
    world.member('b');
    await world.cluster.runFor(5_000);
    await world.send('good', 'bad', 'fine');
    await world.cluster.runFor(120_000);
    for (const name of ['a', 'b']) expect(world.of(name).toSorted()).toEqual(['bad', 'fine', 'good']);
    const dropped = world.cluster.clientObservations('client.messages-dropped');
    expect(dropped.map(({ machine }) => machine).toSorted()).toEqual(['a', 'b']);
    const gained = world.cluster.clientObservations('client.queue-gained');
    expect(new Set(gained.map(({ observation }) => observation.queue.topic))).toEqual(new Set([TOPIC]));
  });

  test('in order, give up what failed too often', async () => {
    const world = new BroadcastWorld('gives up');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    world.member('a', 'orderly', { maxReconsumeTimes: 1 });
    await world.cluster.runFor(5_000);
    await world.send('bad');
    await world.cluster.runFor(30_000);
    expect(world.of('a')).toEqual(['bad', 'bad']);
    expect(world.cluster.clientObservations('client.messages-dropped')).toHaveLength(1);
  });
});

describe('a group that begins at a time', () => {
  test('gets what was stored from then on', async () => {
    const world = new BroadcastWorld('timestamp');
    await world.cluster.createTopic(TOPIC, 1, 'unordered');
    await world.send('old');
    await world.cluster.runFor(5_000);
    let betweenMs = 0;
    const watch = world.cluster.addClient('watch', async ({ clock }) => {
      betweenMs = clock.wallMs();
    });
    watch.start();
    await world.cluster.runFor(1_000);
    await world.send('new');
    world.member('a', 'concurrent', { consumeFrom: 'timestamp', consumeFromMs: betweenMs });
    world.member('b', 'concurrent', { consumeFrom: 'timestamp', model: 'clustering', group: 'others' });
    await world.cluster.runFor(30_000);
    expect(world.of('a')).toEqual(['new']);
    expect(world.of('b').toSorted()).toEqual(['new', 'old']);
  });
});
