// Datagram sockets of all machines: sent, and perhaps received. No order, no retransmission, no connection.

import { type DatagramSocket, NetworkError } from '../../environment/network.ts';
import { purpose } from '../draws.ts';
import type { EventKind } from '../event-kind.ts';
import { type Kernel, type Owner, WORLD } from '../kernel.ts';
import type { Fabric } from './fabric.ts';
import { holdPacket } from './held-packet.ts';
import type { Packet } from './packet.ts';
import type { Garbling, PacketRule } from './rule.ts';

const CORRUPT_PLACE = purpose('network.corrupt-place');
const CORRUPT_VALUE = purpose('network.corrupt-value');

type Receiver = (bytes: Uint8Array, remoteAddress: string) => void;

class DatagramPacket implements Packet {
  readonly kind = 'datagram';
  readonly towardsServer = undefined;
  readonly source: number;
  readonly destination: number;
  readonly from: BoundSocket;
  readonly target: BoundSocket;
  readonly bytes: Uint8Array;

  constructor(from: BoundSocket, target: BoundSocket, bytes: Uint8Array) {
    this.source = from.machine;
    this.destination = target.machine;
    this.from = from;
    this.target = target;
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  withBytes(bytes: Uint8Array): DatagramPacket {
    return new DatagramPacket(this.from, this.target, bytes);
  }
}

class BoundSocket implements DatagramSocket {
  readonly address: string;
  readonly machine: number;
  readonly owner: Owner;
  readonly receive: Receiver;
  readonly #sockets: DatagramSockets;
  isOpen = true;

  constructor(sockets: DatagramSockets, place: DatagramPlace, receive: Receiver) {
    this.#sockets = sockets;
    this.address = place.address;
    this.machine = place.machine;
    this.owner = place.owner;
    this.receive = receive;
  }

  send(remoteAddress: string, bytes: Uint8Array): void {
    if (this.isOpen && this.owner.isAlive) this.#sockets.send(this, remoteAddress, bytes);
  }

  close(): void {
    this.isOpen = false;
    this.#sockets.unbind(this);
  }
}

export interface DatagramPlace {
  readonly address: string;
  readonly machine: number;
  readonly owner: Owner;
}

export class DatagramSockets {
  readonly #kernel: Kernel;
  readonly #fabric: Fabric;
  readonly #bound = new Map<string, BoundSocket>();
  readonly #arrival: EventKind;

  constructor(kernel: Kernel, fabric: Fabric) {
    this.#kernel = kernel;
    this.#fabric = fabric;
    this.#arrival = kernel.kinds.define(
      'network datagram',
      (packet) => this.#arrive(packet as DatagramPacket),
      (packet) => (packet as DatagramPacket).bytes.length,
    );
  }

  /** @throws NetworkError `address-in-use` */
  bind(place: DatagramPlace, receive: Receiver): DatagramSocket {
    const holder = this.#bound.get(place.address);
    if (holder?.owner.isAlive)
      throw new NetworkError('address-in-use', `datagram address ${place.address} is in use`);
    const socket = new BoundSocket(this, place, receive);
    this.#bound.set(place.address, socket);
    return socket;
  }

  unbind(socket: BoundSocket): void {
    if (this.#bound.get(socket.address) === socket) this.#bound.delete(socket.address);
  }

  /** The process has ended. */
  release(owner: Owner): void {
    for (const [address, socket] of this.#bound) if (socket.owner === owner) this.#bound.delete(address);
  }

  send(from: BoundSocket, remoteAddress: string, bytes: Uint8Array): void {
    const target = this.#bound.get(remoteAddress);
    if (target === undefined) return;
    this.#carry(new DatagramPacket(from, target, bytes), false);
  }

  #carry(packet: DatagramPacket, isCopy: boolean): void {
    const kernel = this.#kernel;
    kernel.deriveChild();
    const passage = this.#fabric.judge(packet, { high: kernel.childHigh, low: kernel.childLow });
    if (passage.kind === 'arrives') {
      const dueUs = kernel.nowUs + passage.afterUs;
      if (passage.garbling === undefined) kernel.schedule(dueUs, this.#arrival, packet.target.owner, packet);
      else this.#scheduleGarbled(dueUs, packet, { ...passage.garbling, isCopy });
    } else if (passage.kind === 'held') {
      this.#hold(passage.rule, packet, isCopy);
    } else {
      kernel.dropChild();
    }
  }

  /** Apart, so that sending allocates nothing for what it may have to remember. */
  #hold(rule: PacketRule, packet: DatagramPacket, isCopy: boolean): void {
    const again = () => this.#carry(packet, isCopy);
    holdPacket(this.#kernel, this.#fabric, { rule, owner: WORLD, again });
  }

  #scheduleGarbled(
    dueUs: number,
    packet: DatagramPacket,
    { isTwice, isCorrupt, isCopy }: Garbling & { readonly isCopy: boolean },
  ): void {
    const kernel = this.#kernel;
    const carried = isCorrupt ? this.#corrupted(packet, kernel.childHigh, kernel.childLow) : packet;
    kernel.schedule(dueUs, this.#arrival, packet.target.owner, carried);
    if (isTwice && !isCopy) this.#carry(packet.withBytes(packet.bytes.slice()), true);
  }

  /** The sender keeps its bytes as they were. */
  #corrupted(packet: DatagramPacket, high: number, low: number): DatagramPacket {
    if (packet.size === 0) return packet;
    const { draws } = this.#kernel;
    const bytes = packet.bytes.slice();
    const place = draws.below(bytes.length, CORRUPT_PLACE, high, low);
    bytes[place] = (bytes[place] as number) ^ (1 + draws.below(255, CORRUPT_VALUE, high, low));
    return packet.withBytes(bytes);
  }

  #arrive(packet: DatagramPacket): void {
    const { target } = packet;
    if (target.isOpen) target.receive(packet.bytes, packet.from.address);
  }
}
