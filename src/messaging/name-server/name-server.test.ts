import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { crc32Of31Bits } from '../../base/crc32.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Observation } from '../../environment/observation.ts';
import { DROP } from '../../simulator/network/rule.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { decodeClusterInfo } from '../protocol/cluster-info.ts';
import { deleteKvConfig } from '../protocol/delete-kv-config.ts';
import { getClusterInfo } from '../protocol/get-cluster-info.ts';
import { getKvConfig } from '../protocol/get-kv-config.ts';
import { getKvList } from '../protocol/get-kv-list.ts';
import { getRoute } from '../protocol/get-route.ts';
import { decodeKvTable, ORDER_TOPIC_NAMESPACE, RIVAL_MASTERS_NAMESPACE } from '../protocol/kv-table.ts';
import { putKvConfig } from '../protocol/put-kv-config.ts';
import { registerBroker } from '../protocol/register-broker.ts';
import { encodeRegisterBrokerBody } from '../protocol/register-broker-body.ts';
import { decodeRouteData, type RouteData } from '../protocol/route-data.ts';
import { unregisterBroker } from '../protocol/unregister-broker.ts';
import { RemotingClient } from '../remoting/remoting-client.ts';
import type { Answer } from '../remoting/typed-call.ts';
import { nameServer } from './name-server.ts';
import type { NameServerOptions } from './options.ts';

const TIMEOUT = { timeoutMs: 3_000 };

interface Scene {
  readonly world: Simulation;
  readonly address: string;
  readonly removals: (readonly [number, string])[];
}

/** A name server on machine 0 of a new world. */
function scene(options: Partial<NameServerOptions> = {}): Scene {
  const world = simulatedWorld();
  const removals: (readonly [number, string])[] = [];
  world.observe((_, observation: Observation & { cause?: string }) => {
    if (observation.kind === 'name-server.broker-removed')
      removals.push([Math.floor(world.nowMs), `${observation.cause}`]);
  });
  const machine = world.addMachine('name-server', nameServer(options));
  machine.start();
  return { world, address: `${machine.host}:9876`, removals };
}

/** A machine that talks to the name server. */
function peer(
  { world }: Scene,
  name: string,
  body: (client: RemotingClient, environment: Environment) => Promise<void>,
): void {
  startMachine(world, name, async (environment) => {
    await environment.timers.sleep(10, 'until the name server listens');
    await body(new RemotingClient(environment), environment);
  });
}

const config = { readQueueCount: 4, writeQueueCount: 4, permission: 6, topicSystemFlag: 0, order: false };

function registration(brokerName: string, timeoutMs?: number) {
  const topics = new Map(['T', 'U'].map((topicName) => [topicName, { topicName, ...config }]));
  const dataVersion = { stateVersion: 0, timestampMs: 1, counter: 1 };
  const body = encodeRegisterBrokerBody({ filterServers: [], topicTable: { dataVersion, topics } });
  const header = {
    brokerName,
    brokerAddress: `${brokerName}:10911`,
    clusterName: 'c',
    haServerAddress: `${brokerName}:10912`,
    brokerId: 0,
    bodyCrc32: crc32Of31Bits(body),
    heartbeatTimeoutMs: timeoutMs,
  };
  return { header, body };
}

async function register(
  client: RemotingClient,
  address: string,
  name: string,
  timeoutMs?: number,
): Promise<Answer<unknown>> {
  const { header, body } = registration(name, timeoutMs);
  return client.call(address, registerBroker, header, { ...TIMEOUT, body });
}

async function route(client: RemotingClient, address: string): Promise<RouteData | number | undefined> {
  const answer = await client.call(address, getRoute, { topic: 'T' }, TIMEOUT);
  return answer.code === 0 ? decodeRouteData(answer.body) : answer.code;
}

test('a second master of a name is told, and listed until one of the two leaves', async () => {
  const setting = scene();
  const told: Observation[] = [];
  setting.world.observe((_, observation) => {
    if (observation.kind === 'name-server.second-master') told.push(observation);
  });
  const rivals: unknown[] = [];
  peer(setting, 'broker', async (client) => {
    const list = async () => {
      const header = { namespace: RIVAL_MASTERS_NAMESPACE };
      const { code, body } = await client.call(setting.address, getKvList, header, TIMEOUT);
      rivals.push(code === 0 ? Object.fromEntries(decodeKvTable(body) ?? []) : code);
    };
    await register(client, setting.address, 'a');
    await list();
    const { header, body } = registration('a');
    const second = { ...header, brokerAddress: 'b:10911' };
    await client.call(setting.address, registerBroker, second, { ...TIMEOUT, body });
    await list();
    await client.call(setting.address, unregisterBroker, header, TIMEOUT);
    await list();
  });
  await runTo(setting.world, 1_000);
  expect(rivals).toEqual([{}, { a: 'b:10911;a:10911' }, {}]);
  expect(told).toEqual([
    {
      kind: 'name-server.second-master',
      brokerName: 'a',
      address: 'b:10911',
      other: 'a:10911',
      isTaken: true,
    },
  ]);
});

