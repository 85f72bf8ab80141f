import { describe, expect, test } from 'vitest';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { detailsOf } from './account-details.ts';

const QUEUE = { group: 'g', topic: 't', brokerName: 'b', queueId: 2 };

describe('what is too fine for a whole account', () => {
  const told: readonly (readonly [MessageEntry, string, string | undefined])[] = [
    [
      { kind: 'offset-kept', ...QUEUE, offset: 4, previousOffset: 3, through: 'commit' },
      'remembers offset 4 instead of 3 of queue 2 of t on b',
      'b t 2',
    ],
    [
      { kind: 'offset-sent', ...QUEUE, clientId: 'c', offset: 4, isCarried: true },
      'sends offset 4 of queue 2 of t on b with a pull',
      'b t 2',
    ],
    [
      { kind: 'pull-held', group: 'g', topic: 't', queueId: 1, offset: 7, forMs: 15_000 },
      'holds the pull of g for queue 1 of t from offset 7, for at most 15000 ms',
      'm t 1',
    ],
    [
      {
        kind: 'delayed-delivered',
        level: 3,
        queueOffset: 5,
        topic: 't',
        queueId: 1,
        deliveredOffset: 9,
        wallMs: 0,
      },
      'delivers message 5 of delay level 3 to queue 1 of t as offset 9',
      'm t 1',
    ],
    [
      {
        kind: 'broker-registered',
        brokerName: 'b',
        brokerId: 0,
        address: 'a:1',
        connection: 'c',
        timeoutMs: 1,
        told: new Map(['t1', 't2', 't3', 't4', 't5'].map((topic) => [topic, SHAPE])),
        shown: { addresses: new Map(), queues: new Map() },
      },
      'hears of b at a:1: t1, t2, t3 and 2 more',
      undefined,
    ],
    [{ kind: 'config-saving', path: 'a/b.json', digest: 1 }, 'begins to replace a/b.json', undefined],
  ];
  test.each(told)('%j', (entry, text, queue) => {
    expect(detailsOf(entry, 'm')).toEqual({ subject: '', text, ...(queue === undefined ? {} : { queue }) });
  });

  test('has no words for what only judges need', () => {
    expect(detailsOf({ kind: 'brokers-scanned' }, 'm')).toBeUndefined();
  });
});

const SHAPE = { readQueueCount: 1, writeQueueCount: 1, permission: 6 };
