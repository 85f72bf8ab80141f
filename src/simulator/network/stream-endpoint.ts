// One end of a simulated connection: state, handler, and the sending side with its retransmission queue. Loss is delay, or a reset past
// the limit; bytes arrive in order or not at all.

import { assert, present } from '../../base/assert.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../environment/network.ts';
import type { EventHandle } from '../event-queue.ts';
import { type Owner, WORLD } from '../kernel.ts';
import type { Packet, PacketKind } from './packet.ts';
import type { StreamWorld } from './stream-world.ts';

export class StreamPacket implements Packet {
  readonly kind: PacketKind;
  readonly from: StreamEndpoint;
  readonly to: StreamEndpoint;
  readonly bytes: Uint8Array | undefined;

  constructor(kind: PacketKind, from: StreamEndpoint, bytes: Uint8Array | undefined) {
    this.kind = kind;
    this.from = from;
    this.to = from.peer;
    this.bytes = bytes;
  }

  get source(): number {
    return this.from.machine;
  }

  get destination(): number {
    return this.to.machine;
  }

  get size(): number {
    return this.bytes === undefined ? 0 : this.bytes.length;
  }

  get towardsServer(): boolean {
    return this.from.isClient;
  }
}

export interface EndpointPlace {
  readonly machine: number;
  readonly owner: Owner;
  readonly localAddress: string;
  readonly remoteAddress: string;
}

/** `ending`: closed here, but what was written is still on its way. */
type EndpointState = 'opening' | 'open' | 'ending' | 'closed';

const DRAIN_DELAY_US = 50;

export class StreamEndpoint implements Connection {
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly machine: number;
  readonly owner: Owner;
  readonly isClient: boolean;
  readonly #world: StreamWorld;
  #peer: StreamEndpoint | undefined;
  #state: EndpointState;
  #handler: ConnectionHandler | undefined;
  #opened: (() => void) | undefined;
  #early: Uint8Array[] = [];
  #earlyClose: CloseReason | undefined;
  #lastArrivalUs = 0;
  #bufferedBytes = 0;
  #isOverMark = false;
  #stalled: StreamPacket[] = [];
  #stalledSinceUs = 0;
  #backoffUs = 0;
  #retransmission: EventHandle | undefined;

  constructor(world: StreamWorld, place: EndpointPlace, state: 'opening' | 'open') {
    this.#world = world;
    this.machine = place.machine;
    this.owner = place.owner;
    this.localAddress = place.localAddress;
    this.remoteAddress = place.remoteAddress;
    this.isClient = state === 'opening';
    this.#state = state;
  }

