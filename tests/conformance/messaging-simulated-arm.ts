// The messaging contracts' simulated world: the same programs on machines of a simulation, under a few seeds.

import { decodeText } from '../../src/base/bytes.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { broker } from '../../src/messaging/broker/broker.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from '../../src/messaging/broker/transaction/transaction-options.ts';
import { nameServer } from '../../src/messaging/name-server/name-server.ts';
import { MicrotaskPump } from '../../src/nodejs/microtask-pump.ts';
import type { Machine } from '../../src/simulator/machine.ts';
import { jitter } from '../../src/simulator/network/path-rules.ts';
import { Simulation } from '../../src/simulator/simulation.ts';
import {
  BROKER_NAME,
  DELAY_LEVELS_MS,
  type MessagingArm,
  type OwnProcess,
  type RestartableWorld,
  TRANSACTIONS,
} from './messaging-world.ts';

const SEEDS = 2;
const LONGEST_RUN_MS = 10 * 60_000;
const JITTER_US = 2_000;
const BOOT_MS = 500;

const STORE = {
  flush: 'synchronous',
  recordCrc: true,
  delayLevelsMs: DELAY_LEVELS_MS,
  hotLogBytes: 1,
  commitLogFileBytes: 1_048_576,
  consumeQueueFileBytes: 20_000,
  indexSlots: 1_000,
  indexEntries: 4_000,
} as const;

/** All that waits in the name of the test waits here: nobody can end the process in which it runs. */
interface Harness {
  readonly simulation: Simulation;
  readonly environment: Environment;
}

function bootProcess(simulation: Simulation, name: string): Promise<[Environment, Machine]> {
  return new Promise((booted) => {
    const machine = simulation.addMachine(name, async (environment) => {
      booted([environment, machine]);
      return { stop: async () => {} };
    });
    machine.start();
  });
}

class SimulatedMessaging implements RestartableWorld {
  readonly nameServers: readonly string[];
  readonly brokerAddress: string;
  readonly #harness: Harness;
  readonly #servers: readonly Machine[];
  readonly #broker: Machine;

  constructor(harness: Harness) {
    const { simulation } = harness;
    const names = simulation.addMachine('name-server', nameServer({ orderMessageEnable: true }));
    this.nameServers = [`${names.host}:9876`];
    const transactions = { ...DEFAULT_TRANSACTION_OPTIONS, ...TRANSACTIONS };
    const options = {
      brokerName: BROKER_NAME,
      nameServerAddresses: this.nameServers,
      transactions,
      store: STORE,
    };
    this.#broker = simulation.addMachine(BROKER_NAME, broker(options));
    this.brokerAddress = `${this.#broker.host}:10911`;
    this.#harness = harness;
    this.#servers = [names, this.#broker];
  }

  readonly newProcess = async (name: string): Promise<OwnProcess> => {
    const [environment, machine] = await bootProcess(this.#harness.simulation, name);
    return {
      environment,
      kill: async () => {
        await this.#pause(1);
        machine.kill();
      },
    };
  };

  readonly start = async (): Promise<void> => {
    for (const server of this.#servers) {
      server.start();
      await this.#pause(BOOT_MS);
    }
  };

  readonly end = async (how: 'orderly' | 'killed'): Promise<void> => {
    await this.#pause(1);
    for (const server of this.#servers.toReversed()) {
      if (how === 'killed') server.kill();
      else await new Promise<void>((stopped) => server.stop(stopped));
    }
    await this.#pause(1);
  };

  readonly brokerFile = async (path: string): Promise<string> => {
    const { disk } = this.#broker;
    return decodeText(disk.read(path, 0, disk.size(path) ?? 0) ?? new Uint8Array());
  };

  #pause(forMs: number): Promise<void> {
    return this.#harness.environment.timers.sleep(forMs, 'harness');
  }
}

async function runSeed(seed: string, body: (world: RestartableWorld) => Promise<void>): Promise<void> {
  const simulation = new Simulation({ seed, host: new MicrotaskPump() });
  simulation.fabric.addRule(jitter(JITTER_US));
  const failures: unknown[] = [];
  const play = async () => {
    const [environment] = await bootProcess(simulation, 'harness');
    const world = new SimulatedMessaging({ simulation, environment });
    await world.start();
    await body(world);
  };
  play().then(
    () => simulation.kernel.halt(),
    (error: unknown) => {
      failures.push(error);
      simulation.kernel.halt();
    },
  );
  const end = await simulation.run({ untilMs: LONGEST_RUN_MS });
  if (failures.length > 0) throw failures[0];
  if (end.kind === 'crashed') throw new Error(`seed ${seed}: a process failed\n${end.stack}`);
  if (end.kind !== 'halted') throw new Error(`seed ${seed}: ${end.kind}\n${simulation.describeState()}`);
}

async function runSeeds(body: (world: RestartableWorld) => Promise<void>): Promise<void> {
  for (let seed = 0; seed < SEEDS; seed += 1) await runSeed(`messaging:${seed}`, body);
}

export const simulatedMessagingArm: MessagingArm = {
  name: 'simulated',
  isShared: false,
  run: runSeeds,
  runAlone: runSeeds,
};
