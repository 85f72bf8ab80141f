// The sending side of one end of a connection: what is on its way, what is lost and sent again, what nobody has confirmed, and when to
// give up. It delivers nothing and calls no process.

import type { EventHandle } from '../event-queue.ts';
import type { StreamEndpoint } from './stream-endpoint.ts';
import type { StreamPacket } from './stream-packet.ts';
import type { StreamWorld } from './stream-world.ts';

export class StreamSender {
  readonly #world: StreamWorld;
  readonly #endpoint: StreamEndpoint;
  #lastArrivalUs = 0;
  #bufferedBytes = 0;
  #isOverMark = false;
  #isStopped = false;
  /** Lost or held, or behind such a one. */
  #stalled: StreamPacket[] = [];
  #isClogged = false;
  #stalledSinceUs = 0;
  #backoffUs = 0;
  #retransmission: EventHandle | undefined;
  #unansweredSinceUs: number | undefined;
  /** The first that arrived while nothing could say so; the next confirmation is for all of them. */
  #unconfirmed: StreamPacket | undefined;
  #unconfirmedBytes = 0;
  #unconfirmedSinceUs = 0;
  #probeUs = 0;
  #isLastProbe = false;
  #probe: EventHandle | undefined;

  constructor(world: StreamWorld, endpoint: StreamEndpoint) {
    this.#world = world;
    this.#endpoint = endpoint;
  }

  /** Packets that wait to be sent again. */
  get stalledPackets(): number {
    return this.#stalled.length;
  }

  /** They wait until a rule lets them go. */
  get isClogged(): boolean {
    return this.#isClogged;
  }

  get isOverMark(): boolean {
    return this.#isOverMark;
  }

  get isUnconfirmed(): boolean {
    return this.#unconfirmed !== undefined;
  }

  /** Sends bytes. False: too many are on their way. */
  write(packet: StreamPacket): boolean {
    this.#bufferedBytes += packet.size;
    this.transmit(packet);
    this.#isOverMark = this.#bufferedBytes > this.#world.options.sendBufferBytes;
    return !this.#isOverMark;
  }

