import { describe, expect, test } from 'vitest';
import type { TopicConfig } from '../protocol/topic-config.ts';
import { DEFAULT_NAME_SERVER_PARTS } from './name-server-parts.ts';
import { type Registration, RouteTable } from './route-table.ts';

const channelA = { remoteAddress: '10.0.0.1:1', close: () => {} };
const channelB = { remoteAddress: '10.0.0.2:1', close: () => {} };

function topic(topicName: string, queueCount = 4, permission = 6): TopicConfig {
  return {
    topicName,
    readQueueCount: queueCount,
    writeQueueCount: queueCount,
    permission,
    topicSystemFlag: 0,
    order: false,
  };
}

function registration(
  changes: Partial<Registration> = {},
  topics = [topic('T'), topic('U')],
  counter = 1,
): Registration {
  return {
    clusterName: 'c',
    brokerName: 'a',
    brokerId: 0,
    address: '10.0.0.1:10911',
    haServerAddress: '10.0.0.1:10912',
    timeoutMs: 120_000,
    enableActingMaster: false,
    topicTable: {
      dataVersion: { stateVersion: 0, timestampMs: 1, counter },
      topics: new Map(topics.map((config) => [config.topicName, config])),
    },
    channel: channelA,
    ...changes,
  };
}

function table(): RouteTable {
  return new RouteTable({ refusesLoneTopic: true }, DEFAULT_NAME_SERVER_PARTS);
}

const slave = {
  brokerId: 1,
  address: '10.0.0.2:10911',
  haServerAddress: '10.0.0.2:10912',
  channel: channelB,
};

const rival = { address: '10.0.0.2:10911', channel: channelB };

function atState(stateVersion: number): Partial<Registration> {
  const { topicTable } = registration();
  return { topicTable: { ...topicTable, dataVersion: { ...topicTable.dataVersion, stateVersion } } };
}

describe('two masters of one name', () => {
  test('are both known, and the later one is shown instead of the other', () => {
    const routes = table();
    routes.register(registration(), 0);
    expect(routes.rivalMasters()).toEqual(new Map());
    expect(routes.register(registration(rival), 0)).toMatchObject({ instead: '10.0.0.1:10911' });
    expect(routes.rivalMasters()).toEqual(new Map([['a', ['10.0.0.2:10911', '10.0.0.1:10911']]]));
    expect(routes.register(registration(), 0)).toMatchObject({ instead: '10.0.0.2:10911' });
  });
  test('are not two any more when one of them leaves, or becomes a slave', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration(rival), 0);
    routes.unregister('c', 'a', '10.0.0.1:10911');
    expect(routes.rivalMasters()).toEqual(new Map());
    routes.register(registration(), 0);
    routes.register(registration({ ...rival, brokerId: 1 }), 0);
    expect(routes.rivalMasters()).toEqual(new Map());
  });
  test('are known also where the state of one is older and changes nothing', () => {
    const routes = table();
    routes.register(registration({ ...rival, ...atState(2) }), 0);
    expect(routes.register(registration(atState(1)), 0)).toEqual({
      kind: 'outdated',
      holder: '10.0.0.2:10911',
    });
    expect(routes.rivalMasters()).toEqual(new Map([['a', ['10.0.0.2:10911', '10.0.0.1:10911']]]));
    routes.register(registration({ ...atState(1), brokerId: 2 }), 0);
    expect(routes.rivalMasters()).toEqual(new Map());
  });
});

