import { describe, expect, test } from 'vitest';
import { decodeText } from '../../base/bytes.ts';
import type { Observation } from '../../environment/observation.ts';
import type { Machine } from '../../simulator/machine.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { PROPERTY } from '../message/properties.ts';
import { decodeRecords } from '../message/record.ts';
import { nameServer } from '../name-server/name-server.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { decodeConsumerIds } from '../protocol/consumer-ids.ts';
import { getConsumerList } from '../protocol/get-consumer-list.ts';
import { getMaxOffset } from '../protocol/get-max-offset.ts';
import { getMinOffset } from '../protocol/get-min-offset.ts';
import { getRoute } from '../protocol/get-route.ts';
import { lockBatch } from '../protocol/lock-batch.ts';
import { decodeLockedQueues, encodeLockBatchBody } from '../protocol/lock-batch-body.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import { queryConsumerOffset } from '../protocol/query-consumer-offset.ts';
import { decodeRouteData } from '../protocol/route-data.ts';
import { unlockBatch } from '../protocol/unlock-batch.ts';
import { unregisterClient } from '../protocol/unregister-client.ts';
import { updateConsumerOffset } from '../protocol/update-consumer-offset.ts';
import { broker } from './broker.ts';
import type { GivenBrokerOptions } from './broker-options.ts';
import { newSimulation, runFor } from './testing/simulated-process.ts';
import { TestClient } from './testing/test-client.ts';

const SEGMENT_BYTES = 65_536;
const MAY_HOLD = pullSystemFlag({ commitOffset: false, suspend: true, subscription: true });
const BY_HEARTBEAT = pullSystemFlag({ commitOffset: false, suspend: false, subscription: false });
const TIMEOUT = { timeoutMs: 3_000 };

interface Cluster {
  readonly simulation: Simulation;
  readonly nameServer: Machine;
  readonly broker: Machine;
  /** Address of the broker. */
  readonly address: string;
  readonly nameServerAddress: string;
  readonly observations: Observation[];
}

async function startCluster(
  seed: string,
  options: Partial<GivenBrokerOptions> = {},
  simulation: Simulation = newSimulation(seed),
): Promise<Cluster> {
  const observations: Observation[] = [];
  simulation.observe((machine, observation) => {
    if (machine !== 'client') observations.push(observation);
  });
  const names = simulation.addMachine('name-server', nameServer({}));
  const nameServerAddress = `${names.host}:9876`;
  const program = broker({
    brokerName: 'broker-a',
    nameServerAddresses: [nameServerAddress],
    store: { commitLogFileBytes: SEGMENT_BYTES, consumeQueueFileBytes: 20 * 100, flush: 'synchronous' },
    ...options,
  });
  const machine = simulation.addMachine('broker-a', program);
  names.start();
  await runFor(simulation, 100);
  machine.start();
  await runFor(simulation, 500);
  return {
    simulation,
    nameServer: names,
    broker: machine,
    address: `${machine.host}:10911`,
    nameServerAddress,
    observations,
  };
}

function bodiesOf(records: Uint8Array): string[] {
  const decoding = decodeRecords(records);
  if (decoding.kind !== 'records') throw new Error(decoding.reason);
  return decoding.messages.map((message) => decodeText(message.body));
}

async function routedBrokers(
  client: TestClient,
  cluster: Cluster,
  topic: string,
): Promise<string[] | number> {
  const answer = await client.remoting.call(cluster.nameServerAddress, getRoute, { topic }, TIMEOUT);
  if (answer.code !== RESPONSE_CODE.success) return answer.code;
  const route = decodeRouteData(answer.body);
  return (route?.brokers ?? []).flatMap((data) => [...data.addresses.values()]);
}

