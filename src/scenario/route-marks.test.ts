import { describe, expect, test } from 'vitest';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { ROUTE_MARKS, RouteMarks } from './route-marks.ts';
import type { WitnessedWorld } from './witnesses.ts';

const ROUTE = { addresses: new Map([[0, 'b:1']]), queues: new Map() };
const STARTED: MessageEntry = { kind: 'name-server-started' };
const ENDED: MessageEntry = { kind: 'machine-ended', how: 'killed' };

function registered(brokerName: string, ...topics: readonly string[]): MessageEntry {
  const queues = { readQueueCount: 1, writeQueueCount: 1, permission: 6 };
  return {
    kind: 'broker-registered',
    brokerName,
    brokerId: 0,
    address: 'b:1',
    connection: 'c',
    timeoutMs: 120_000,
    told: new Map(topics.map((topic) => [topic, queues])),
    shown: ROUTE,
  };
}

function removed(brokerName: string, cause: 'expired' | 'unregistered'): MessageEntry {
  return { kind: 'broker-removed', brokerName, address: 'b:1', cause, connection: 'c', shown: undefined };
}

function acknowledged(topic: string, brokerName: string): MessageEntry {
  const place = { brokerName, queueId: 0, queueOffset: 0 };
  return { kind: 'send-completed', topic, key: 'k', ordinal: 0, outcome: 'acknowledged', place, reason: '' };
}

function refused(topic: string): MessageEntry {
  return {
    ...acknowledged(topic, 'broker-0'),
    outcome: 'rejected',
    reason: 'no-route',
  } as MessageEntry;
}

type Line = readonly [machine: string, entry: MessageEntry];

/** Marks of a cluster with two name servers and two brokers, whose new topic is `new`. */
function marksOf(lines: readonly Line[], autoCreateTopic = true, sentTo?: string): readonly string[] {
  const found = new Set<string>();
  const world = {
    scenario: { channel: { otherTopics: ['new'] } },
    conditions: { autoCreateTopic },
    cluster: { nameServers: [{}, {}], brokers: [{}, {}] },
    mark: (mark: string) => found.add(mark),
  } as unknown as WitnessedWorld;
  const marks = new RouteMarks(world);
  for (const [index, [machine, entry]] of lines.entries()) {
    marks.hear({ number: index + 1, atUs: index, machine, entry });
  }
  if (sentTo !== undefined) {
    const queue = { topic: 'new', brokerName: sentTo, queueId: 0 };
    marks.observe({ kind: 'client.send-attempted', queue } as never);
  }
  return [...found];
}

const UP: readonly Line[] = [
  ['ns-0', STARTED],
  ['ns-1', STARTED],
  ['ns-0', registered('broker-0', 'a', 'b')],
  ['ns-1', registered('broker-0', 'a', 'b')],
];

describe('marks of routes', () => {
  test('need an outage', () => {
    expect(marksOf([...UP, ['client', acknowledged('a', 'broker-0')]], true, 'broker-0')).toEqual([]);
  });

  test('tell how a broker went and came back', () => {
    for (const [cause, mark] of [
      ['expired', ROUTE_MARKS.expiredReturned],
      ['unregistered', ROUTE_MARKS.leftAndReturned],
    ] as const) {
      const back = registered('broker-0', 'a', 'b');
      expect(marksOf([...UP, ['ns-0', removed('broker-0', cause)], ['ns-0', back]])).toEqual([mark]);
    }
  });

  test('tell of views that differ, and of a broker that nobody routes', () => {
    const other: Line = ['ns-0', registered('broker-1', 'a', 'b')];
    const gone: Line = ['ns-0', removed('broker-0', 'expired')];
    expect(marksOf([...UP, other, gone])).toEqual([ROUTE_MARKS.viewsDiffered]);
    expect(marksOf(UP, true, 'broker-1')).toEqual([ROUTE_MARKS.staleRoute]);
  });

  test('tell what went on without name servers', () => {
    const none: readonly Line[] = [...UP, ['ns-0', ENDED], ['ns-1', ENDED]];
    const sent: Line = ['client', acknowledged('a', 'broker-0')];
    expect(marksOf([...none, sent])).toEqual([ROUTE_MARKS.sentWithoutNameServer]);
    const again: Line = ['ns-0', STARTED];
    const created: Line = ['ns-0', registered('broker-0', 'new')];
    expect(marksOf([...none, again, created])).toEqual([
      ROUTE_MARKS.restartedEmpty,
      ROUTE_MARKS.createdInOutage,
    ]);
  });

  test('tell where the first messages of a new topic went', () => {
    const to = (...names: readonly string[]): readonly Line[] =>
      names.map((name) => ['client', acknowledged('new', name)]);
    expect(marksOf([...UP, ...to('broker-0', 'broker-0', 'broker-0')])).toEqual([]);
    expect(marksOf([...UP, ...to('broker-0', 'broker-0', 'broker-0', 'broker-0')])).toEqual([
      ROUTE_MARKS.hotSpot,
    ]);
    expect(marksOf([...UP, ...to('broker-0', 'broker-1', 'broker-0', 'broker-0')])).toEqual([
      ROUTE_MARKS.spreadTopic,
    ]);
  });

  test('tell of a refusal only where topics may not be created', () => {
    expect(marksOf([...UP, ['client', refused('new')]], false)).toEqual([ROUTE_MARKS.refused]);
    expect(marksOf([...UP, ['client', refused('new')]])).toEqual([]);
    expect(marksOf([...UP, ['client', refused('a')]], false)).toEqual([]);
  });
});
