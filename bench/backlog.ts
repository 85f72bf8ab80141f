// Measures what a store costs when a hundred times as much lies in it: putting messages up to where readers see them, reading the oldest,
// and starting again after a kill.

import { encodeText } from '../src/base/bytes.ts';
import { logPosition, queueOffset } from '../src/base/numbers.ts';
import type { MessageDraft } from '../src/messaging/message/message.ts';
import { MessageStore } from '../src/messaging/store/message-store.ts';
import { rootIdentity } from '../src/simulator/identity.ts';
import type { Machine } from '../src/simulator/machine.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const QUEUES = 4;
const STRETCH_MESSAGES = 1000;
const STRETCHES = 100;
const WARM_UP_STRETCHES = 40;
/** Stretches of which the cheapest counts as early, and as late: the others belong to the compiler and the collector. */
const SAMPLE = 5;
const READS = 200;
const STEP_MS = 10;
const BODY = encodeText('.'.repeat(100));

const STORE = {
  flush: 'asynchronous',
  commitLogFileBytes: 65_536,
  consumeQueueFileBytes: 20_000,
  hotLogBytes: 65_536,
} as const;

function draftOf(queueId: number): MessageDraft {
  return {
    topic: 'T',
    queueId,
    body: BODY,
    properties: new Map([['TAGS', 'A']]),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: 0,
    bornHost: '10.0.0.9:40000',
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

/** A machine with nothing but a store. */
class StoreBench {
  readonly #world: BenchWorld;
  readonly #simulation: Simulation;
  readonly #machine: Machine;
  #store: MessageStore | undefined;
  #works = 0;

  constructor(world: BenchWorld, seed: string) {
    this.#world = world;
    this.#simulation = new Simulation({ seed, host: world.host });
    this.#machine = this.#simulation.addMachine('broker', async (environment) => {
      const store = await MessageStore.open(environment, STORE);
      this.#store = store;
      return { stop: () => store.close() };
    });
  }

  /** Seconds until the store is open. */
  start(): Promise<number> {
    this.#store = undefined;
    return this.#measure(
      () => this.#machine.start(),
      () => this.#machine.state === 'running',
    );
  }

  /** Seconds of a start after a kill, once everything was flushed long before. */
  async restart(): Promise<number> {
    await this.#simulation.run({ untilMs: this.#simulation.nowMs + 100_000 });
    this.#machine.kill();
    return this.start();
  }

  /** Seconds for a stretch of messages, until readers see all of them. */
  async put(): Promise<number> {
    const drafts = Array.from({ length: QUEUES }, (_, queueId) => draftOf(queueId));
    const before = this.#shown();
    let isPut = false;
    return this.#measure(
      () =>
        this.#perform(async (store) => {
          for (let count = 0; count < STRETCH_MESSAGES; count += 1) {
            await store.put(drafts[count % QUEUES] as MessageDraft);
          }
          isPut = true;
        }),
      () => isPut && this.#shown() === before + STRETCH_MESSAGES,
    );
  }

  /** Seconds for reads from the beginning of each queue. */
  read(): number {
    const store = this.#store as MessageStore;
    const start = this.#world.seconds();
    for (let count = 0; count < READS; count += 1) {
      const offset = queueOffset(8 * Math.floor(count / QUEUES));
      store.read({ topic: 'T', queueId: count % QUEUES, offset, maxCount: 32 });
    }
    return this.#world.seconds() - start;
  }

  #shown(): number {
    let shown = 0;
    for (let queueId = 0; queueId < QUEUES; queueId += 1) shown += this.#store?.maxOffset('T', queueId) ?? 0;
    return shown;
  }

  #perform(work: (store: MessageStore) => Promise<void>): void {
    this.#works += 1;
    this.#machine.perform(rootIdentity('bench', this.#works), 'bench', () =>
      work(this.#store as MessageStore),
    );
  }

  async #measure(begin: () => void, isDone: () => boolean): Promise<number> {
    const start = this.#world.seconds();
    begin();
    while (!isDone()) await this.#simulation.run({ untilMs: this.#simulation.nowMs + STEP_MS });
    return this.#world.seconds() - start;
  }
}

interface Stretch {
  readonly put: number;
  readonly read: number;
}

async function pileUp(bench: StoreBench, stretches: number): Promise<readonly Stretch[]> {
  const costs: Stretch[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    costs.push({ put: await bench.put(), read: bench.read() });
  }
  return costs;
}

export async function benchBacklog(world: BenchWorld): Promise<readonly BenchResult[]> {
  const warm = new StoreBench(world, 'warm-up');
  await warm.start();
  await pileUp(warm, WARM_UP_STRETCHES);
  await warm.restart();
  const bench = new StoreBench(world, 'backlog');
  await bench.start();
  const early = await pileUp(bench, SAMPLE);
  const earlyRestarts = [await bench.restart(), await bench.restart(), await bench.restart()];
  const late = (await pileUp(bench, STRETCHES - SAMPLE)).slice(-SAMPLE);
  const lateRestarts = [await bench.restart(), await bench.restart(), await bench.restart()];
  const growth = (cost: (stretch: Stretch) => number) =>
    Math.min(...late.map(cost)) / Math.min(...early.map(cost));
  const restarts = Math.min(...lateRestarts) / STRETCHES / (Math.min(...earlyRestarts) / SAMPLE);
  const unit = 'late of early cost per message';
  return [
    { name: 'store.backlog-growth', unit, value: Number(growth(({ put }) => put).toFixed(3)) },
    { name: 'store.backlog-read-growth', unit, value: Number(growth(({ read }) => read).toFixed(3)) },
    { name: 'store.backlog-restart-growth', unit, value: Number(restarts.toFixed(3)) },
  ];
}
