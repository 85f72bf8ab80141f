// Promise: wherever a process of a store dies or its machine loses power, before any write or sync and in the middle of any write, in its
// first life and in the recovery after a power loss, what was promised is there and the queues follow the log. Exhaustive over the disk
// operations of a short run.

import { describe, expect, test } from 'vitest';
import { crc32Of31Bits } from '../src/base/crc32.ts';
import { History } from '../src/history/history.ts';
import type { MessageStore } from '../src/messaging/store/message-store.ts';
import type { FlushMode, StoreOptions } from '../src/messaging/store/options.ts';
import type { StoreParts } from '../src/messaging/store/parts.ts';
import { withFailures } from '../src/messaging/store/testing/failing-disk.ts';
import { draft, StoreWorld } from '../src/messaging/store/testing/store-world.ts';
import { flushedSurvives } from '../src/oracles/flushed-survives.ts';
import { lossIsASuffix } from '../src/oracles/loss-is-a-suffix.ts';
import type { MessageEntry } from '../src/oracles/message-entry.ts';
import type { Violation } from '../src/oracles/oracle.ts';
import { queueFollowsLog } from '../src/oracles/queue-follows-log.ts';
import { SETTLED } from '../src/oracles/testing/written-history.ts';
import { StoreWitness } from '../src/scenario/store-witness.ts';

/** Where the crash strikes, and how. */
interface Crash {
  /** Of the world: what a power loss takes. */
  readonly seed: number;
  /** 0: in the first process. 1: in the one that recovers after a power loss. */
  readonly life: 0 | 1;
  /** Counted from 1 in that life. */
  readonly operation: number;
  readonly way: 'kill' | 'power';
  /** So many bytes of a write are done; undefined strikes before the operation. */
  readonly byte: number | undefined;
}

const STORE: Partial<StoreOptions> = { commitLogFileBytes: 512, consumeQueueFileBytes: 60 };
const LIFE_MS = 60;
const OPERATION_LIMIT = 400;

class Course {
  readonly #crash: Crash;
  readonly #world: StoreWorld;
  readonly #history = new History<MessageEntry>(() => this.#world.simulation.kernel.nowUs);
  #violation: Violation | undefined;
  #life = -1;
  #operations = 0;
  #sent = 0;
  hasCrashed = false;