describe('a broker stores and serves', () => {
  test('a topic that an administrator creates is routed before the answer', async () => {
    const cluster = await startCluster('create');
    const client = new TestClient(cluster.simulation, 'client');
    const answers = await client.run(async () => {
      const before = await routedBrokers(client, cluster, 'orders');
      const created = await client.createTopic(cluster.address, 'orders', 4);
      return [before, created.code, await routedBrokers(client, cluster, 'orders')];
    });
    expect(answers).toEqual([RESPONSE_CODE.topicNotExist, 0, [cluster.address]]);
  });

  test('illegal and system topics cannot be created', async () => {
    const cluster = await startCluster('illegal');
    const client = new TestClient(cluster.simulation, 'client');
    const codes = await client.run(async () => {
      const names = ['no spaces', 'SCHEDULE_TOPIC_XXXX', 'rmq_sys_mine'];
      const answers = await Promise.all(names.map((name) => client.createTopic(cluster.address, name, 4)));
      return answers.map((answer) => answer.code);
    });
    expect(codes).toEqual([29, 29, 29]);
  });

  test('a send is answered with everything that clients of RocketMQ read', async () => {
    const cluster = await startCluster('send');
    const client = new TestClient(cluster.simulation, 'client');
    const [first, second] = await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 4);
      return [
        await client.send(cluster.address, 'first', { queueId: 3 }),
        await client.send(cluster.address, 'second', { queueId: 3 }),
      ];
    });
    expect(first?.code).toBe(0);
    expect(first?.header).toMatchObject({
      queueId: 3,
      queueOffset: 0,
      region: 'DefaultRegion',
      traceOn: true,
    });
    expect(first?.header?.messageId).toMatch(/^[0-9A-F]{32}$/);
    expect(second?.header?.queueOffset).toBe(1);
    expect(second?.header?.transactionId).not.toBe(first?.header?.transactionId);
  });

  test('a pull returns whole records that say where they were stored', async () => {
    const cluster = await startCluster('pull');
    const client = new TestClient(cluster.simulation, 'client');
    const answer = await client.run(async () => {
      for (const body of ['a', 'b', 'c']) await client.send(cluster.address, body);
      return client.pull(cluster.address, 1);
    });
    expect(answer.code).toBe(0);
    expect(answer.remark).toBe('FOUND');
    expect(answer.header).toMatchObject({
      nextBeginOffset: 3,
      minOffset: 0,
      maxOffset: 3,
      suggestedBrokerId: 0,
    });
    expect(bodiesOf(answer.body)).toEqual(['b', 'c']);
    const decoding = decodeRecords(answer.body);
    const stored = decoding.kind === 'records' ? decoding.messages[0] : undefined;
    expect(stored).toMatchObject({ storeHost: cluster.address, queueOffset: 1 });
    expect(stored?.bornHost.startsWith(client.machine.host)).toBe(true);
    expect(stored?.properties.get(PROPERTY.cluster)).toBe('DefaultCluster');
  });

  test('only messages with the wanted tag are returned, and the others are passed', async () => {
    const cluster = await startCluster('tags');
    const client = new TestClient(cluster.simulation, 'client');
    const [wanted, unwanted, senseless] = await client.run(async () => {
      for (const tag of ['TagA', 'TagB', 'TagA']) await client.send(cluster.address, tag, { tag });
      return [
        await client.pull(cluster.address, 0, { subscription: 'TagA || TagC' }),
        await client.pull(cluster.address, 0, { subscription: 'TagC' }),
        await client.pull(cluster.address, 0, { subscription: '||' }),
      ];
    });
    expect(bodiesOf(wanted?.body ?? new Uint8Array())).toEqual(['TagA', 'TagA']);
    expect(unwanted?.code).toBe(RESPONSE_CODE.pullRetryImmediately);
    expect(unwanted?.header?.nextBeginOffset).toBe(3);
    expect(senseless?.code).toBe(RESPONSE_CODE.subscriptionParseFailed);
  });

  test('a pull that cannot be served says why', async () => {
    const cluster = await startCluster('refusals');
    const client = new TestClient(cluster.simulation, 'client');
    const codes = await client.run(async () => {
      await client.createTopic(cluster.address, 'orders', 2);
      const { address } = cluster;
      const answers = [
        await client.pull(address, 0, { topic: 'unknown' }),
        await client.pull(address, 0, { queueId: 2 }),
        await client.pull(address, 0, { consumerGroup: 'no spaces' }),
        await client.pull(address, 0, { expressionType: 'SQL92', subscription: 'a > 1' }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT }),
        await client.pull(address, 0),
        await client.pull(address, 7),
      ];
      return answers.map((answer) => answer.code);
    });
    expect(codes).toEqual([17, 29, 26, 1, 24, 19, 21]);
  });

  test('a pull by heartbeat subscription needs the topic and the newest version', async () => {
    const cluster = await startCluster('subscription');
    const client = new TestClient(cluster.simulation, 'client');
    const [found, tooNew, unknown] = await client.run(async () => {
      const { address } = cluster;
      for (const tag of ['TagA', 'TagB']) await client.send(address, tag, { tag });
      await client.createTopic(address, 'bills', 1);
      await client.heartbeat(address, 'client', { version: 5, tags: [2598919] });
      return [
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, subscriptionVersion: 5 }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, subscriptionVersion: 6 }),
        await client.pull(address, 0, { systemFlag: BY_HEARTBEAT, topic: 'bills' }),
      ];
    });
    expect(bodiesOf(found?.body ?? new Uint8Array())).toEqual(['TagA']);
    expect([tooNew?.code, unknown?.code]).toEqual([25, 24]);
  });
});

