// A simulated master with its slaves, for tests: each a store with the replication of its role and nothing else.

import { runTo, simulatedWorld } from '../../../../tests/simulated-world.ts';
import type { Observation } from '../../../environment/observation.ts';
import type { Program } from '../../../environment/program.ts';
import { rootIdentity } from '../../../simulator/identity.ts';
import type { Machine } from '../../../simulator/machine.ts';
import { partition } from '../../../simulator/network/rule.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { MessageStore } from '../../store/message-store.ts';
import { resolveStoreOptions, type StoreOptions } from '../../store/options.ts';
import type { PutResult } from '../../store/put-result.ts';
import { draft } from '../../store/testing/store-world.ts';
import { ReplicationClient } from '../replication-client.ts';
import { DEFAULT_REPLICATION_OPTIONS, type ReplicationOptions } from '../replication-options.ts';
import { DEFAULT_REPLICATION_PARTS, type ReplicationParts } from '../replication-parts.ts';
import { ReplicationServer } from '../replication-server.ts';

export const REPLICATION_PORT = 10912;

export interface ReplicaWorldOptions {
  readonly slaves?: number;
  readonly seed?: string;
  readonly store?: Partial<StoreOptions>;
  readonly replication?: Partial<ReplicationOptions>;
  readonly parts?: Partial<ReplicationParts>;
}

const STEP_MS = 5;
const PATIENCE_MS = 120_000;

export class ReplicaWorld {
  readonly simulation: Simulation;
  readonly master: Machine;
  readonly slaves: readonly Machine[];
  readonly observations: { readonly machine: string; readonly observation: Observation }[] = [];
  readonly #options: ReplicaWorldOptions;
  readonly #stores = new Map<string, MessageStore>();
  #ordinal = 0;

  constructor(options: ReplicaWorldOptions = {}) {
    this.#options = options;
    this.simulation = simulatedWorld({ seed: options.seed ?? 'replicas' });
    this.simulation.observe((machine, observation) => this.observations.push({ machine, observation }));
    this.master = this.simulation.addMachine('master', this.#master());
    this.slaves = Array.from({ length: options.slaves ?? 1 }, (_, index) =>
      this.simulation.addMachine(`slave-${index}`, this.#slave()),
    );
  }

  get machines(): readonly Machine[] {
    return [this.master, ...this.slaves];
  }

  slave(index: number): Machine {
    return this.slaves[index] as Machine;
  }

  store(machine: Machine): MessageStore {
    const store = this.#stores.get(machine.name);
    if (store === undefined) throw new Error(`${machine.name} has no store`);
    return store;
  }

  async start(machines: readonly Machine[] = this.machines): Promise<void> {
    for (const machine of machines) machine.start();
    await this.until(() => machines.every(({ state }) => state === 'running'));
  }

  async pass(ms: number): Promise<void> {
    await runTo(this.simulation, this.simulation.nowMs + ms);
  }

  async until(isDone: () => boolean): Promise<void> {
    const limitMs = this.simulation.nowMs + PATIENCE_MS;
    while (!isDone()) {
      if (this.simulation.nowMs >= limitMs) throw new Error(`not done after ${PATIENCE_MS} ms`);
      await this.pass(STEP_MS);
    }
  }

  /** Puts texts on the master, one after the other. */
  async put(texts: readonly string[]): Promise<readonly PutResult[]> {
    const results: PutResult[] = [];
    this.#ordinal += 1;
    this.master.perform(rootIdentity('test', this.#ordinal), 'test', async () => {
      for (const text of texts) results.push(await this.store(this.master).put(draft('T', 0, { text })));
    });
    await this.until(() => results.length === texts.length);
    return results;
  }

  /** Nothing passes between the two until the returned function is called. */
  separate(left: Machine, right: Machine): () => void {
    return this.simulation.fabric.addRule(partition(new Set([left.index]), new Set([right.index])));
  }

  /** What is written of a log, from where it begins. */
  logOf(machine: Machine): { readonly start: number; readonly bytes: Uint8Array } {
    const { replicated } = this.store(machine);
    const start = replicated.startPosition;
    const bytes = new Uint8Array(replicated.writtenPosition - start);
    for (let at = start; at < replicated.writtenPosition; ) {
      const read = replicated.read(at, replicated.writtenPosition - at);
      bytes.set(read, at - start);
      at = (at + read.length) as typeof at;
    }
    return { start, bytes };
  }

  observed<Kind extends string>(kind: Kind): readonly Observation[] {
    return this.observations.map(({ observation }) => observation).filter((each) => each.kind === kind);
  }

  get #replication(): ReplicationOptions {
    return { ...DEFAULT_REPLICATION_OPTIONS, ...this.#options.replication };
  }

  #master(): Program {
    return async (environment) => {
      const options = resolveStoreOptions(this.#options.store ?? {});
      const store = await MessageStore.open(environment, options);
      this.#stores.set(environment.name, store);
      const replication = this.#replication;
      const role = replication.role === 'SLAVE' ? 'ASYNC_MASTER' : replication.role;
      const server = new ReplicationServer(environment, {
        log: store.replicated,
        segmentBytes: options.commitLogFileBytes,
        port: REPLICATION_PORT,
        options: { ...replication, role },
        parts: { ...DEFAULT_REPLICATION_PARTS, ...this.#options.parts },
      });
      await server.start();
      return {
        stop: async () => {
          server.stop();
          await store.close();
        },
      };
    };
  }

  #slave(): Program {
    return async (environment) => {
      const store = await MessageStore.open(environment, this.#options.store ?? {});
      this.#stores.set(environment.name, store);
      const masterAddress = `${this.master.host}:${REPLICATION_PORT}`;
      const client = new ReplicationClient(environment, store.replicated, {
        ...this.#replication,
        role: 'SLAVE',
        masterAddress,
      });
      client.start();
      return {
        stop: async () => {
          client.stop();
          await store.close();
        },
      };
    };
  }
}
