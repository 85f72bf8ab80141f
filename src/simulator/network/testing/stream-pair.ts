// A client and a server with one connection between them, and all that each end of it was told.

import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../../../tests/simulated-world.ts';
import type { CloseReason, Connection } from '../../../environment/network.ts';
import type { Machine } from '../../machine.ts';
import type { Simulation } from '../../simulation.ts';
import { DEFAULT_NETWORK, type NetworkOptions } from '../network-options.ts';

export const CLIENT = 0;
export const SERVER = 1;
export const MINUTE_MS = 60_000;
/** So many repeats that no drawn loss takes them all: what is tested here begins with a connection. */
const CONNECT_LIMIT_MS = 24 * 60 * MINUTE_MS;

/** What one end of a connection was told. */
export class End {
  received: number[] = [];
  /** Bytes that were written while the connection was open. */
  written: number[] = [];
  connections = 0;
  readonly fragments: { readonly atMs: number; readonly size: number }[] = [];
  readonly events: string[] = [];
  connection: Connection | undefined;
  closedAtMs: number | undefined;
  readonly #world: Simulation;

  constructor(world: Simulation) {
    this.#world = world;
  }

  /** A second connection, for a first one that the other side never learned of, begins anew. */
  attach(connection: Connection): void {
    this.connection = connection;
    this.connections += 1;
    this.received = [];
    this.written = [];
    this.closedAtMs = undefined;
    connection.handle({
      data: (bytes) => {
        if (this.closedAtMs !== undefined) this.events.push('data after the end');
        this.received.push(...bytes);
        this.fragments.push({ atMs: this.#world.nowMs, size: bytes.length });
      },
      drained: () => void this.events.push('drained'),
      closed: (reason: CloseReason) => {
        this.events.push(reason);
        this.closedAtMs = this.#world.nowMs;
      },
    });
  }

  write(...bytes: number[]): boolean | undefined {
    if (this.connection?.isOpen === true) this.written.push(...bytes);
    return this.connection?.write(Uint8Array.from(bytes));
  }
}

/** A client and a server that are connected by the time 100 ms. */
export class Pair {
  readonly world: Simulation;
  readonly client: End;
  readonly server: End;
  readonly clientMachine: Machine;
  readonly serverMachine: Machine;
  #actions = 0;

  constructor(network: Partial<NetworkOptions> = {}, options: WorldOptions = {}) {
    this.world = simulatedWorld({ ...options, network: { ...DEFAULT_NETWORK, ...network } });
    this.client = new End(this.world);
    this.server = new End(this.world);
    this.clientMachine = startMachine(this.world, 'client', async (environment) => {
      if (environment.incarnation > 0) return;
      await environment.timers.sleep(1, 'until the server listens');
      this.client.attach(
        await environment.network.connect(`${this.serverMachine.host}:80`, CONNECT_LIMIT_MS),
      );
    });
    this.serverMachine = startMachine(this.world, 'server', async (environment) => {
      await environment.network.listen(80, (connection) => this.server.attach(connection));
    });
  }

  /** Does something at a virtual time. */
  at(atMs: number, action: () => void): this {
    this.world.at(atMs, { purpose: 'test', ordinal: this.#actions }, action);
    this.#actions += 1;
    return this;
  }

  async run(untilMs = 10 * MINUTE_MS): Promise<this> {
    await runTo(this.world, untilMs);
    return this;
  }
}

/** Bytes that tell where in the stream they belong. */
export function pattern(size: number, start: number): number[] {
  return Array.from({ length: size }, (_, index) => (start + index) % 251);
}
