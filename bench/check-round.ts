// Measures rounds of checks at a broker with many half messages of which few are open: what a round costs by the number of those that are
// open, by the number of those that were resolved before, and what the first round costs, which has to learn what is resolved.

import { encodeText } from '../src/base/bytes.ts';
import { logPosition } from '../src/base/numbers.ts';
import type { Environment } from '../src/environment/environment.ts';
import { replaceFile } from '../src/messaging/broker/config-file.ts';
import { ConsumerOffsets } from '../src/messaging/broker/consumer-offsets.ts';
import { keepOffset } from '../src/messaging/broker/offset-table.ts';
import { CheckRound } from '../src/messaging/broker/transaction/check-round.ts';
import { HALF_QUEUE, halfOf } from '../src/messaging/broker/transaction/half-message.ts';
import { operationRecord, operationText } from '../src/messaging/broker/transaction/operation-record.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from '../src/messaging/broker/transaction/transaction-options.ts';
import { DEFAULT_TRANSACTION_PARTS } from '../src/messaging/broker/transaction/transaction-parts.ts';
import type { MessageDraft } from '../src/messaging/message/message.ts';
import { MessageStore } from '../src/messaging/store/message-store.ts';
import { rootIdentity } from '../src/simulator/identity.ts';
import type { Machine } from '../src/simulator/machine.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const MOST_HALVES = 1_000_000;
const FEW_HALVES = 10_000;
const TENTH = 10;
const OPEN = 1_000;
const MANY_OPEN = 10_000;
const ROUNDS = 6;
const STEP_MS = 20;
const DAY_MS = 24 * 3_600_000;
const ADDRESS = '10.0.0.2:10911';

const STORE = { flush: 'asynchronous', commitLogFileBytes: 64 * 1024 * 1024 } as const;

const OPTIONS = {
  ...DEFAULT_TRANSACTION_OPTIONS,
  /** Rounds go to their end, and none of them gives up. */
  roundLimitMs: DAY_MS,
  maxChecks: 1_000,
} as const;

interface Opened {
  readonly store: MessageStore;
  readonly environment: Environment;
}

/** A machine with a store and the rounds of checks over it. */
class HalvesBench {
  readonly #world: BenchWorld;
  readonly #simulation: Simulation;
  readonly #machine: Machine;
  #opened: Opened | undefined;
  #offsets: ConsumerOffsets | undefined;
  #works = 0;
  asked = 0;

  constructor(world: BenchWorld, seed: string) {
    this.#world = world;
    this.#simulation = new Simulation({ seed, host: world.host });
    this.#machine = this.#simulation.addMachine('broker', async (environment) => {
      const store = await MessageStore.open(environment, STORE);
      this.#opened = { store, environment };
      const flush = { firstFlushMs: 10_000, flushIntervalMs: 5_000, keepOffset };
      this.#offsets = new ConsumerOffsets(environment, 'offsets.json', replaceFile, flush);
      return { stop: () => store.close() };
    });
  }

  async start(): Promise<void> {
    this.#machine.start();
    await this.#runUntil(() => this.#opened !== undefined);
  }

  /** Stores half messages, of which so many stay open, evenly spread, and the records that resolve the others. */
  async fill(halves: number, open: number): Promise<void> {
    const every = Math.floor(halves / open);
    await this.#perform(async ({ store, environment }) => {
      const nowMs = environment.clock.wallMs();
      const half = halfDraft(nowMs);
      for (let count = 0; count < halves; count += 1) await store.put(half);
      let written = 0;
      for (const text of recordTexts(halves, every)) {
        written += 1;
        await store.put(operationRecord(text, { address: ADDRESS, nowMs, uniqueKey: `record-${written}` }));
      }
      await environment.timers.sleep(2 * OPTIONS.timeoutMs, 'bench');
    });
  }

  /** Seconds of one round. The next may come when its time has come. */
  async round(): Promise<number> {
    const start = this.#world.seconds();
    await this.#perform((opened) => this.#newRound(opened).perform());
    const seconds = this.#world.seconds() - start;
    await this.#perform(({ environment }) => environment.timers.sleep(OPTIONS.checkIntervalMs, 'bench'));
    return seconds;
  }

  #newRound({ store, environment }: Opened): CheckRound {
    return new CheckRound({
      environment,
      store,
      offsets: this.#offsets as ConsumerOffsets,
      address: ADDRESS,
      options: OPTIONS,
      parts: DEFAULT_TRANSACTION_PARTS,
      ask: async () => {
        this.asked += 1;
      },
      prepareGivenUp: async () => {},
      isStopped: () => false,
    });
  }

  async #perform(work: (opened: Opened) => Promise<void>) {
    let isDone = false;
    this.#works += 1;
    this.#machine.perform(rootIdentity('bench', this.#works), 'bench', async () => {
      await work(this.#opened as Opened);
      isDone = true;
    });
    await this.#runUntil(() => isDone);
  }

  /** @throws Error when the machine fails */
  async #runUntil(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const end = await this.#simulation.run({ untilMs: this.#simulation.nowMs + STEP_MS });
      if (end.kind === 'crashed') throw new Error(end.stack);
    }
  }
}

