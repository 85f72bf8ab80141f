// Measures a slave that begins with an empty log when its master has a million messages: what it costs to copy and dispatch one of them, as
// compared with a tenth as many.

import { encodeText } from '../src/base/bytes.ts';
import { logPosition } from '../src/base/numbers.ts';
import type { MessageDraft } from '../src/messaging/message/message.ts';
import { ReplicationClient } from '../src/messaging/replication/replication-client.ts';
import {
  DEFAULT_REPLICATION_OPTIONS,
  type ReplicationOptions,
} from '../src/messaging/replication/replication-options.ts';
import { DEFAULT_REPLICATION_PARTS } from '../src/messaging/replication/replication-parts.ts';
import { ReplicationServer } from '../src/messaging/replication/replication-server.ts';
import { MessageStore } from '../src/messaging/store/message-store.ts';
import { rootIdentity } from '../src/simulator/identity.ts';
import type { Machine } from '../src/simulator/machine.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const MOST_MESSAGES = 1_000_000;
const FEW_MESSAGES = 100_000;
const MOST_ROUNDS = 2;
/** The first ones warm up. */
const FEW_ROUNDS = 6;
const QUEUES = 4;
const PORT = 10912;
const STEP_MS = 1;
const LIMIT_MS = 3_600_000;
const BODY = encodeText('.');
const SEGMENT_BYTES = 16 * 1024 * 1024;

const OPTIONS: ReplicationOptions = { ...DEFAULT_REPLICATION_OPTIONS, newReplicaStart: 'minimum' };

const STORE = { flush: 'asynchronous', commitLogFileBytes: SEGMENT_BYTES } as const;

function draftOf(queueId: number): MessageDraft {
  return {
    topic: 'T',
    queueId,
    body: BODY,
    properties: new Map(),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: 0,
    bornHost: '10.0.0.9:40000',
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

/** A master and a slave, each a store with its replication and nothing else. */
class CatchUp {
  readonly #world: BenchWorld;
  readonly #simulation: Simulation;
  readonly #master: Machine;
  readonly #slave: Machine;
  readonly #stores = new Map<string, MessageStore>();

  constructor(world: BenchWorld, seed: string) {
    this.#world = world;
    this.#simulation = new Simulation({ seed, host: world.host });
    this.#master = this.#simulation.addMachine('master', async (environment) => {
      const store = await MessageStore.open(environment, STORE);
      const server = new ReplicationServer(environment, {
        log: store.replicated,
        segmentBytes: SEGMENT_BYTES,
        port: PORT,
        options: OPTIONS,
        parts: DEFAULT_REPLICATION_PARTS,
      });
      await server.start();
      this.#stores.set('master', store);
      return { stop: () => store.close() };
    });
    this.#slave = this.#simulation.addMachine('slave', async (environment) => {
      const store = await MessageStore.open(environment, STORE);
      new ReplicationClient(environment, store.replicated, this.#optionsOfSlave).start();
      this.#stores.set('slave', store);
      return { stop: () => store.close() };
    });
  }

  get #optionsOfSlave(): ReplicationOptions {
    const masterAddress = `${this.#master.host}:${PORT}`;
    return { ...OPTIONS, role: 'SLAVE', masterAddress };
  }

  async fill(messages: number): Promise<void> {
    this.#master.start();
    await this.#until(() => this.#stores.has('master'));
    const drafts = Array.from({ length: QUEUES }, (_, queueId) => draftOf(queueId));
    this.#master.perform(rootIdentity('bench', 0), 'bench', async () => {
      const store = this.#stores.get('master') as MessageStore;
      for (let count = 0; count < messages; count += 1)
        await store.put(drafts[count % QUEUES] as MessageDraft);
    });
    await this.#until(() => this.#shown('master') === messages);
  }

  /** Seconds until readers at the slave see all of it. */
  async copy(messages: number): Promise<number> {
    const start = this.#world.seconds();
    this.#slave.start();
    await this.#until(() => this.#shown('slave') === messages);
    return this.#world.seconds() - start;
  }

  #shown(machine: string): number {
    const store = this.#stores.get(machine);
    let shown = 0;
    for (let queueId = 0; queueId < QUEUES; queueId += 1) shown += store?.maxOffset('T', queueId) ?? 0;
    return shown;
  }

  /** @throws Error when it does not come to pass */
  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const end = await this.#simulation.run({ untilMs: this.#simulation.nowMs + STEP_MS });
      if (end.kind === 'crashed') throw new Error(end.stack);
      if (this.#simulation.nowMs > LIMIT_MS) throw new Error('the slave does not catch up within an hour');
    }
  }
}

/** Seconds per message, the best of some rounds: a machine has other users. */
async function measure(world: BenchWorld, messages: number, rounds: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const catchUp = new CatchUp(world, `catch-up-${messages}`);
    await catchUp.fill(messages);
    best = Math.min(best, (await catchUp.copy(messages)) / messages);
  }
  return best;
}

export async function benchCatchUp(world: BenchWorld): Promise<readonly BenchResult[]> {
  const few = await measure(world, FEW_MESSAGES, FEW_ROUNDS);
  const most = await measure(world, MOST_MESSAGES, MOST_ROUNDS);
  return [
    { name: 'replication.catch-up', unit: `messages/s, of ${MOST_MESSAGES}`, value: Math.round(1 / most) },
    {
      name: 'replication.catch-up.growth',
      unit: 'cost per message, ten times as many',
      value: Number((most / few).toFixed(3)),
    },
  ];
}
