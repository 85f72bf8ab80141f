// What an endpoint needs of the network around it.

import type { EventHandle } from '../event-queue.ts';
import type { Owner } from '../kernel.ts';
import type { Passage } from './fabric.ts';
import type { NetworkOptions } from './network-options.ts';
import type { PacketRule } from './rule.ts';
import type { StreamEndpoint } from './stream-endpoint.ts';
import type { StreamPacket } from './stream-packet.ts';

export interface StreamWorld {
  readonly nowUs: number;
  readonly options: NetworkOptions;
  /** Derives the packet's identity and judges it; the caller schedules its arrival, holds it or drops the child. */
  judge(packet: StreamPacket): Passage;
  dropChild(): void;
  /** Calls when the rule is gone that holds the packet just judged. */
  hold(rule: PacketRule, owner: Owner, again: () => void): void;
  scheduleArrival(dueUs: number, packet: StreamPacket): void;
  later(label: string, owner: Owner, action: () => void, delayUs?: number): EventHandle;
  cancel(handle: EventHandle): void;
  /** What runs from here on in this event is this process's code. */
  enter(owner: Owner): void;
  /** The process is paused: what is for its code goes into an event of its own, which waits. */
  isHeld(owner: Owner): boolean;
  /** Both ends of the endpoint's connection see a reset. */
  breakBoth(endpoint: StreamEndpoint): void;
  /** The endpoint has nothing left to do. */
  forget(endpoint: StreamEndpoint): void;
}