/** Texts of the records that resolve all half messages but one of so many. */
function* recordTexts(halves: number, every: number): Generator<string> {
  let text = '';
  for (let offset = 0; offset < halves; offset += 1) {
    if (offset % every !== 0) text += operationText(offset);
    if (text.length < OPTIONS.operationBatchBytes && offset < halves - 1) continue;
    yield text;
    text = '';
  }
}

function halfDraft(nowMs: number): MessageDraft {
  return halfOf({
    topic: 'T',
    queueId: HALF_QUEUE,
    body: encodeText('.'),
    properties: new Map([['PGROUP', 'G']]),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: nowMs,
    bornHost: '10.0.0.9:40000',
    storeHost: ADDRESS,
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  });
}

interface Cost {
  /** Seconds of the first round. */
  readonly first: number;
  /** Seconds of the cheapest later one. */
  readonly later: number;
}

/** @throws Error when a round did not ask about each half message that is open */
async function measure(world: BenchWorld, halves: number, open: number): Promise<Cost> {
  const bench = new HalvesBench(world, `halves-${halves}-${open}`);
  await bench.start();
  await bench.fill(halves, open);
  const first = await bench.round();
  let later = Number.POSITIVE_INFINITY;
  for (let count = 0; count < ROUNDS; count += 1) later = Math.min(later, await bench.round());
  if (bench.asked !== open * (ROUNDS + 1)) throw new Error(`${bench.asked} were asked about, of ${open}`);
  return { first, later };
}

export async function benchCheckRound(world: BenchWorld): Promise<readonly BenchResult[]> {
  await measure(world, FEW_HALVES, OPEN);
  const few = await measure(world, FEW_HALVES, OPEN);
  const tenth = await measure(world, MOST_HALVES / TENTH, OPEN);
  const most = await measure(world, MOST_HALVES, OPEN);
  const manyOpen = await measure(world, MOST_HALVES / TENTH, MANY_OPEN);
  const ratio = (value: number) => Number(value.toFixed(3));
  return [
    {
      name: 'broker.check-round',
      unit: `ms, ${OPEN} open of ${MOST_HALVES}`,
      value: ratio(most.later * 1000),
    },
    {
      name: 'broker.check-round.open-growth',
      unit: 'cost per open half message, ten times as many',
      value: ratio(manyOpen.later / TENTH / tenth.later),
    },
    {
      name: 'broker.check-round.resolved-growth',
      unit: 'cost of a round, a hundred times as many resolved',
      value: ratio(most.later / few.later),
    },
    {
      name: 'broker.check-round.first-growth',
      unit: 'cost per half message of the first round, ten times as many',
      value: ratio(most.first / TENTH / tenth.first),
    },
  ];
}
