// One end of a simulated connection: state, handler, and the sending side with its retransmission queue. Loss is delay, or a reset past
// the limit; bytes arrive in order or not at all.

import { assert, present } from '../../base/assert.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../environment/network.ts';
import type { EventHandle } from '../event-queue.ts';
import type { Owner } from '../kernel.ts';
import type { HostStack } from './host-stack.ts';
import { StreamPacket } from './stream-packet.ts';
import type { StreamWorld } from './stream-world.ts';

export interface EndpointPlace {
  readonly machine: number;
  readonly stack: HostStack;
  readonly owner: Owner;
  readonly localAddress: string;
  readonly remoteAddress: string;
}

export interface Opening {
  readonly opened: () => void;
  /** The other side, or the path, ended the connection before it was open. */
  readonly failed: () => void;
}

/** `ending`: closed here, but what was written is still on its way, whatever becomes of the process. */
export type EndpointState = 'opening' | 'open' | 'ending' | 'closed';

const DRAIN_DELAY_US = 50;

export class StreamEndpoint implements Connection {
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly machine: number;
  readonly stack: HostStack;
  readonly owner: Owner;
  readonly isClient: boolean;
  readonly #world: StreamWorld;
  #peer: StreamEndpoint | undefined;
  #state: EndpointState;
  #handler: ConnectionHandler | undefined;
  #opening: Opening | undefined;
  #early: Uint8Array[] = [];
  #earlyClose: CloseReason | undefined;
  #lastArrivalUs = 0;
  #bufferedBytes = 0;
  #isOverMark = false;
  #stalled: StreamPacket[] = [];
  #stalledSinceUs = 0;
  #doubtSinceUs: number | undefined;
  #backoffUs = 0;
  #retransmission: EventHandle | undefined;

  constructor(world: StreamWorld, place: EndpointPlace, state: 'opening' | 'open') {
    this.#world = world;
    this.machine = place.machine;
    this.stack = place.stack;
    this.owner = place.owner;
    this.localAddress = place.localAddress;
    this.remoteAddress = place.remoteAddress;
    this.isClient = state === 'opening';
    this.#state = state;
  }