  constructor(flush: FlushMode, crash: Crash, parts: Partial<StoreParts> = {}) {
    this.#crash = crash;
    this.#world = new StoreWorld({
      store: { ...STORE, flush, recordCrc: true },
      parts,
      world: { seed: `every crash ${crash.seed}` },
      wrap: (environment) => withFailures(environment, (operation) => this.#strike(operation)),
    });
    const { machine, simulation } = this.#world;
    const witness = new StoreWitness(this.#history, new Map([['broker', machine.disk]]), []);
    simulation.observe((name, observation) => witness.observe(name, observation));
    simulation.onEnd((name, how) => witness.ended(name, how));
    const promises = {
      flush,
      configFiles: 'atomic' as const,
      transactionEnds: 'repeated' as const,
      copies: 1,
      slaveProgress: 'overwritten' as const,
      readersSee: 'stored' as const,
      copiesAre: 'appended' as const,
      mastersMayBeReplaced: false,
      masterFence: 'none' as const,
      disksKeepWhatIsSynced: true,
      delayLevelsMs: [],
      longestPauseUs: 0,
    };
    const judges = [queueFollowsLog, lossIsASuffix, flushedSurvives].map((oracle) => oracle.judge(promises));
    this.#history.onEntry((recorded) => {
      for (const judge of judges) this.#violation ??= judge.hear?.(recorded);
    });
    this.#rest = () => {
      const brokerDisks = new Map([['broker', machine.disk]]);
      const world = { ...SETTLED, brokerDisks };
      for (const judge of judges) this.#violation ??= judge.rest?.(world);
    };
  }

  readonly #rest: () => void;

  /** Three lives; what the judges say. */
  async perform(): Promise<Violation | undefined> {
    const { machine } = this.#world;
    for (let life = 0; life < 3; life += 1) {
      this.#life = life;
      this.#operations = 0;
      machine.start();
      await this.#world.pass(LIFE_MS);
      if (machine.state === 'running') this.#world.begin((store) => this.#putSome(store));
      await this.#world.pass(LIFE_MS);
      if (life === 0 && !this.hasCrashed) machine.losePower();
      if (life < 2) machine.kill();
    }
    this.#rest();
    return this.#violation;
  }

  #strike(operation: 'open' | 'write' | 'sync'): undefined {
    this.#operations += 1;
    const { life, operation: at, way, byte } = this.#crash;
    if (this.hasCrashed || this.#life !== life || this.#operations !== at) return;
    this.hasCrashed = true;
    const { machine } = this.#world;
    if (operation === 'write' && byte !== undefined) machine.disk.faults.crashAtWrite(1, byte, way);
    else if (way === 'kill') machine.kill();
    else machine.losePower();
  }

  async #putSome(store: MessageStore): Promise<void> {
    for (let index = 0; index < 4; index += 1) await this.#put(store, index % 2);
    await store.putBatch([draft('T', 0), draft('T', 0, { text: 'second' })]);
    await Promise.all([this.#put(store, 0), this.#put(store, 0)]);
  }

  async #put(store: MessageStore, queueId: number): Promise<void> {
    const name = { topic: 'T', key: 'k', ordinal: this.#sent };
    this.#sent += 1;
    const message = draft('T', queueId, { text: `message ${name.ordinal}` });
    this.#history.record('', { kind: 'send-invoked', ...name, bodyCrc: crc32Of31Bits(message.body) });
    const { status, append } = await store.put(message);
    if (status !== 'PUT_OK' || append === undefined) return;
    const place = { brokerName: 'broker', queueId, queueOffset: append.queueOffset };
    this.#history.record('', { kind: 'send-completed', ...name, outcome: 'acknowledged', place, reason: '' });
  }
}

describe('a crash at every disk operation', () => {
  const ways = (['kill', 'power'] as const).flatMap((way) =>
    ([undefined, 57] as const).map((byte) => ({ way, byte })),
  );
  const cases = (['synchronous', 'asynchronous'] as const).flatMap((flush) =>
    ([0, 1] as const).flatMap((life) => ways.map((how) => ({ flush, life, ...how }))),
  );

  test.each(cases)('$flush flush, life $life, $way, byte $byte', async ({ flush, life, way, byte }) => {
    let operation = 1;
    for (; operation < OPERATION_LIMIT; operation += 1) {
      const course = new Course(flush, { seed: 0, life, operation, way, byte });
      const violation = await course.perform();
      expect({ operation, violation }).toEqual({ operation, violation: undefined });
      if (!course.hasCrashed) break;
    }
    expect(operation).toBeGreaterThan(life === 0 ? 30 : 8);
  });

  test.each([
    ['does not tell queues again', 'queue-follows-log', { isToldAgain: () => false }],
    ['does not cut queues', 'queue-follows-log', { cutsQueues: () => false }],
    ['stops at the first record', 'flushed-survives', { recoveryVerdict: () => 'stop' }],
  ] as const)('finds a recovery that %s', async (_what, oracle, parts) => {
    for (let seed = 0; seed < 10; seed += 1) {
      for (let operation = 1; operation < OPERATION_LIMIT; operation += 1) {
        const course = new Course(
          'asynchronous',
          { seed, life: 0, operation, way: 'power', byte: undefined },
          parts,
        );
        const violation = await course.perform();
        if (violation?.oracle === oracle) return;
        if (!course.hasCrashed) break;
      }
    }
    expect.unreachable('no crash has shown it');
  });
});
