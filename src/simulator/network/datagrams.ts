// Datagram sockets of all machines: sent, and perhaps received. No order, no retransmission, no connection.

import { type DatagramSocket, NetworkError } from '../../environment/network.ts';
import type { EventKind } from '../event-kind.ts';
import type { Kernel, Owner } from '../kernel.ts';
import type { Fabric } from './fabric.ts';
import type { Packet } from './packet.ts';

type Receiver = (bytes: Uint8Array, remoteAddress: string) => void;

class DatagramPacket implements Packet {
  readonly kind = 'datagram';
  readonly towardsServer = undefined;
  readonly source: number;
  readonly destination: number;
  readonly target: BoundSocket;
  readonly sourceAddress: string;
  readonly bytes: Uint8Array;

  constructor(from: BoundSocket, target: BoundSocket, bytes: Uint8Array) {
    this.source = from.machine;
    this.destination = target.machine;
    this.target = target;
    this.sourceAddress = from.address;
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
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
    const kernel = this.#kernel;
    const packet = new DatagramPacket(from, target, bytes);
    kernel.deriveChild();
    const passage = this.#fabric.judge(packet, { high: kernel.childHigh, low: kernel.childLow });
    if (passage.kind !== 'arrives') {
      kernel.dropChild();
      return;
    }
    kernel.schedule(kernel.nowUs + passage.afterUs, this.#arrival, target.owner, packet);
  }

  #arrive(packet: DatagramPacket): void {
    const { target } = packet;
    if (target.isOpen) target.receive(packet.bytes, packet.sourceAddress);
  }
}