describe('routes', () => {
  test('appear with a registration and are gone at once with an unregistration', async () => {
    const setting = scene();
    const seen: unknown[] = [];
    peer(setting, 'broker', async (client) => {
      seen.push(await route(client, setting.address));
      seen.push((await register(client, setting.address, 'a')).code);
      seen.push(await route(client, setting.address));
      const cluster = await client.call(setting.address, getClusterInfo, {}, TIMEOUT);
      seen.push([...(decodeClusterInfo(cluster.body)?.brokers.keys() ?? [])]);
      const { header } = registration('a');
      seen.push((await client.call(setting.address, unregisterBroker, header, TIMEOUT)).code);
      seen.push(await route(client, setting.address));
    });
    await runTo(setting.world, 1_000);
    const { order, ...queue } = config;
    expect(order).toBe(false);
    expect(seen).toEqual([
      17,
      0,
      {
        brokers: [{ brokerName: 'a', cluster: 'c', addresses: new Map([[0, 'a:10911']]) }],
        queues: [{ brokerName: 'a', ...queue }],
        orderTopicConfig: undefined,
      },
      ['a'],
      0,
      17,
    ]);
    expect(setting.removals.map(([, cause]) => cause)).toEqual(['unregistered']);
  });

  test('go with the connection when a broker dies', async () => {
    const setting = scene();
    peer(setting, 'broker', async (client) => void (await register(client, setting.address, 'a')));
    setting.world.at(2_000, { purpose: 'kill', ordinal: 0 }, () => setting.world.machines[1]?.kill());
    await runTo(setting.world, 4_000);
    expect(setting.removals).toHaveLength(1);
    const [atMs, cause] = setting.removals[0] as [number, string];
    expect(cause).toBe('channel-closed');
    expect(atMs).toBeLessThan(2_100);
  });

  test('stay when an older connection of a broker ends', async () => {
    const setting = scene();
    peer(setting, 'broker', async (client, environment) => {
      await register(client, setting.address, 'a');
      await register(new RemotingClient(environment), setting.address, 'a');
      await client.close();
    });
    await runTo(setting.world, 4_000);
    expect(setting.removals).toEqual([]);
  });

  test('stay when their broker is found gone and is back before it is removed', async () => {
    const isMissing: boolean[] = [];
    for (const isStillGone of [undefined, () => true]) {
      const world = simulatedWorld({ interleaveMaximumUs: 4_000 });
      const program = nameServer({}, isStillGone === undefined ? {} : { isStillGone });
      const machine = world.addMachine('name-server', program);
      machine.start();
      const setting: Scene = { world, address: `${machine.host}:9876`, removals: [] };
      let missing = 0;
      peer(setting, 'broker', async (client, environment) => {
        let current = client;
        for (let round = 0; round < 20; round += 1) {
          await register(current, setting.address, 'a');
          await current.close();
          current = new RemotingClient(environment);
          await register(current, setting.address, 'a');
          await environment.timers.sleep(2_000, 'until the removal');
          if ((await route(current, setting.address)) === 17) missing += 1;
        }
      });
      await runTo(world, 100_000);
      isMissing.push(missing > 0);
    }
    expect(isMissing).toEqual([false, true]);
  });

  test('take no more departures than there is room for', async () => {
    const setting = scene({ departureBound: 0 });
    let code: number | undefined;
    peer(setting, 'broker', async (client) => {
      await register(client, setting.address, 'a');
      code = (await client.call(setting.address, unregisterBroker, registration('a').header, TIMEOUT)).code;
    });
    await runTo(setting.world, 1_000);
    expect([code, setting.removals]).toEqual([1, []]);
  });

  test('expire with the silence of a broker whose path is cut, at the first scan after its time-out', async () => {
    const setting = scene();
    peer(setting, 'broker', async (client) => {
      await register(client, setting.address, 'a', 12_000);
      setting.world.fabric.addRule(({ source, destination }) =>
        source === 1 || destination === 1 ? DROP : undefined,
      );
    });
    await runTo(setting.world, 60_000);
    expect(setting.removals).toEqual([[15_000, 'expired']]);
  });

  test('of a broker that registers every 30 s stay', async () => {
    const setting = scene();
    peer(setting, 'broker', async (client, { timers }) => {
      for (let round = 0; round < 20; round += 1) {
        await register(client, setting.address, 'a');
        await timers.sleep(30_000, 'registration period');
      }
    });
    await runTo(setting.world, 600_000);
    expect(setting.removals).toEqual([]);
  });

  test('a damaged registration changes nothing', async () => {
    const setting = scene();
    const remarks: unknown[] = [];
    peer(setting, 'broker', async (client) => {
      const { header, body } = registration('a');
      const rubbish = body.slice(0, 20);
      const attempts = [
        [{ ...header, bodyCrc32: 7 }, body],
        [{ ...header, bodyCrc32: crc32Of31Bits(rubbish) }, rubbish],
        [{ ...header, compressed: true }, body],
      ] as const;
      for (const [damaged, bytes] of attempts) {
        const { code, remark } = await client.call(setting.address, registerBroker, damaged, {
          ...TIMEOUT,
          body: bytes,
        });
        remarks.push([code, remark]);
      }
      remarks.push(await route(client, setting.address));
    });
    await runTo(setting.world, 1_000);
    expect(remarks).toEqual([
      [1, 'crc32 not match'],
      [1, 'Failed to decode RegisterBrokerBody'],
      [1, 'compressed registrations are not supported'],
      17,
    ]);
  });
});