  get peer(): StreamEndpoint {
    return present(this.#peer, 'peer of a connection');
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosed(): boolean {
    return this.#state === 'closed' || this.#state === 'ending';
  }

  get isOpening(): boolean {
    return this.#state === 'opening';
  }

  get isPaired(): boolean {
    return this.#peer !== undefined;
  }

  awaitOpening(opened: () => void): void {
    this.#opened = opened;
  }

  pairWith(peer: StreamEndpoint): void {
    this.#peer = peer;
  }

  opened(): void {
    assert(this.#state === 'opening', `connection to ${this.remoteAddress} opens from ${this.#state}`);
    this.#state = 'open';
    present(this.#opened, 'who waits for the opening')();
  }

  transmitAccepted(): void {
    this.transmit(new StreamPacket('accepted', this, undefined));
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, `connection to ${this.remoteAddress} has a handler`);
    this.#handler = handler;
    if (this.#early.length === 0 && this.#earlyClose === undefined) return;
    this.#world.later('network early data', this.owner, () => this.#deliverEarly());
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open' || !this.owner.isAlive) return false;
    this.#bufferedBytes += bytes.length;
    this.transmit(new StreamPacket('data', this, bytes));
    this.#isOverMark = this.#bufferedBytes > this.#world.options.sendBufferBytes;
    return !this.#isOverMark;
  }

  close(): void {
    if (this.#state !== 'open' || !this.owner.isAlive) return;
    this.transmit(new StreamPacket('end', this, undefined));
    // The verdict on the packet may have closed us.
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#world.forget(this);
    this.#world.later('network closed', this.owner, () => this.#report('local'));
  }

  reset(): void {
    if (this.isClosed || !this.owner.isAlive) return;
    this.abandon();
    this.#world.later('network closed', this.owner, () => this.#report('local'));
  }

  /** Ends without telling this side's handler: a reset by it, or the end of its process. The peer is sent a reset, which can be lost. */
  abandon(): void {
    if (this.#state === 'closed') return;
    this.#shut();
    if (this.#peer !== undefined) this.sendReset();
  }

  sendReset(): void {
    const packet = new StreamPacket('reset', this, undefined);
    const passage = this.#world.judge(packet);
    if (passage.kind === 'arrives') this.#scheduleArrival(packet, passage.afterUs);
    else this.#world.dropChild();
  }

  /** The path, the peer or the retransmission limit broke the connection. */
  broken(): void {
    if (this.#state === 'closed') return;
    const wasEnding = this.#state === 'ending';
    this.#shut();
    if (!wasEnding) this.#report('reset');
  }

  ended(): void {
    if (this.#state !== 'open') return;
    this.#shut();
    this.#report('ended');
  }

  receive(bytes: Uint8Array): void {
    if (this.#state !== 'open') return;
    if (this.#handler === undefined || this.#early.length > 0) this.#early.push(bytes);
    else this.#handler.data(bytes);
  }

  /** Bytes of this side arrived. */
  acknowledged(size: number): void {
    this.#bufferedBytes -= size;
    if (!this.#isOverMark || this.#bufferedBytes * 2 > this.#world.options.sendBufferBytes) return;
    this.#isOverMark = false;
    this.#world.later('network drained', this.owner, () => this.#drained(), DRAIN_DELAY_US);
  }

  transmit(packet: StreamPacket): void {
    if (this.#stalled.length > 0) {
      this.#stalled.push(packet);
      return;
    }
    if (this.#attempt(packet)) return;
    if (this.#state === 'closed') return;
    this.#stalled.push(packet);
    this.#stalledSinceUs = this.#world.nowUs;
    this.#backoffUs = this.#world.options.retransmissionUs;
    this.#awaitRetransmission();
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

  #scheduleArrival(packet: StreamPacket, afterUs: number): void {
    const dueUs = Math.max(this.#world.nowUs + afterUs, this.#lastArrivalUs + 1);
    this.#lastArrivalUs = dueUs;
    this.#world.scheduleArrival(dueUs, packet);
  }

  #awaitRetransmission(): void {
    this.#retransmission = this.#world.later(
      'network retransmission',
      WORLD,
      () => this.#retransmit(),
      this.#backoffUs,
    );
  }

  #retransmit(): void {
    this.#retransmission = undefined;
    while (this.#stalled.length > 0) {
      if (!this.#attempt(this.#stalled[0] as StreamPacket)) break;
      this.#stalled.shift();
      this.#stalledSinceUs = this.#world.nowUs;
    }
    if (this.#stalled.length === 0 || this.#state === 'closed') return;
    const { resetAfterUs, retransmissionMaximumUs } = this.#world.options;
    if (this.#world.nowUs - this.#stalledSinceUs >= resetAfterUs) {
      this.#giveUp();
      return;
    }
    this.#backoffUs = Math.min(this.#backoffUs * 2, retransmissionMaximumUs);
    this.#awaitRetransmission();
  }

  #giveUp(): void {
    const wasEnding = this.#state === 'ending';
    this.#shut();
    if (!wasEnding) this.#world.later('network closed', this.owner, () => this.#report('reset'));
  }

  #shut(): void {
    this.#state = 'closed';
    this.#stalled = [];
    if (this.#retransmission !== undefined) this.#world.cancel(this.#retransmission);
    this.#retransmission = undefined;
    this.#world.forget(this);
  }

  #report(reason: CloseReason): void {
    const handler = this.#handler;
    if (handler === undefined) this.#earlyClose = reason;
    else handler.closed(reason);
  }

  #drained(): void {
    if (this.#state === 'open') this.#handler?.drained?.();
  }

  #deliverEarly(): void {
    const handler = present(this.#handler, 'handler of a connection');
    const fragments = this.#early;
    this.#early = [];
    for (const fragment of fragments) handler.data(fragment);
    if (this.#earlyClose !== undefined) handler.closed(this.#earlyClose);
  }
}