describe('a send to an unknown topic', () => {
  test('creates it by the template, once, and routes it', async () => {
    const cluster = await startCluster('auto');
    const client = new TestClient(cluster.simulation, 'client');
    const [codes, brokers] = await client.run(async () => {
      const sends = ['a', 'b', 'c', 'd'].map((body) => client.send(cluster.address, body, { queueId: 3 }));
      const answers = await Promise.all(sends);
      return [answers.map((answer) => answer.code), await routedBrokers(client, cluster, 'orders')];
    });
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(brokers).toEqual([cluster.address]);
  });

  test('is refused where that is switched off, or without a template', async () => {
    const forbidden = await startCluster('off', { autoCreateTopic: false });
    const client = new TestClient(forbidden.simulation, 'client');
    expect((await client.run(() => client.send(forbidden.address, 'a'))).code).toBe(17);
    const allowed = await startCluster('no template');
    const other = new TestClient(allowed.simulation, 'client');
    expect((await other.run(() => other.send(allowed.address, 'a', { defaultTopic: 'nothing' }))).code).toBe(
      17,
    );
  });

  test('lets the broker choose a queue, and refuses one that is not there', async () => {
    const cluster = await startCluster('choice');
    const client = new TestClient(cluster.simulation, 'client');
    const [chosen, refused] = await client.run(async () => [
      await client.send(cluster.address, 'a', { queueId: -1 }),
      await client.send(cluster.address, 'b', { queueId: 4 }),
    ]);
    expect(chosen?.code).toBe(0);
    expect([0, 1, 2, 3]).toContain(chosen?.header?.queueId);
    expect(refused?.code).toBe(29);
  });
});

describe('long polling', () => {
  test('a held pull is answered when a message arrives', async () => {
    const cluster = await startCluster('wake');
    const { simulation, address } = cluster;
    const consumer = new TestClient(simulation, 'consumer');
    const [answer, waitedMs] = await consumer.run(async () => {
      await consumer.createTopic(address, 'orders', 1);
      const { clock, timers } = consumer.environment;
      const startUs = clock.monotonicUs();
      timers.once(2_000, 'send', () => void consumer.send(address, 'late'));
      const pulled = await consumer.pull(address, 0, { systemFlag: MAY_HOLD });
      return [pulled, (clock.monotonicUs() - startUs) / 1000] as const;
    });
    expect(bodiesOf(answer.body)).toEqual(['late']);
    expect(waitedMs).toBeGreaterThan(2_000);
    expect(waitedMs).toBeLessThan(2_100);
    const kinds = cluster.observations.map((observation) => observation.kind);
    expect(kinds.filter((kind) => kind.startsWith('broker.pull-'))).toEqual([
      'broker.pull-held',
      'broker.pull-woken',
    ]);
  });

  test('without a message it is answered after its time, and not held where it may not be', async () => {
    const cluster = await startCluster('time-out');
    const { simulation, address } = cluster;
    const consumer = new TestClient(simulation, 'consumer');
    const waits = await consumer.run(async () => {
      await consumer.createTopic(address, 'orders', 1);
      const { clock } = consumer.environment;
      const codes: [number, number][] = [];
      for (const systemFlag of [MAY_HOLD, BY_HEARTBEAT | (MAY_HOLD ^ 2)]) {
        const startUs = clock.monotonicUs();
        const { code } = await consumer.pull(address, 0, { systemFlag });
        codes.push([code, Math.floor((clock.monotonicUs() - startUs) / 1_000_000)]);
      }
      return codes;
    });
    expect(waits).toEqual([
      [RESPONSE_CODE.pullNotFound, 15],
      [RESPONSE_CODE.pullNotFound, 0],
    ]);
  });

  test('no message is missed at whatever moment it comes', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const slowThreads = newSimulation(`moment ${round}`, { interleaveMaximumUs: 3_000 });
      const { simulation, address } = await startCluster('moment', {}, slowThreads);
      const client = new TestClient(simulation, 'client');
      await client.run(() => client.createTopic(address, 'orders', 1));
      const waitedMs = await client.run(async () => {
        const { clock, timers } = client.environment;
        void client.send(address, 'message');
        await timers.sleep(round * 0.25, 'pull later');
        const startUs = clock.monotonicUs();
        await client.pull(address, 0, { systemFlag: MAY_HOLD });
        return (clock.monotonicUs() - startUs) / 1000;
      });
      waits.push(waitedMs);
    }
    expect(Math.max(...waits)).toBeLessThan(100);
  });
});