describe('configuration', () => {
  test('is kept by namespace, listed, removed', async () => {
    const setting = scene();
    const seen: unknown[] = [];
    peer(setting, 'admin', async (client) => {
      const { address } = setting;
      const put = (key: string) =>
        client.call(address, putKvConfig, { namespace: 'n', key, value: `${key}!` }, TIMEOUT);
      await Promise.all(['a', 'b', 'c'].map(put));
      await client.call(address, deleteKvConfig, { namespace: 'n', key: 'b' }, TIMEOUT);
      for (const key of ['a', 'b']) {
        const { code, header } = await client.call(address, getKvConfig, { namespace: 'n', key }, TIMEOUT);
        seen.push([code, header?.value]);
      }
      for (const namespace of ['n', 'other']) {
        const { code, body } = await client.call(address, getKvList, { namespace }, TIMEOUT);
        seen.push([code, decodeKvTable(body)]);
      }
    });
    await runTo(setting.world, 1_000);
    const table = new Map([
      ['a', 'a!'],
      ['c', 'c!'],
    ]);
    expect(seen).toEqual([
      [0, 'a!'],
      [22, undefined],
      [0, table],
      [22, undefined],
    ]);
  });

  test('of ordered topics reaches brokers and, where enabled, clients, and survives a crash', async () => {
    for (const orderMessageEnable of [true, false]) {
      const setting = scene({ orderMessageEnable });
      const seen: unknown[] = [];
      peer(setting, 'admin', async (client, { timers }) => {
        const { address } = setting;
        const ordered = { namespace: ORDER_TOPIC_NAMESPACE, key: 'T', value: 'a:4;b:4' };
        seen.push((await client.call(address, putKvConfig, ordered, TIMEOUT)).code);
        setting.world.machines[0]?.kill();
        setting.world.machines[0]?.start();
        await timers.sleep(1_000, 'until the name server is back');
        seen.push(decodeKvTable((await register(client, address, 'a')).body));
        const found = await route(client, address);
        seen.push(typeof found === 'object' ? found.orderTopicConfig : found);
      });
      await runTo(setting.world, 5_000);
      expect(seen).toEqual([0, new Map([['T', 'a:4;b:4']]), orderMessageEnable ? 'a:4;b:4' : undefined]);
    }
  });

  test('that is damaged keeps the name server from starting', async () => {
    const world = simulatedWorld();
    startMachine(world, 'damaged', async (environment) => {
      const file = await environment.disk.open('kvConfig.json', 'create');
      file.write(0, Uint8Array.of(0x7b, 0x22));
      await expect(nameServer()(environment)).rejects.toThrow('kvConfig.json is damaged');
    });
    await runTo(world, 1_000);
  });
});

test('a name server that stops lets its connections go and scans no more', async () => {
  const setting = scene();
  let isConnected = true;
  peer(setting, 'broker', async (client, { timers }) => {
    await register(client, setting.address, 'a');
    await setting.world.machines[0]?.process?.stop();
    await timers.sleep(1_000, 'until the connection ended');
    isConnected = client.isConnected(setting.address);
  });
  expect(await runTo(setting.world, 500_000)).toEqual({ kind: 'idle' });
  expect(isConnected).toBe(false);
  expect(setting.removals).toEqual([]);
});
