// A simulated machine that runs one message store, for tests: put and read in the process, kill it, cut its power, start it again.

import { runTo, simulatedWorld, type WorldOptions } from '../../../../tests/simulated-world.ts';
import { encodeText } from '../../../base/bytes.ts';
import { logPosition, queueOffset } from '../../../base/numbers.ts';
import type { Environment } from '../../../environment/environment.ts';
import { rootIdentity } from '../../../simulator/identity.ts';
import type { Machine } from '../../../simulator/machine.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { MessageDraft } from '../../message/message.ts';
import { MessageStore } from '../message-store.ts';
import type { StoreObservation } from '../observations.ts';
import type { StoreOptions } from '../options.ts';
import type { StoreParts } from '../parts.ts';
import type { ReadQuery } from '../read-result.ts';

export interface StoreWorldOptions {
  readonly store?: Partial<StoreOptions>;
  readonly parts?: Partial<StoreParts>;
  readonly world?: WorldOptions;
  /** What each process does before it opens the store. */
  readonly before?: (environment: Environment) => Promise<void>;
  /** Wraps what the process sees. */
  readonly wrap?: (environment: Environment) => Environment;
}

const STEP_MS = 5;
const PATIENCE_MS = 60_000;

export class StoreWorld {
  readonly simulation: Simulation;
  readonly machine: Machine;
  readonly observations: StoreObservation[] = [];
  #store: MessageStore | undefined;
  #ordinal = 0;

  constructor(options: StoreWorldOptions = {}) {
    this.simulation = simulatedWorld(options.world ?? {});
    this.simulation.observe((_machine, observation) => {
      this.observations.push(observation as StoreObservation);
    });
    this.machine = this.simulation.addMachine('broker', async (environment) => {
      const seen = options.wrap?.(environment) ?? environment;
      await options.before?.(environment);
      const store = await MessageStore.open(seen, options.store ?? {}, options.parts);
      this.#store = store;
      return { stop: () => store.close() };
    });
  }

  get store(): MessageStore {
    if (this.#store === undefined) throw new Error('the store is not open');
    return this.#store;
  }

  /** Opens the store in a new process. */
  async start(): Promise<MessageStore> {
    this.#store = undefined;
    this.machine.start();
    await this.#until(() => this.#store !== undefined);
    return this.store;
  }

  kill(): void {
    this.machine.kill();
  }

  losePower(): void {
    this.machine.losePower();
  }

  /** Asks the process to stop and waits for it. */
  async stop(): Promise<void> {
    let isStopped = false;
    this.machine.stop(() => {
      isStopped = true;
    });
    await this.#until(() => isStopped);
  }

  async pass(ms: number): Promise<void> {
    await runTo(this.simulation, this.simulation.nowMs + ms);
  }

  /** Starts work in the process; its result is known when it has come so far. */
  begin<T>(work: (store: MessageStore) => Promise<T>): { readonly result: () => T | undefined } {
    let result: T | undefined;
    this.#ordinal += 1;
    this.machine.perform(rootIdentity('test', this.#ordinal), 'test', async () => {
      result = await work(this.store);
    });
    return { result: () => result };
  }

  async run<T>(work: (store: MessageStore) => Promise<T>): Promise<T> {
    const begun = this.begin(async (store) => ({ value: await work(store) }));
    await this.#until(() => begun.result() !== undefined);
    return (begun.result() as { value: T }).value;
  }

  observed<K extends StoreObservation['kind']>(kind: K): readonly Extract<StoreObservation, { kind: K }>[] {
    return this.observations.filter((each) => each.kind === kind) as Extract<StoreObservation, { kind: K }>[];
  }

  async #until(isDone: () => boolean): Promise<void> {
    const limitMs = this.simulation.nowMs + PATIENCE_MS;
    while (!isDone()) {
      if (this.simulation.nowMs >= limitMs) throw new Error(`not done after ${PATIENCE_MS} ms`);
      await this.pass(STEP_MS);
    }
  }
}

export function draft(
  topic: string,
  queueId: number,
  change: Partial<MessageDraft> & { text?: string } = {},
): MessageDraft {
  const { text, ...rest } = change;
  return {
    topic,
    queueId,
    body: encodeText(text ?? 'body'),
    properties: new Map([['TAGS', 'A']]),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: 1_700_000_000_000,
    bornHost: '10.0.0.9:40000',
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
    ...rest,
  };
}

export function query(
  topic: string,
  queueId: number,
  offset: number,
  change: Partial<ReadQuery> = {},
): ReadQuery {
  return { topic, queueId, offset: queueOffset(offset), maxCount: 32, ...change };
}