describe('consumer offsets and ends of queues', () => {
  test('are committed, queried, and survive a kill once saved', async () => {
    const cluster = await startCluster('offsets');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    const key = { consumerGroup: 'group', topic: 'orders', queueId: 0 };
    const query = () => client.remoting.call(address, queryConsumerOffset, key, TIMEOUT);
    const commit = (commitOffset: number) =>
      client.remoting.call(address, updateConsumerOffset, { ...key, commitOffset }, TIMEOUT);
    const [unknown, young, committed, groupless] = await client.run(async () => {
      await client.createTopic(address, 'orders', 1);
      const unknownGroup = await commit(1);
      const empty = await query();
      await client.send(address, 'a');
      const started = await query();
      await client.heartbeat(address, 'client');
      await commit(1);
      return [empty, started, await query(), unknownGroup];
    });
    expect(unknown?.code).toBe(RESPONSE_CODE.queryNotFound);
    expect(young?.header).toEqual({ offset: 0 });
    expect(committed?.header).toEqual({ offset: 1 });
    expect(groupless?.code).toBe(RESPONSE_CODE.subscriptionGroupNotExist);
    await runFor(simulation, 15_000);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(simulation, 1_000);
    expect((await client.run(query)).header).toEqual({ offset: 1 });
  });

  test('a pull can carry a commit', async () => {
    const cluster = await startCluster('piggyback');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(async () => {
      await client.send(cluster.address, 'a');
      const systemFlag = pullSystemFlag({ commitOffset: true, suspend: false, subscription: true });
      await client.pull(cluster.address, 1, { systemFlag, commitOffset: 1 });
    });
    const commits = cluster.observations.filter(
      (observation) => observation.kind === 'broker.offset-committed',
    );
    expect(commits).toMatchObject([
      { group: 'group', topic: 'orders', queueId: 0, offset: 1, through: 'pull' },
    ]);
  });

  test('the ends of a queue are told', async () => {
    const cluster = await startCluster('ends');
    const client = new TestClient(cluster.simulation, 'client');
    const ends = await client.run(async () => {
      for (const body of ['a', 'b']) await client.send(cluster.address, body);
      const queue = { topic: 'orders', queueId: 0 };
      const min = await client.remoting.call(cluster.address, getMinOffset, queue, TIMEOUT);
      const max = await client.remoting.call(cluster.address, getMaxOffset, queue, TIMEOUT);
      return [min.header?.offset, max.header?.offset];
    });
    expect(ends).toEqual([0, 2]);
  });
});

