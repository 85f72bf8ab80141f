// All that connects the machines of one world: fabric, streams, datagrams, addresses.

import { present } from '../../base/assert.ts';
import type { Kernel, Owner } from '../kernel.ts';
import type { MachinePlace } from '../machine-place.ts';
import { DatagramSockets } from './datagrams.ts';
import { Fabric } from './fabric.ts';
import { HostStack } from './host-stack.ts';
import type { NetworkOptions } from './network-options.ts';
import { Streams } from './streams.ts';

const FIRST_EPHEMERAL_PORT = 32_768;
const EPHEMERAL_PORTS = 28_000;

export class Wires {
  readonly fabric: Fabric;
  readonly streams: Streams;
  readonly datagrams: DatagramSockets;
  readonly #machineByHost = new Map<string, number>();
  readonly #stacks: HostStack[] = [];
  readonly #portsTaken: number[] = [];

  constructor(kernel: Kernel, options: NetworkOptions) {
    this.fabric = new Fabric(kernel, options);
    this.streams = new Streams(kernel, this.fabric, options);
    this.datagrams = new DatagramSockets(kernel, this.fabric);
  }

  attach(place: MachinePlace): void {
    const { index, name, host } = place;
    this.#machineByHost.set(host, index);
    this.#stacks[index] = new HostStack(name);
    this.#portsTaken[index] = 0;
    this.fabric.nameMachine(index, name);
  }

  stackOf(machine: number): HostStack {
    return present(this.#stacks[machine], 'system of a machine');
  }

  /** The process has ended. */
  release(owner: Owner): void {
    this.streams.release(owner);
    this.datagrams.release(owner);
  }

  /** Index of the machine with the host of this `host:port`. */
  machineAt(address: string): number | undefined {
    return this.#machineByHost.get(address.slice(0, address.lastIndexOf(':')));
  }

  takePort(machine: number): number {
    const taken = present(this.#portsTaken[machine], 'ports of a machine');
    this.#portsTaken[machine] = taken + 1;
    return FIRST_EPHEMERAL_PORT + (taken % EPHEMERAL_PORTS);
  }
}
