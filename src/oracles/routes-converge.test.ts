import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import type { BrokerRegistered, BrokerRemoved, QueueShape } from './route-entry.ts';
import { routesConverge } from './routes-converge.ts';
import { PROMISES, SETTLED } from './testing/written-history.ts';

type Line = readonly [second: number, machine: string, entry: MessageEntry];

const ONE = 'name-server-0';
const OTHER = 'name-server-1';
const ADDRESS = 'b:10911';
const SCAN: MessageEntry = { kind: 'brokers-scanned' };
const START: MessageEntry = { kind: 'name-server-started' };

function topics(...names: readonly string[]): Map<string, QueueShape> {
  return new Map(names.map((name) => [name, shape(4)]));
}

function shape(count: number): QueueShape {
  return { readQueueCount: count, writeQueueCount: count, permission: 6 };
}

/** Of broker-0, which is well routed with what it tells, unless something is said otherwise. */
function registered(told: Map<string, QueueShape>, changes: Partial<BrokerRegistered> = {}): MessageEntry {
  const address = changes.address ?? ADDRESS;
  return {
    kind: 'broker-registered',
    brokerName: 'broker-0',
    brokerId: 0,
    address,
    connection: 'first',
    timeoutMs: 120_000,
    told,
    shown: { addresses: new Map([[0, address]]), queues: told },
    ...changes,
  };
}

function removed(cause: BrokerRemoved['cause'], connection = 'first'): MessageEntry {
  const gone = { brokerName: 'broker-0', address: ADDRESS, shown: undefined } as const;
  return { kind: 'broker-removed', ...gone, cause, connection };
}

function learned(...names: readonly string[]): MessageEntry {
  return {
    kind: 'route-learned',
    topic: 'T',
    queues: new Map(names.map((name) => [name, shape(4)])),
    addresses: new Map(names.map((name) => [name, new Map([[0, ADDRESS]])])),
  };
}

/** What the oracle says of a cluster with one broker that healed at once and settled until then. */
function say(settleSeconds: number, ...lines: readonly Line[]): string | undefined {
  const judge = routesConverge.judge(PROMISES);
  for (const [index, [second, machine, entry]] of lines.entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: second * 1_000_000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  const disk = {} as never;
  const world = { ...SETTLED, settleSeconds, brokerDisks: new Map([['broker-0', disk]]) };
  return judge.settle?.(world)?.fingerprint;
}

const UP: readonly Line[] = [
  [0, ONE, START],
  [0, OTHER, START],
  [1, ONE, registered(topics('T', 'U'))],
  [1, OTHER, registered(topics('T', 'U'))],
];

describe('routes converge', () => {
  test('when every name server and client has what brokers tell', () => {
    expect(say(110, ...UP, [2, 'client', learned('broker-0')])).toBeUndefined();
  });

  test('when another process has taken the place of a broker that is gone, and has left it', () => {
    const other = registered(topics('T', 'U'), { address: 'o:10911', connection: 'other' });
    const left: MessageEntry = {
      kind: 'broker-removed',
      brokerName: 'broker-0',
      address: 'o:10911',
      cause: 'unregistered',
      connection: 'other',
      shown: undefined,
    };
    const end: readonly Line[] = [
      [2, ONE, other],
      [9, ONE, left],
      [125, ONE, SCAN],
      [130, ONE, SCAN],
    ];
    const back: Line = [131, ONE, registered(topics('T', 'U'))];
    expect(say(110, ...UP, ...end, back)).toBeUndefined();
  });

  test('when a broker is removed for a reason and comes back', () => {
    for (const cause of ['expired', 'channel-closed', 'unregistered'] as const) {
      const back = registered(topics('T', 'U'), { connection: 'second' });
      expect(say(110, ...UP, [125, ONE, removed(cause)], [130, ONE, back])).toBeUndefined();
    }
  });

  test('not yet, within the bound', () => {
    expect(say(59, [0, ONE, START])).toBeUndefined();
    expect(say(99, ...UP, [2, 'client', learned()])).toBeUndefined();
    const more = registered(topics('T', 'U', 'V'));
    expect(say(110, ...UP, [60, ONE, more])).toBeUndefined();
    expect(say(110, ...UP, [40, ONE, more])).toBe('routes-converge: a topic without a route');
  });

  test('when a name server has died since', () => {
    const end: MessageEntry = { kind: 'machine-ended', how: 'killed' };
    expect(say(110, ...UP, [2, ONE, end])).toBeUndefined();
  });
});

describe('it is a violation', () => {
  test('to answer a registration and not to route what it told', () => {
    const shown = { addresses: new Map([[0, ADDRESS]]), queues: topics('T') };
    const problem = 'routes-converge: registered and not routed';
    expect(say(0, [0, ONE, START], [1, ONE, registered(topics('T', 'U'), { shown })])).toBe(problem);
    const narrow = { ...shown, queues: new Map([['T', shape(1)]]) };
    expect(say(0, [0, ONE, START], [1, ONE, registered(topics('T'), { shown: narrow })])).toBe(problem);
    const elsewhere = { ...shown, addresses: new Map([[0, 'other:1']]) };
    expect(say(0, [0, ONE, START], [1, ONE, registered(topics('T'), { shown: elsewhere })])).toBe(problem);
  });

  test('to remove a broker that has registered lately', () => {
    const problem = 'routes-converge: a fresh registration removed';
    expect(say(0, ...UP, [110, ONE, removed('expired')])).toBe(problem);
    expect(say(0, ...UP, [2, ONE, removed('channel-closed', 'an older one')])).toBe(problem);
  });

  test('to route a broker that is silent after two scans', () => {
    expect(say(0, ...UP, [125, ONE, SCAN], [130, ONE, SCAN])).toBe('routes-converge: a dead broker routed');
    expect(say(0, ...UP, [110, ONE, SCAN], [115, ONE, SCAN], [121, ONE, SCAN])).toBeUndefined();
  });

  test('to know no broker, or a topic less, a round after heal', () => {
    expect(say(70, ...UP.slice(0, 3))).toBe('routes-converge: a broker without a route');
    const other = [1, OTHER, registered(topics('T', 'V'))] as const;
    expect(say(70, ...UP.slice(0, 3), other)).toBe('routes-converge: a topic without a route');
  });

  test('to send by an old route two rounds after heal', () => {
    const problem = 'routes-converge: a client with an old route';
    expect(say(110, ...UP, [2, 'client', learned('broker-0')], [3, 'client', learned()])).toBe(problem);
  });
});