describe('group membership', () => {
  const list = async (client: TestClient, address: string) => {
    const answer = await client.remoting.call(address, getConsumerList, { consumerGroup: 'group' }, TIMEOUT);
    return answer.code === 0 ? decodeConsumerIds(answer.body) : answer.code;
  };

  test('members are told when one comes, goes, or loses its connection', async () => {
    const cluster = await startCluster('members');
    const { simulation, address } = cluster;
    const [one, two, three] = ['one', 'two', 'three'].map((name) => new TestClient(simulation, name));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three clients');
    expect(await one.run(() => list(one, address))).toBe(RESPONSE_CODE.systemError);
    for (const client of [one, two, three]) {
      await client.run(() => client.heartbeat(address, client.machine.name));
    }
    await runFor(simulation, 100);
    expect(await one.run(() => list(one, address))).toEqual(['one', 'two', 'three']);
    expect([one.notified.length, two.notified.length, three.notified.length]).toEqual([3, 2, 1]);

    await one.run(() => one.heartbeat(address, 'one'));
    await runFor(simulation, 100);
    expect(one.notified).toHaveLength(3);

    const leaving = { clientId: 'two', consumerGroup: 'group' };
    await two.run(() => two.remoting.call(address, unregisterClient, leaving, TIMEOUT));
    await runFor(simulation, 100);
    expect([one.notified.length, two.notified.length, three.notified.length]).toEqual([4, 2, 2]);

    three.machine.kill();
    await runFor(simulation, 100);
    expect(one.notified).toHaveLength(5);
    expect(await one.run(() => list(one, address))).toEqual(['one']);
  });

  test('broadcasting members are not told', async () => {
    const cluster = await startCluster('broadcast');
    const client = new TestClient(cluster.simulation, 'client');
    await client.run(() => client.heartbeat(cluster.address, 'client', { messageModel: 'BROADCASTING' }));
    await runFor(cluster.simulation, 100);
    expect(client.notified).toEqual([]);
  });

  test('a silent client is dropped two minutes after its last heartbeat', async () => {
    const cluster = await startCluster('silent');
    const { simulation, address } = cluster;
    const silent = new TestClient(simulation, 'silent');
    const living = new TestClient(simulation, 'living');
    await silent.run(() => silent.heartbeat(address, 'silent'));
    for (let minute = 0; minute < 5; minute += 1) {
      // Requests keep the connection of the silent one from being idle; only its heartbeats are missing.
      await silent.run(() => list(silent, address));
      await living.run(() => living.heartbeat(address, 'living'));
      await runFor(simulation, 29_000);
    }
    expect(await living.run(() => list(living, address))).toEqual(['living']);
    expect(silent.remoting.isConnected(address)).toBe(false);
  });
});

describe('queue locks', () => {
  const queues = [0, 1].map((queueId) => ({ topic: 'orders', brokerName: 'broker-a', queueId }));

  async function lock(client: TestClient, address: string, clientId: string): Promise<number[]> {
    const body = encodeLockBatchBody({ consumerGroup: 'group', clientId, onlyThisBroker: false, queues });
    const answer = await client.remoting.call(address, lockBatch, {}, { ...TIMEOUT, body });
    return (decodeLockedQueues(answer.body) ?? []).map((queue) => queue.queueId);
  }

  test('a lease excludes others until it is given back or 60 s old, and a restart forgets it', async () => {
    const cluster = await startCluster('locks');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    const held = () => client.run(() => lock(client, address, 'two'));
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0, 1]);
    await runFor(simulation, 59_000);
    expect(await held()).toEqual([]);
    await runFor(simulation, 2_000);
    expect(await held()).toEqual([0, 1]);
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([]);
    const [queue] = queues;
    if (queue === undefined) throw new Error('a queue');
    const body = encodeLockBatchBody({
      consumerGroup: 'group',
      clientId: 'two',
      onlyThisBroker: false,
      queues: [queue],
    });
    await client.run(() => client.remoting.call(address, unlockBatch, {}, { ...TIMEOUT, body }));
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0]);
    cluster.broker.kill();
    cluster.broker.start();
    await runFor(simulation, 1_000);
    expect(await client.run(() => lock(client, address, 'one'))).toEqual([0, 1]);
    const kinds = cluster.observations
      .map((observation) => observation.kind)
      .filter((kind) => kind.startsWith('broker.queue-'));
    const granted = 'broker.queue-lock-granted';
    expect(kinds).toEqual([
      ...[granted, granted, granted, granted],
      'broker.queue-lock-released',
      ...[granted, granted, granted],
    ]);
  });
});