  transmit(packet: StreamPacket): void {
    if (this.#stalled.length > 0) {
      this.#stalled.push(packet);
      return;
    }
    const left = this.#attempt(packet);
    if (left === undefined) return;
    this.#stalled.push(left);
    if (!this.#isClogged) this.#stall();
  }

  /** Sends once; calls when the packet is lost. */
  transmitOnce(packet: StreamPacket, lost: () => void): void {
    const passage = this.#world.judge(packet);
    if (passage.kind === 'arrives') {
      this.#scheduleArrival(packet, passage.afterUs);
    } else if (passage.kind === 'held') {
      this.#world.hold(passage.rule, this.#endpoint.stack, () => this.transmitOnce(packet, lost));
    } else {
      this.#world.dropChild();
      lost();
    }
  }

  /** The packet arrived, and this side hears of it. True: a writer that was told to wait may go on. */
  confirmed(packet: StreamPacket): boolean {
    const { sendBufferBytes } = this.#world.options;
    if (!packet.isDelivered) this.#bufferedBytes -= packet.size;
    this.#bufferedBytes -= this.#unconfirmedBytes;
    this.#forgetUnconfirmed();
    if (!this.#isOverMark || this.#bufferedBytes * 2 > sendBufferBytes) return false;
    this.#isOverMark = false;
    return true;
  }

  /** The packet arrived, but what says so is lost: one packet asks again and again. */
  unheard(packet: StreamPacket): void {
    if (this.#isStopped) return;
    if (!packet.isDelivered) this.#unconfirmedBytes += packet.size;
    if (this.#unconfirmed !== undefined) return;
    this.#unconfirmed = packet;
    this.#unconfirmedSinceUs = this.#world.nowUs;
    this.#probeUs = this.#world.options.retransmissionUs;
    this.#isLastProbe = false;
    this.#awaitProbe(this.#probeUs);
  }

  /** The packet came to where nobody reads it, and the answer is lost. */
  unanswered(packet: StreamPacket): void {
    if (this.#isStopped) return;
    const isFirst = this.#unansweredSinceUs === undefined;
    this.#unansweredSinceUs ??= this.#world.nowUs;
    if (this.#leftUs(this.#unansweredSinceUs) === 0) {
      this.#world.later('network closed', this.#endpoint.stack, () => this.#endpoint.broken());
      return;
    }
    this.#stalled.push(packet);
    if (this.#stalled.length > 1) return;
    this.#stalledSinceUs = this.#unansweredSinceUs;
    this.#backoffUs = isFirst ? this.#world.options.retransmissionUs : this.#nextBackoff(this.#backoffUs);
    this.#awaitRetransmission();
  }

  stop(): void {
    this.#isStopped = true;
    this.#isClogged = false;
    this.#stalled = [];
    if (this.#retransmission !== undefined) this.#world.cancel(this.#retransmission);
    this.#retransmission = undefined;
    this.#forgetUnconfirmed();
  }

  /** Returns what of the packet is left: lost (perhaps with the connection), or held. */
  #attempt(packet: StreamPacket): StreamPacket | undefined {
    let left = packet;
    let passage = this.#world.judge(left);
    while (passage.kind === 'arrives' && passage.cutBytes > 0) {
      const [head, rest] = left.cutAfter(passage.cutBytes);
      this.#scheduleArrival(head, passage.afterUs);
      left = rest;
      passage = this.#world.judge(left);
    }
    if (passage.kind === 'arrives') {
      this.#scheduleArrival(left, passage.afterUs);
      return undefined;
    }
    if (passage.kind === 'held') {
      this.#isClogged = true;
      this.#world.hold(passage.rule, this.#endpoint.stack, () => this.#released());
      return left;
    }
    this.#world.dropChild();
    if (passage.kind === 'reset') this.#world.breakBoth(this.#endpoint);
    return left;
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
    const { stack } = this.#endpoint;
    const delayUs = Math.min(this.#backoffUs, this.#leftUs(this.#stalledSinceUs));
    this.#retransmission = this.#world.later('network retransmission', stack, again, delayUs);
  }

  /** The rule is gone that held the first of what waits. Nobody gives up what was held. */
  #released(): void {
    this.#isClogged = false;
    this.#stalledSinceUs = this.#world.nowUs;
    this.#backoffUs = this.#world.options.retransmissionUs;
    this.#retransmit();
  }

  #retransmit(): void {
    if (this.#hasNoPower()) return;
    const hasProgress = this.#sendStalled();
    if (this.#stalled.length === 0 || this.#isClogged) return;
    if (hasProgress) {
      this.#stall();
      return;
    }
    if (this.#leftUs(this.#stalledSinceUs) === 0) {
      this.#endpoint.broken();
      return;
    }
    this.#backoffUs = this.#nextBackoff(this.#backoffUs);
    this.#awaitRetransmission();
  }

  /** True: something of it is on its way. */
  #sendStalled(): boolean {
    const stalled = this.#stalled;
    for (let sent = 0; sent < stalled.length; sent += 1) {
      const packet = stalled[sent] as StreamPacket;
      const left = this.#attempt(packet);
      if (left === undefined) continue;
      stalled[sent] = left;
      stalled.splice(0, sent);
      return sent > 0 || left !== packet;
    }
    this.#stalled = [];
    return true;
  }

  #awaitProbe(delayUs: number): void {
    const again = () => this.#sendProbe();
    this.#probe = this.#world.later('network probe', this.#endpoint.stack, again, delayUs);
  }

  #sendProbe(): void {
    if (this.#unconfirmed === undefined || this.#hasNoPower()) return;
    if (this.#isLastProbe) {
      this.#endpoint.broken();
      return;
    }
    this.#ask(this.#unconfirmed);
    this.#probeUs = this.#nextBackoff(this.#probeUs);
    const leftUs = this.#leftUs(this.#unconfirmedSinceUs);
    // The last one may take as long as the first one to be confirmed.
    this.#isLastProbe = leftUs === 0;
    this.#awaitProbe(
      this.#isLastProbe ? this.#world.options.retransmissionUs : Math.min(this.#probeUs, leftUs),
    );
  }

  /** Sends again what has arrived already, so that its confirmation comes. */
  #ask(packet: StreamPacket): void {
    const passage = this.#world.judge(packet);
    if (passage.kind === 'arrives') {
      this.#scheduleArrival(packet, passage.afterUs);
      return;
    }
    this.#world.dropChild();
    if (passage.kind === 'reset') this.#world.breakBoth(this.#endpoint);
  }

  #hasNoPower(): boolean {
    if (!this.#endpoint.stack.isPowered) this.#endpoint.vanish();
    return this.#isStopped;
  }

  /** Microseconds until a stream that has not delivered since this moment is given up. */
  #leftUs(sinceUs: number): number {
    return Math.max(0, sinceUs + this.#world.options.resetAfterUs - this.#world.nowUs);
  }

  #nextBackoff(backoffUs: number): number {
    return Math.min(backoffUs * 2, this.#world.options.retransmissionMaximumUs);
  }

  #forgetUnconfirmed(): void {
    if (this.#probe !== undefined) this.#world.cancel(this.#probe);
    this.#probe = undefined;
    this.#unconfirmed = undefined;
    this.#unconfirmedBytes = 0;
  }
}