describe('registration', () => {
  test('makes a route of brokers and queues, sorted by broker name', () => {
    const routes = table();
    routes.register(registration({ brokerName: 'b', address: 'h:2' }, [topic('T', 8), topic('U')]), 0);
    expect(routes.register(registration(), 0)).toEqual({
      kind: 'registered',
      isNew: true,
      master: undefined,
      instead: undefined,
    });
    const route = routes.route('T');
    expect(route?.queues.map(({ brokerName, readQueueCount }) => [brokerName, readQueueCount])).toEqual([
      ['a', 4],
      ['b', 8],
    ]);
    expect(route?.brokers.map(({ addresses }) => [...addresses])).toEqual([
      [[0, '10.0.0.1:10911']],
      [[0, 'h:2']],
    ]);
    expect(routes.route('unknown')).toBeUndefined();
    expect(routes.clusterInfo().clusters).toEqual(new Map([['c', ['a', 'b']]]));
  });

  test('takes changed topics with a new version only, new topics always, and never drops one', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration({}, [topic('T', 16), topic('V')]), 1);
    expect(routes.route('T')?.queues[0]?.readQueueCount).toBe(4);
    expect(routes.route('V')).toBeDefined();
    routes.register(registration({}, [topic('T', 16), topic('V')], 2), 2);
    expect(routes.route('T')?.queues[0]?.readQueueCount).toBe(16);
    expect(routes.route('U')?.queues[0]?.readQueueCount).toBe(4);
  });

  test('a single topic from an unknown broker is refused and leaves nothing; from a known one it is taken', () => {
    const routes = table();
    expect(routes.register(registration({}, [topic('T')]), 0).kind).toBe('lone-topic');
    expect(routes.clusterInfo()).toEqual({ brokers: new Map(), clusters: new Map() });
    routes.register(registration(), 0);
    expect(routes.register(registration({}, [topic('W')], 2), 0).kind).toBe('registered');
    expect(routes.route('W')).toBeDefined();
    const old = new RouteTable({ refusesLoneTopic: false }, DEFAULT_NAME_SERVER_PARTS);
    expect(old.register(registration({}, [topic('T')]), 0).kind).toBe('registered');
  });

  test('a lone topic does not pass for the whole table of its version', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration({}, [topic('W')], 3), 0);
    routes.register(registration({}, [topic('T', 9), topic('U'), topic('V'), topic('W')], 3), 0);
    expect(routes.route('T')?.queues[0]?.writeQueueCount).toBe(9);
    expect(routes.route('V')).toBeDefined();
  });

  test('a broker that held its name before another process did brings its own topics back', () => {
    const other = { address: '10.0.0.3:10911', channel: channelB };
    for (const doesLeave of [true, false]) {
      const routes = table();
      routes.register(registration(), 0);
      routes.register(registration(other, [topic('T', 1), topic('X', 1)], 9), 0);
      if (doesLeave) routes.unregister('c', 'a', other.address);
      routes.register(registration(), 0);
      expect(routes.brokerRoute('a')?.addresses).toEqual(new Map([[0, '10.0.0.1:10911']]));
      expect(routes.route('T')?.queues[0]?.writeQueueCount).toBe(4);
      expect(routes.route('U')).toBeDefined();
    }
  });

  test('tells a slave its master, and takes topics from it only when there is no master', () => {
    const routes = table();
    routes.register(registration(), 0);
    const reply = routes.register(registration(slave, [topic('X'), topic('Y')]), 0);
    expect(reply).toMatchObject({ master: { address: '10.0.0.1:10911', haServerAddress: '10.0.0.1:10912' } });
    expect(routes.route('X')).toBeUndefined();
    routes.unregister('c', 'a', '10.0.0.1:10911');
    routes.register(registration(slave, [topic('X'), topic('Y')], 2), 0);
    expect(routes.route('X')?.queues[0]?.permission).toBe(6);
    routes.register(registration({ ...slave, enableActingMaster: true }, [topic('X'), topic('Y')], 3), 0);
    expect(routes.route('X')?.queues[0]?.permission).toBe(4);
  });

  test('the slave of a broker older than 5.0 never tells topics', () => {
    const routes = table();
    routes.register(registration({ ...slave, enableActingMaster: undefined }), 0);
    expect(routes.route('T')).toBeUndefined();
  });

  test('an address has one id; a promoted slave leaves its old one', () => {
    const routes = table();
    routes.register(registration(slave), 0);
    routes.register(registration({ ...slave, brokerId: 0 }, undefined, 2), 0);
    expect(routes.route('T')?.brokers[0]?.addresses).toEqual(new Map([[0, slave.address]]));
  });

  test('an older state does not replace the live holder of an id, a newer one does', () => {
    const routes = table();
    const state = (stateVersion: number) => ({
      topicTable: { ...registration().topicTable, dataVersion: { stateVersion, timestampMs: 1, counter: 1 } },
    });
    routes.register(registration(state(2)), 0);
    expect(routes.register(registration({ ...state(1), address: 'h:9' }), 0).kind).toBe('outdated');
    expect(routes.route('T')?.brokers[0]?.addresses.get(0)).toBe('10.0.0.1:10911');
    expect(routes.register(registration({ ...state(3), address: 'h:9' }), 0).kind).toBe('registered');
    expect(routes.route('T')?.brokers[0]?.addresses.get(0)).toBe('h:9');
  });
});

describe('removal', () => {
  test('of the last address takes the name, its queues and topics; another broker stays', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration({ brokerName: 'b', address: 'h:2' }, [topic('T'), topic('V')]), 0);
    routes.unregister('c', 'a', '10.0.0.1:10911');
    expect(routes.route('T')?.queues.map(({ brokerName }) => brokerName)).toEqual(['b']);
    expect(routes.route('U')).toBeUndefined();
    routes.unregister('c', 'b', 'h:2');
    expect(routes.clusterInfo()).toEqual({ brokers: new Map(), clusters: new Map() });
  });

  test('of the master keeps the queues, readable from the slave', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration(slave), 0);
    routes.unregister('c', 'a', '10.0.0.1:10911');
    expect(routes.route('T')?.brokers[0]?.addresses).toEqual(new Map([[1, slave.address]]));
  });

  test('is due after the time-out of silence, not at it', () => {
    const routes = table();
    routes.register(registration(), 1_000);
    routes.register(registration({ brokerName: 'b', address: 'h:2', timeoutMs: 10 }), 1_000);
    expect(routes.expired(1_010)).toEqual([]);
    expect(routes.expired(1_011).map(({ address }) => address)).toEqual(['h:2']);
    routes.register(registration({ brokerName: 'b', address: 'h:2', timeoutMs: 10 }), 121_000);
    expect(routes.expired(121_001).map(({ brokerName }) => brokerName)).toEqual(['a']);
  });

  test('a closed channel concerns only brokers that registered over it last', () => {
    const routes = table();
    routes.register(registration(), 0);
    routes.register(registration({ channel: channelB }), 1);
    expect(routes.registeredOver(channelA)).toEqual([]);
    expect(routes.registeredOver(channelB).map(({ brokerName }) => brokerName)).toEqual(['a']);
  });
});