describe('a life of a broker', () => {
  test('messages, topics and groups are there again after a kill and after a power loss', async () => {
    const cluster = await startCluster('restart');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    await client.run(async () => {
      for (const body of ['a', 'b', 'c']) await client.send(address, body);
      await client.heartbeat(address, 'client');
    });
    for (const end of ['kill', 'losePower'] as const) {
      cluster.broker[end]();
      await runFor(simulation, 1_000);
      cluster.broker.start();
      await runFor(simulation, 1_000);
      const [pulled, retried, brokers] = await client.run(
        async () =>
          [
            await client.pull(address, 0),
            await client.pull(address, 0, { topic: '%RETRY%group' }),
            await routedBrokers(client, cluster, 'orders'),
          ] as const,
      );
      expect(bodiesOf(pulled.body)).toEqual(['a', 'b', 'c']);
      expect(retried.code).toBe(RESPONSE_CODE.pullNotFound);
      expect(brokers).toEqual([address]);
    }
  });

  test('a stopped broker leaves the routes at once and its log in order', async () => {
    const cluster = await startCluster('stop');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    await client.run(() => client.send(address, 'a'));
    let isStopped = false;
    cluster.broker.stop(() => {
      isStopped = true;
    });
    await runFor(simulation, 1_000);
    expect(isStopped).toBe(true);
    const removals = cluster.observations.filter(({ kind }) => kind === 'name-server.broker-removed');
    expect(removals).toMatchObject([{ cause: 'unregistered' }]);
    expect(await client.run(() => routedBrokers(client, cluster, 'orders'))).toBe(
      RESPONSE_CODE.topicNotExist,
    );
    expect(cluster.broker.disk.paths()).not.toContain('store/abort');
    cluster.broker.start();
    await runFor(simulation, 1_000);
    const pulled = await client.run(() => client.pull(address, 0));
    expect(bodiesOf(pulled.body)).toEqual(['a']);
  });

  test('a name server that comes back learns the topics within a round', async () => {
    const cluster = await startCluster('name server');
    const { simulation, address } = cluster;
    const client = new TestClient(simulation, 'client');
    cluster.nameServer.kill();
    const sent = await client.run(() => client.send(address, 'a'));
    expect(sent.code).toBe(0);
    cluster.nameServer.start();
    await runFor(simulation, 35_000);
    expect(await client.run(() => routedBrokers(client, cluster, 'orders'))).toEqual([address]);
  });

  test('a name server that is down keeps no topic from the others', async () => {
    const living = newSimulation('two name servers');
    const down = '10.0.0.99:9876';
    const cluster = await startCluster('', { nameServerAddresses: [down, '10.0.0.2:9876'] }, living);
    expect(cluster.nameServerAddress).toBe('10.0.0.2:9876');
    const client = new TestClient(living, 'client');
    const [code, brokers] = await client.run(async () => {
      const created = client.createTopic(cluster.address, 'orders', 1);
      await client.environment.timers.sleep(100, 'a moment');
      return [(await created).code, await routedBrokers(client, cluster, 'orders')];
    });
    expect([code, brokers]).toEqual([0, [cluster.address]]);
  });

  test('many topics at the same time share registrations', async () => {
    const cluster = await startCluster('many');
    const client = new TestClient(cluster.simulation, 'client');
    const names = Array.from({ length: 20 }, (_, index) => `topic-${index}`);
    const routes = await client.run(async () => {
      await Promise.all(names.map((name) => client.createTopic(cluster.address, name, 1)));
      return Promise.all(names.map((name) => routedBrokers(client, cluster, name)));
    });
    expect(routes).toEqual(names.map(() => [cluster.address]));
    const registrations = cluster.observations.filter(({ kind }) => kind === 'name-server.broker-registered');
    expect(registrations.length).toBeLessThan(1 + names.length);
  });

  test('a quiet broker costs a registration each half minute and nothing else', async () => {
    const { simulation } = await startCluster('quiet');
    await runFor(simulation, 60_000);
    const before = simulation.kernel.events;
    await runFor(simulation, 3_600_000);
    expect((simulation.kernel.events - before) / 120).toBeLessThan(40);
  });
});
