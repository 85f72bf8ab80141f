// Connections of all machines: listening, connecting, arrival of packets, and what the end of a process does to them.

import { type Connection, type Listener, NetworkError } from '../../environment/network.ts';
import type { EventKind } from '../event-kind.ts';
import type { EventHandle } from '../event-queue.ts';
import type { Kernel, Owner } from '../kernel.ts';
import { ConnectAttempt, type ConnectTerms } from './connect-attempt.ts';
import type { Fabric, Passage } from './fabric.ts';
import { holdPacket } from './held-packet.ts';
import type { HostStack } from './host-stack.ts';
import type { NetworkOptions } from './network-options.ts';
import type { Packet } from './packet.ts';
import type { PacketRule } from './rule.ts';
import { type EndpointPlace, StreamEndpoint } from './stream-endpoint.ts';
import type { StreamPacket } from './stream-packet.ts';
import type { StreamWorld } from './stream-world.ts';

type Accept = (connection: Connection) => void;

interface Listening {
  readonly owner: Owner;
  readonly machine: number;
  readonly stack: HostStack;
  readonly accept: Accept;
}

const RESET_NOTICE_US = 150;

export class Streams implements StreamWorld {
  readonly options: NetworkOptions;
  readonly #kernel: Kernel;
  readonly #fabric: Fabric;
  readonly #listening = new Map<string, Listening>();
  readonly #endpoints = new Map<Owner, Set<StreamEndpoint>>();
  readonly #kinds = new Map<string, EventKind>();

  constructor(kernel: Kernel, fabric: Fabric, options: NetworkOptions) {
    this.#kernel = kernel;
    this.#fabric = fabric;
    this.options = options;
  }

  get nowUs(): number {
    return this.#kernel.nowUs;
  }