  get peer(): StreamEndpoint {
    return present(this.#peer, 'peer of a connection');
  }

  get state(): EndpointState {
    return this.#state;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  /** Nobody will ever read what arrives here: closed, or its process is dead. */
  get isGone(): boolean {
    return this.#state === 'closed' || (this.#state !== 'ending' && !this.owner.isAlive);
  }

  /** Packets that wait to be sent again. */
  get stalledPackets(): number {
    return this.#stalled.length;
  }

  get isOverMark(): boolean {
    return this.#isOverMark;
  }

  /** A peer that still is, or will be, at the other end. */
  get hasPeer(): boolean {
    return this.#peer !== undefined && !this.#peer.isGone;
  }

  isPairedWith(peer: StreamEndpoint): boolean {
    return this.#peer === peer;
  }

  awaitOpening(opening: Opening): void {
    this.#opening = opening;
  }

  pairWith(peer: StreamEndpoint): void {
    this.#peer = peer;
  }

  opened(): void {
    assert(this.#state === 'opening', `connection to ${this.remoteAddress} opens from ${this.#state}`);
    this.#state = 'open';
    present(this.#opening, 'who waits for the opening').opened();
  }

  transmitAccepted(): void {
    this.#transmit(new StreamPacket('accepted', this, undefined));
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, `connection to ${this.remoteAddress} has a handler`);
    this.#handler = handler;
    if (this.#early.length === 0 && this.#earlyClose === undefined) return;
    this.#world.later('network early data', this.owner, () => this.#deliverEarly());
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open' || !this.owner.isAlive) return false;
    if (bytes.length === 0) return !this.#isOverMark;
    this.#bufferedBytes += bytes.length;
    this.#transmit(new StreamPacket('data', this, bytes));
    this.#isOverMark = this.#bufferedBytes > this.#world.options.sendBufferBytes;
    return !this.#isOverMark;
  }

  close(): void {
    if (this.#state !== 'open' || !this.owner.isAlive) return;
    this.#transmit(new StreamPacket('end', this, undefined));
    this.#state = 'ending';
    this.#closeHere();
  }

  reset(): void {
    if (this.#state !== 'open' || !this.owner.isAlive) return;
    this.abandon();
    this.#closeHere();
  }

  /** Ends without telling this side's handler: a reset by it, or the end of its process. The peer is sent a reset, which can be lost. */
  abandon(): void {
    if (this.#state === 'closed') return;
    this.vanish();
    if (this.#peer !== undefined) this.#sendReset();
  }

  /** Ends without telling anybody: the machine has lost its power. */
  vanish(): void {
    this.#state = 'closed';
    this.#stalled = [];
    if (this.#retransmission !== undefined) this.#world.cancel(this.#retransmission);
    this.#retransmission = undefined;
    this.#world.forget(this);
  }

  /** The path, the peer or the retransmission limit broke the connection. */
  broken(): void {
    const before = this.#state;
    if (before === 'closed') return;
    this.vanish();
    if (before === 'opening') this.#opening?.failed();
    else if (before === 'open') this.#report('reset');
  }

  ended(): void {
    if (this.#state !== 'open') return;
    this.vanish();
    this.#report('ended');
  }

  /** The end of this side arrived. */
  finished(): void {
    if (this.#state === 'ending') this.vanish();
  }

  receive(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    const handler = this.#handler;
    if (handler === undefined || this.#early.length > 0) {
      this.#early.push(bytes);
      return;
    }
    this.#world.enter(this.owner);
    handler.data(bytes);
  }

  /** Bytes of this side arrived. */
  acknowledged(size: number): void {
    this.#bufferedBytes -= size;
    this.#doubtSinceUs = undefined;
    if (!this.#isOverMark || this.#bufferedBytes * 2 > this.#world.options.sendBufferBytes) return;
    this.#isOverMark = false;
    this.#world.later('network drained', this.owner, () => this.#drained(), DRAIN_DELAY_US);
  }

  /** A packet of this side came to where nobody reads it: the answer is a reset, or, if that is lost, silence. */
  rejected(packet: StreamPacket): void {
    const { to } = packet;
    if (to.stack.isPowered && to.#sendReset()) return;
    this.unanswered(packet);
  }

  /** Nothing tells whether the packet arrived: it is sent again, until something does or the time is up. */
  unanswered(packet: StreamPacket): void {
    if (this.#state !== 'open' && this.#state !== 'ending') return;
    const { nowUs, options } = this.#world;
    const isNewDoubt = this.#doubtSinceUs === undefined;
    this.#doubtSinceUs ??= nowUs;
    if (nowUs - this.#doubtSinceUs >= options.resetAfterUs) {
      this.#world.later('network closed', this.stack, () => this.broken());
      return;
    }
    this.#stalled.push(packet);
    if (this.#retransmission !== undefined) return;
    if (isNewDoubt) this.#stall();
    else this.#backOff();
  }

  #transmit(packet: StreamPacket): void {
    if (this.#stalled.length > 0) {
      this.#stalled.push(packet);
      return;
    }
    if (this.#attempt(packet)) return;
    this.#stalled.push(packet);
    this.#stall();
  }

  /** False: the packet is lost (or took the connection with it). */
  #attempt(packet: StreamPacket): boolean {
    const passage = this.#world.judge(packet);
    if (passage.kind === 'arrives') {
      this.#scheduleArrival(packet, passage.afterUs);
      return true;
    }
    this.#world.dropChild();
    if (passage.kind === 'reset') this.#world.breakBoth(this);
    return false;
  }

  /** False: the reset is lost. */
  #sendReset(): boolean {
    const packet = new StreamPacket('reset', this, undefined);
    const passage = this.#world.judge(packet);
    if (passage.kind === 'arrives') this.#scheduleArrival(packet, passage.afterUs);
    else this.#world.dropChild();
    return passage.kind === 'arrives';
  }

  #scheduleArrival(packet: StreamPacket, afterUs: number): void {
    const dueUs = Math.max(this.#world.nowUs + afterUs, this.#lastArrivalUs + 1);
    this.#lastArrivalUs = dueUs;
    this.#world.scheduleArrival(dueUs, packet);
  }

  #stall(): void {
    this.#stalledSinceUs = this.#world.nowUs;
    this.#backoffUs = this.#world.options.retransmissionUs;
    this.#awaitRetransmission();
  }

  #awaitRetransmission(): void {
    const again = () => this.#retransmit();
    this.#retransmission = this.#world.later('network retransmission', this.stack, again, this.#backoffUs);
  }

  #retransmit(): void {
    this.#retransmission = undefined;
    if (!this.stack.isPowered) {
      this.vanish();
      return;
    }
    let sent = 0;
    while (sent < this.#stalled.length && this.#attempt(this.#stalled[sent] as StreamPacket)) sent += 1;
    this.#stalled.splice(0, sent);
    if (this.#stalled.length === 0) return;
    if (sent > 0) {
      this.#stall();
      return;
    }
    if (this.#world.nowUs - this.#stalledSinceUs >= this.#world.options.resetAfterUs) {
      this.broken();
      return;
    }
    this.#backOff();
  }

  #backOff(): void {
    this.#backoffUs = Math.min(this.#backoffUs * 2, this.#world.options.retransmissionMaximumUs);
    this.#awaitRetransmission();
  }

  #closeHere(): void {
    this.#early = [];
    this.#world.later('network closed', this.owner, () => this.#report('local'));
  }

  #report(reason: CloseReason): void {
    if (!this.owner.isAlive) return;
    const handler = this.#handler;
    if (handler === undefined || this.#early.length > 0) {
      this.#earlyClose = reason;
      return;
    }
    this.#world.enter(this.owner);
    handler.closed(reason);
  }

  #drained(): void {
    if (this.#state === 'open') this.#handler?.drained?.();
  }

  #deliverEarly(): void {
    const handler = present(this.#handler, 'handler of a connection');
    const fragments = this.#early;
    let fragment = fragments.shift();
    // A handler that closes or resets empties what is left; one that dies gets no more.
    while (fragment !== undefined && this.#early === fragments && this.owner.isAlive) {
      handler.data(fragment);
      fragment = fragments.shift();
    }
    if (this.#earlyClose !== undefined && this.owner.isAlive) handler.closed(this.#earlyClose);
  }
}
