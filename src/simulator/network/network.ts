// The network of one process: the environment's interface over the streams and datagrams of the whole world.

import type { Connection, DatagramSocket, Listener, Network } from '../../environment/network.ts';
import { NetworkError } from '../../environment/network.ts';
import { type Incarnation, never } from '../incarnation.ts';
import type { MachinePlace } from '../machine-place.ts';
import type { Wires } from './wires.ts';

const MICROSECONDS = 1000;

export class SimulatedNetwork implements Network {
  readonly host: string;
  readonly #wires: Wires;
  readonly #machine: number;
  readonly #incarnation: Incarnation;

  constructor(wires: Wires, place: MachinePlace, incarnation: Incarnation) {
    this.#wires = wires;
    this.#machine = place.index;
    this.host = place.host;
    this.#incarnation = incarnation;
  }

  listen(port: number, accept: (connection: Connection) => void): Promise<Listener> {
    if (!this.#incarnation.isAlive) return never();
    const stack = this.#wires.stackOf(this.#machine);
    const listening = { owner: this.#incarnation, machine: this.#machine, stack, accept };
    return this.#settle(() => this.#wires.streams.listen(this.#address(port), listening));
  }

  connect(remoteAddress: string, timeoutMs: number): Promise<Connection> {
    if (!this.#incarnation.isAlive) return never();
    const destination = this.#wires.machineAt(remoteAddress);
    if (destination === undefined) {
      return this.#settle(() => {
        throw new NetworkError('unreachable', `no machine has the address ${remoteAddress}`);
      });
    }
    const localAddress = this.#address(this.#wires.takePort(this.#machine));
    const stack = this.#wires.stackOf(this.#machine);
    const place = { machine: this.#machine, stack, owner: this.#incarnation, localAddress, remoteAddress };
    const timeoutUs = Math.ceil(timeoutMs * MICROSECONDS);
    return this.#wires.streams.connect(place, {
      destination,
      stack: this.#wires.stackOf(destination),
      timeoutUs,
    });
  }

  bindDatagrams(
    port: number,
    receive: (bytes: Uint8Array, remoteAddress: string) => void,
  ): Promise<DatagramSocket> {
    if (!this.#incarnation.isAlive) return never();
    const place = { address: this.#address(port), machine: this.#machine, owner: this.#incarnation };
    return this.#settle(() => this.#wires.datagrams.bind(place, receive));
  }

  #address(port: number): string {
    return `${this.host}:${port === 0 ? this.#wires.takePort(this.#machine) : port}`;
  }

  /** Settles in an event of its own, as a system call would. */
  #settle<T>(call: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#wires.streams.later('network call', this.#incarnation, () => {
        try {
          resolve(call());
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }
}