  /** @throws NetworkError `address-in-use` */
  listen(address: string, listening: Listening): Listener {
    if (this.#listening.get(address)?.owner.isAlive) {
      throw new NetworkError('address-in-use', `address ${address} is in use`);
    }
    this.#listening.set(address, listening);
    const close = () => {
      if (this.#listening.get(address) === listening) this.#listening.delete(address);
    };
    return { address, close };
  }

  connect(
    place: EndpointPlace,
    destination: Pick<ConnectTerms, 'destination' | 'stack' | 'timeoutUs'>,
  ): Promise<Connection> {
    const endpoint = new StreamEndpoint(this, place, 'opening');
    this.#remember(endpoint);
    return new Promise((resolve, reject) => {
      new ConnectAttempt(this, endpoint, { resolve, reject, ...destination }).start();
    });
  }

  /** The listener at an address whose process lives. */
  listenerAt(address: string): Listening | undefined {
    const listening = this.#listening.get(address);
    return listening?.owner.isAlive ? listening : undefined;
  }

  /** Creates the accepting end, hands it to its process and answers the other side. */
  accept(client: StreamEndpoint, listening: Listening): void {
    const server = new StreamEndpoint(
      this,
      {
        machine: listening.machine,
        stack: listening.stack,
        owner: listening.owner,
        localAddress: client.remoteAddress,
        remoteAddress: client.localAddress,
      },
      'open',
    );
    server.pairWith(client);
    client.pairWith(server);
    this.#remember(server);
    // The machine's system answers for a paused process; else the answer goes with the first event that the process hears of it.
    const isHeld = this.isHeld(listening.owner);
    if (isHeld) server.transmitAccepted();
    this.later('network accept', listening.owner, () => {
      if (this.#listening.get(server.localAddress) !== listening) {
        server.abandon();
        return;
      }
      if (!isHeld) server.transmitAccepted();
      const delayUs = this.#acceptDelayUs(server, client);
      if (delayUs === 0) listening.accept(server);
      else
        this.later(
          'network late accept',
          listening.owner,
          () => this.#acceptLate(server, listening),
          delayUs,
        );
    });
  }

  judge(packet: Packet): Passage {
    const kernel = this.#kernel;
    kernel.deriveChild();
    return this.#fabric.judge(packet, { high: kernel.childHigh, low: kernel.childLow });
  }

  dropChild(): void {
    this.#kernel.dropChild();
  }

  hold(rule: PacketRule, owner: Owner, again: () => void): void {
    holdPacket(this.#kernel, this.#fabric, { rule, owner, again });
  }

  /** Sends what nobody here sends again when it is lost. */
  carry(packet: Packet, label: string, owner: Owner, arrive: () => void): void {
    const passage = this.judge(packet);
    if (passage.kind === 'arrives') this.later(label, owner, arrive, passage.afterUs);
    else if (passage.kind === 'held')
      this.hold(passage.rule, owner, () => this.carry(packet, label, owner, arrive));
    else this.dropChild();
  }

  scheduleArrival(dueUs: number, packet: StreamPacket): void {
    this.#kernel.schedule(dueUs, this.#arrivalKind(packet.kind), packet.to.stack, packet);
  }

  later(label: string, owner: Owner, action: () => void, delayUs = 0): EventHandle {
    return this.#kernel.schedule(
      this.#kernel.nowUs + delayUs,
      this.#kernel.kinds.callback(label),
      owner,
      action,
    );
  }

  enter(owner: Owner): void {
    this.#kernel.enter(owner);
  }

  isHeld(owner: Owner): boolean {
    return this.#kernel.held.has(owner);
  }

  cancel(handle: EventHandle): void {
    this.#kernel.cancel(handle);
  }

  breakBoth(endpoint: StreamEndpoint): void {
    for (const end of [endpoint, endpoint.peer]) {
      this.later('network reset', end.stack, () => end.broken(), RESET_NOTICE_US);
    }
  }

  forget(endpoint: StreamEndpoint): void {
    this.#endpoints.get(endpoint.owner)?.delete(endpoint);
  }

  /** The process has ended: its machine resets what it had open, unless that has lost its power and says nothing. */
  release(owner: Owner): void {
    const endpoints = this.#endpoints.get(owner) ?? [];
    this.#endpoints.delete(owner);
    for (const endpoint of endpoints) {
      if (!endpoint.stack.isPowered) endpoint.vanish();
      else if (endpoint.state !== 'ending') endpoint.abandon();
    }
    for (const [address, listening] of this.#listening) {
      if (listening.owner === owner) this.#listening.delete(address);
    }
  }

  /** Connections that a process has, in the order of their making. */
  connectionsOf(owner: Owner): Iterable<StreamEndpoint> {
    return this.#endpoints.get(owner) ?? [];
  }

  #acceptDelayUs(server: StreamEndpoint, client: StreamEndpoint): number {
    if (!this.#fabric.hasRules) return 0;
    const accepting = { client: client.machine, server: server.machine };
    return this.#fabric.acceptDelayUs(accepting, this.#kernel.eventIdentity());
  }

  /** A listener that closes takes with it what it has not accepted. */
  #acceptLate(server: StreamEndpoint, listening: Listening): void {
    if (this.#listening.get(server.localAddress) === listening) listening.accept(server);
    else server.abandon();
  }

  #remember(endpoint: StreamEndpoint): void {
    const known = this.#endpoints.get(endpoint.owner);
    if (known === undefined) this.#endpoints.set(endpoint.owner, new Set([endpoint]));
    else known.add(endpoint);
  }

  #arrivalKind(packetKind: StreamPacket['kind']): EventKind {
    const known = this.#kinds.get(packetKind);
    if (known !== undefined) return known;
    const kind = this.#kernel.kinds.define(
      `network ${packetKind}`,
      (packet) => this.#arrive(packet as StreamPacket),
      (packet) => (packet as StreamPacket).size,
    );
    this.#kinds.set(packetKind, kind);
    return kind;
  }

  #arrive(packet: StreamPacket): void {
    const { kind, from, to, bytes } = packet;
    // A packet of a server's end that the client has given up for a newer one.
    if (!to.isPairedWith(from)) return;
    if (kind === 'reset') {
      to.broken();
      return;
    }
    if (to.isGone) {
      from.rejected(packet);
      return;
    }
    if (kind === 'accepted') to.opened();
    else if (kind === 'end') this.#arriveEnd(from, to);
    else if (bytes !== undefined) this.#arriveData(packet, bytes);
  }

  #arriveEnd(from: StreamEndpoint, to: StreamEndpoint): void {
    from.finished();
    to.ended();
  }

  #arriveData(packet: StreamPacket, bytes: Uint8Array): void {
    const { from, to } = packet;
    // A cut way back leaves the sender in doubt. Chance does not: the next confirmation makes up for a lost one.
    const fabric = this.#fabric;
    const isUnheard = fabric.hasRules && fabric.losesAcknowledgement(packet, this.#kernel.eventIdentity());
    if (isUnheard) from.sender.unheard(packet);
    else from.confirmed(packet);
    if (packet.isDelivered) return;
    packet.isDelivered = true;
    to.receive(bytes);
  }
}
