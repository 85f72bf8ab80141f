// All that connects the machines of one world: fabric, streams, datagrams, addresses.

import { present } from '../../base/assert.ts';
import type { Kernel } from '../kernel.ts';
import { DatagramSockets } from './datagrams.ts';
import { Fabric } from './fabric.ts';
import type { NetworkOptions } from './network-options.ts';
import { Streams } from './streams.ts';

const FIRST_EPHEMERAL_PORT = 32_768;
const EPHEMERAL_PORTS = 28_000;

export class Wires {
  readonly fabric: Fabric;
  readonly streams: Streams;
  readonly datagrams: DatagramSockets;
  readonly #machineByHost = new Map<string, number>();
  readonly #portsTaken: number[] = [];

  constructor(kernel: Kernel, options: NetworkOptions) {
    this.fabric = new Fabric(kernel.draws, options);
    this.streams = new Streams(kernel, this.fabric, options);
    this.datagrams = new DatagramSockets(kernel, this.fabric);
  }

  attach(machine: number, host: string): void {
    this.#machineByHost.set(host, machine);
    this.#portsTaken[machine] = 0;
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
