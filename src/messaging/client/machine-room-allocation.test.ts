import { describe, expect, test } from 'vitest';
import type { MessageQueue } from '../message/message-queue.ts';
import { type Allocate, allocateAveragely } from './allocation.ts';
import { allocateByMachineRoom, allocateNearby, type MachineRooms } from './machine-room-allocation.ts';

function queuesOf(brokerName: string, ...ids: readonly number[]): MessageQueue[] {
  return ids.map((queueId) => ({ topic: 'topic', brokerName, queueId }));
}

function shares(allocate: Allocate, queues: readonly MessageQueue[], members: readonly string[]) {
  return members.map((clientId) =>
    allocate({ group: 'g', clientId, queues, members }).map(
      ({ brokerName, queueId }) => `${brokerName}/${queueId}`,
    ),
  );
}

describe('by machine room', () => {
  const queues = [...queuesOf('room1@broker-a', 0, 1, 2, 3, 4), ...queuesOf('room2@broker-b', 5, 6, 7, 8, 9)];

  test('vector of AllocateMessageQueueByMachineRoomTest.java', () => {
    expect(shares(allocateByMachineRoom(new Set(['room1'])), queues, ['CID_PREFIX0', 'CID_PREFIX1'])).toEqual(
      [
        ['room1@broker-a/0', 'room1@broker-a/1', 'room1@broker-a/4'],
        ['room1@broker-a/2', 'room1@broker-a/3'],
      ],
    );
  });

  test('brokers without a room, and who is no member, get nothing', () => {
    const allocate = allocateByMachineRoom(new Set(['room1']));
    expect(shares(allocate, queuesOf('broker-a', 0, 1), ['x'])).toEqual([[]]);
    expect(allocate({ group: 'g', clientId: 'y', queues, members: ['x'] })).toEqual([]);
  });
});

describe('nearby', () => {
  const rooms: MachineRooms = {
    roomOfQueue: ({ brokerName }) => brokerName.split('@')[0] ?? '',
    roomOfMember: (clientId) => clientId.split('-')[0] ?? '',
  };
  const queues = [...queuesOf('r1@a', 0, 1, 2, 3), ...queuesOf('r2@b', 0, 1), ...queuesOf('r3@c', 0, 1)];

  test('own room first, rooms without members among all', () => {
    expect(shares(allocateNearby(allocateAveragely, rooms), queues, ['r1-x', 'r1-y', 'r2-z'])).toEqual([
      ['r1@a/0', 'r1@a/1', 'r3@c/0'],
      ['r1@a/2', 'r1@a/3', 'r3@c/1'],
      ['r2@b/0', 'r2@b/1'],
    ]);
  });

  test('a member in a room without queues shares the rooms without members only', () => {
    expect(shares(allocateNearby(allocateAveragely, rooms), queues, ['r1-x', 'r9-y'])).toEqual([
      ['r1@a/0', 'r1@a/1', 'r1@a/2', 'r1@a/3', 'r2@b/0', 'r3@c/0'],
      ['r2@b/1', 'r3@c/1'],
    ]);
  });

  test('something without a room is an error that names it', () => {
    const allocate = allocateNearby(allocateAveragely, { ...rooms, roomOfQueue: () => '' });
    expect(() => shares(allocate, queues, ['r1-x'])).toThrow(/no machine room for .*r1@a/);
  });
});
