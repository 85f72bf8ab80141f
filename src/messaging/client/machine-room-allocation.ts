// Divisions of queues that keep to machine rooms: consumers of some rooms only, or of the same room first. Pure.

import type { MessageQueue } from '../message/message-queue.ts';
import type { Allocate } from './allocation.ts';
import { ClientError } from './client-error.ts';

/** Says where things stand. Every queue and every member has a room. */
export interface MachineRooms {
  readonly roomOfQueue: (queue: MessageQueue) => string;
  readonly roomOfMember: (clientId: string) => string;
}

/** `room@broker`; undefined for a broker that is named otherwise. */
export function roomOfBroker(brokerName: string): string | undefined {
  const parts = brokerName.split('@');
  return parts.length === 2 ? parts[0] : undefined;
}

/** Only queues of brokers `room@name` with one of the rooms are consumed, in contiguous shares (AllocateMessageQueueByMachineRoom.java). */
export function allocateByMachineRoom(rooms: ReadonlySet<string>): Allocate {
  return ({ clientId, queues, members }) => {
    const index = members.indexOf(clientId);
    if (index < 0) return [];
    const inRooms = queues.filter(({ brokerName }) => rooms.has(roomOfBroker(brokerName) ?? ''));
    const share = Math.floor(inRooms.length / members.length);
    const remainder = inRooms.length % members.length;
    const own = inRooms.slice(index * share, (index + 1) * share);
    return index < remainder ? [...own, ...inRooms.slice(members.length * share + index).slice(0, 1)] : own;
  };
}

/**
 * The queues of a room go to its own members; those of a room without members to all (AllocateMachineRoomNearby.java).
 * The allocation throws ClientError `invalid-options` when something has no room.
 */
export function allocateNearby(allocate: Allocate, rooms: MachineRooms): Allocate {
  return (view) => {
    if (!view.members.includes(view.clientId)) return [];
    const queuesOf = grouped(view.queues, rooms.roomOfQueue);
    const membersOf = grouped(view.members, rooms.roomOfMember);
    const ownRoom = rooms.roomOfMember(view.clientId);
    const own = { ...view, queues: queuesOf.get(ownRoom) ?? [], members: membersOf.get(ownRoom) ?? [] };
    const allocated = [...allocate(own)];
    for (const room of [...queuesOf.keys()].sort()) {
      if (!membersOf.has(room)) allocated.push(...allocate({ ...view, queues: queuesOf.get(room) ?? [] }));
    }
    return allocated;
  };
}

function grouped<T>(things: readonly T[], roomOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const room = roomOf(thing);
    if (room === '') throw new ClientError('invalid-options', `no machine room for ${JSON.stringify(thing)}`);
    const group = groups.get(room);
    if (group === undefined) groups.set(room, [thing]);
    else group.push(thing);
  }
  return groups;
}
