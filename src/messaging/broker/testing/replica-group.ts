// A name server, a master and its slaves with small files, on a network without faults, for tests that speak to them in bare requests.

import type { Environment } from '../../../environment/environment.ts';
import type { Observation } from '../../../environment/observation.ts';
import type { Program, RunningProcess } from '../../../environment/program.ts';
import type { Machine } from '../../../simulator/machine.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { nameServer } from '../../name-server/name-server.ts';
import type { ReplicationOptions } from '../../replication/replication-options.ts';
import { broker } from '../broker.ts';
import type { GivenBrokerOptions } from '../broker-options.ts';
import type { BrokerParts } from '../broker-parts.ts';
import { SecondMaster } from '../master-fence.ts';
import { newSimulation, runFor } from './simulated-process.ts';

export interface ReplicaGroupOptions {
  readonly seed: string;
  readonly slaves?: number;
  readonly replication?: Partial<ReplicationOptions>;
  readonly broker?: Partial<GivenBrokerOptions>;
  readonly parts?: Partial<BrokerParts>;
}

const HA_PORT = 10912;
const PATIENCE_MS = 200_000;

export class ReplicaGroup {
  readonly simulation: Simulation;
  readonly nameServer: Machine;
  readonly master: Machine;
  readonly slaves: readonly Machine[];
  readonly observed: { readonly machine: string; readonly observation: Observation }[] = [];
  readonly #options: ReplicaGroupOptions;
  readonly #brokerIds = new Map<string, number>();
  readonly #epochs = new Map<string, number>();

  private constructor(options: ReplicaGroupOptions) {
    this.#options = options;
    this.simulation = newSimulation(options.seed);
    this.simulation.observe((machine, observation) => this.observed.push({ machine, observation }));
    this.nameServer = this.simulation.addMachine('name-server', nameServer({}));
    this.master = this.#addMachine('master', 0);
    this.slaves = Array.from({ length: options.slaves ?? 1 }, (_, index) =>
      this.#addMachine(`slave-${index + 1}`, index + 1),
    );
  }

  /** Everybody runs, and every slave reads from the master. */
  static async start(options: ReplicaGroupOptions): Promise<ReplicaGroup> {
    const group = new ReplicaGroup(options);
    group.nameServer.start();
    await group.pass(100);
    group.master.start();
    await group.pass(500);
    for (const slave of group.slaves) slave.start();
    await group.until(() => group.count('replication.master-joined') === group.slaves.length);
    return group;
  }

  get nameServerAddress(): string {
    return `${this.nameServer.host}:9876`;
  }

  get slave(): Machine {
    return this.slaves[0] as Machine;
  }

  address({ host }: Machine): string {
    return `${host}:10911`;
  }

  /** What an operator does who changes the configuration of a broker: the next start makes something else of its disk. */
  setBrokerId(machine: Machine, brokerId: number, epoch = 0): void {
    this.#brokerIds.set(machine.name, brokerId);
    this.#epochs.set(machine.name, epoch);
  }

  #addMachine(name: string, brokerId: number): Machine {
    this.#brokerIds.set(name, brokerId);
    return this.simulation.addMachine(name, (environment) =>
      startAgain(() => this.#program(name), environment),
    );
  }

  #program(name: string): Program {
    const { replication = {}, broker: given = {}, parts = {} } = this.#options;
    const brokerId = this.#brokerIds.get(name) ?? 0;
    const options = {
      brokerName: 'broker-a',
      brokerId,
      nameServerAddresses: [this.nameServerAddress],
      replication: {
        ...replication,
        epoch: this.#epochs.get(name) ?? 0,
        role: brokerId > 0 ? 'SLAVE' : (replication.role ?? 'ASYNC_MASTER'),
        port: HA_PORT,
      },
      store: { commitLogFileBytes: 65_536, consumeQueueFileBytes: 2_000, flush: 'synchronous' },
    } as const;
    return broker({ ...options, ...given }, parts);
  }

  pass(ms: number): Promise<void> {
    return runFor(this.simulation, ms);
  }

  async until(holds: () => boolean): Promise<void> {
    const endMs = this.simulation.nowMs + PATIENCE_MS;
    while (!holds()) {
      if (this.simulation.nowMs > endMs) throw new Error(`not so after ${PATIENCE_MS} ms`);
      await this.pass(20);
    }
  }

  count(kind: string): number {
    return this.observed.filter(({ observation }) => observation.kind === kind).length;
  }
}

/** As an init system does. */
async function startAgain(program: () => Program, environment: Environment): Promise<RunningProcess> {
  while (true) {
    try {
      return await program()(environment);
    } catch (error) {
      if (!(error instanceof SecondMaster)) throw error;
      await environment.timers.sleep(1000, 'start again');
    }
  }
}
