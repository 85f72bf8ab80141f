import { describe, expect, test } from 'vitest';
import { type BrokerHealth, chooseQueueInTurn } from './queue-rotation.ts';

const queues = ['a', 'b', 'c'].flatMap((brokerName) =>
  [0, 1].map((queueId) => ({ topic: 'T', brokerName, queueId })),
);

function health(available: string, reachable: string): BrokerHealth {
  return {
    isAvailable: (brokerName) => available.includes(brokerName),
    isReachable: (brokerName) => reachable.includes(brokerName),
  };
}

/** Brokers of six choices in a row. */
function brokers(avoidBroker: string | undefined, known?: BrokerHealth): string {
  let counter = 5;
  let names = '';
  for (let count = 0; count < 6; count += 1) {
    const choice = chooseQueueInTurn({ queues, counter, avoidBroker, health: known });
    counter = choice.counter;
    names += choice.queue.brokerName;
  }
  return names;
}

describe('queues in turn', () => {
  test('one after the other, or away from the broker that failed', () => {
    expect(brokers(undefined)).toBe('aabbcc');
    expect(brokers('b')).toBe('aaccaa');
  });

  test('available brokers first, then reachable ones, then any', () => {
    expect(brokers(undefined, health('b', 'abc'))).toBe('bbbbbb');
    expect(brokers('b', health('b', 'bc'))).toBe('cccccc');
    expect(new Set(brokers('b', health('b', 'b')))).toEqual(new Set('abc'));
  });
});
