import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../simulator/random.ts';
import { newMessage } from './new-message.ts';
import {
  type MessageQueueSelector,
  selectAtRandom,
  selectByHash,
  selectByMachineRoom,
} from './queue-selector.ts';

const queues = ['r1@a', 'r1@b', 'r2@c'].map((brokerName) => ({ topic: 'T', brokerName, queueId: 0 }));

function chosen(select: MessageQueueSelector, key: string, random = new SeededRandom('selectors')): string {
  const message = newMessage({ topic: 'T', body: Uint8Array.of(1) });
  return select({ queues, message, key, random }).brokerName;
}

describe('queue selectors', () => {
  test("by Java's hash: the same key, the same queue, also where the hash is negative", () => {
    expect(['a', 'b', 'c', 'polygenelubricants'].map((key) => chosen(selectByHash, key))).toEqual([
      'r1@b',
      'r2@c',
      'r1@a',
      'r2@c',
    ]);
  });

  test('at random: every queue in the end', () => {
    const random = new SeededRandom('selectors');
    const seen = new Set(Array.from({ length: 50 }, () => chosen(selectAtRandom, 'a', random)));
    expect(seen.size).toBe(3);
  });

  test('by machine room: only there, and anywhere when nothing is there', () => {
    const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
    const inRoom = selectByMachineRoom(new Set(['r1']));
    expect(new Set(keys.map((key) => chosen(inRoom, key)))).toEqual(new Set(['r1@a', 'r1@b']));
    const nowhere = selectByMachineRoom(new Set(['r9']));
    expect(keys.map((key) => chosen(nowhere, key))).toEqual(keys.map((key) => chosen(selectByHash, key)));
  });
});
