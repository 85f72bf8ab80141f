// One end of a simulated connection: its state and its handler. Loss is delay, or a reset past the limit; bytes arrive in order or not
// at all.

import { assert, present } from '../../base/assert.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../environment/network.ts';
import type { Owner } from '../kernel.ts';
import type { HostStack } from './host-stack.ts';
import { StreamPacket } from './stream-packet.ts';
import { StreamSender } from './stream-sender.ts';
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
  readonly sender: StreamSender;
  readonly #world: StreamWorld;
  #peer: StreamEndpoint | undefined;
  #state: EndpointState;
  #handler: ConnectionHandler | undefined;
  #opening: Opening | undefined;
  #early: Uint8Array[] = [];
  #earlyClose: CloseReason | undefined;

  constructor(world: StreamWorld, place: EndpointPlace, state: 'opening' | 'open') {
    this.#world = world;
    this.sender = new StreamSender(world, this);
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
    const { opened } = present(this.#opening, 'who waits for the opening');
    this.#tell('network opened', opened);
  }

  transmitAccepted(): void {
    this.sender.transmit(new StreamPacket('accepted', this, undefined));
  }

  handle(handler: ConnectionHandler): void {
    assert(this.#handler === undefined, `connection to ${this.remoteAddress} has a handler`);
    this.#handler = handler;
    if (this.#early.length === 0 && this.#earlyClose === undefined) return;
    this.#world.later('network early data', this.owner, () => this.#deliverEarly());
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== 'open' || !this.owner.isAlive) return false;
    if (bytes.length === 0) return !this.sender.isOverMark;
    return this.sender.write(new StreamPacket('data', this, bytes));
  }

  close(): void {
    if (this.#state !== 'open' || !this.owner.isAlive) return;
    this.sender.transmit(new StreamPacket('end', this, undefined));
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
    if (this.#peer !== undefined) this.#sendReset(() => {});
  }

  /** Ends without telling anybody: the machine has lost its power. */
  vanish(): void {
    this.#state = 'closed';
    this.sender.stop();
    this.#world.forget(this);
  }

  /** The path, the peer or the retransmission limit broke the connection. */
  broken(): void {
    const before = this.#state;
    if (before === 'closed') return;
    this.vanish();
    if (before === 'opening') this.#tell('network reset', () => this.#opening?.failed());
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
    if (this.#world.isHeld(this.owner)) {
      this.#early.push(bytes);
      this.#world.later('network data after pause', this.owner, () => this.#deliverEarly());
      return;
    }
    this.#world.enter(this.owner);
    handler.data(bytes);
  }

  /** A packet of this side arrived, and this side hears of it. */
  confirmed(packet: StreamPacket): void {
    if (!this.sender.confirmed(packet)) return;
    this.#world.later('network drained', this.owner, () => this.#drained(), DRAIN_DELAY_US);
  }

  /** A packet of this side came to where nobody reads it: the answer is a reset, or, if that is lost, silence. */
  rejected(packet: StreamPacket): void {
    const { to } = packet;
    const unanswered = () => this.sender.unanswered(packet);
    if (to.stack.isPowered) to.#sendReset(unanswered);
    else unanswered();
  }

  #sendReset(lost: () => void): void {
    this.sender.transmitOnce(new StreamPacket('reset', this, undefined), lost);
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
    this.#tell('network closed', () => {
      this.#world.enter(this.owner);
      handler.closed(reason);
    });
  }

  /** Tells the process now, or, when it is paused, in an event that waits. */
  #tell(label: string, action: () => void): void {
    if (this.#world.isHeld(this.owner)) this.#world.later(label, this.owner, action);
    else action();
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
