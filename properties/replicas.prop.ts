// Promise: whatever befalls a master and its slaves, once all of them run and reach each other the log of each slave is that of the master from
// wherever it begins, and its queues end where the master's do. The master loses nothing that left it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { present } from '../src/base/assert.ts';
import { toHex } from '../src/base/bytes.ts';
import type { ReplicationOptions } from '../src/messaging/replication/replication-options.ts';
import { ReplicaWorld } from '../src/messaging/replication/testing/replica-world.ts';
import type { StoreOptions } from '../src/messaging/store/options.ts';
import { draft } from '../src/messaging/store/testing/store-world.ts';
import { rootIdentity } from '../src/simulator/identity.ts';
import type { Machine } from '../src/simulator/machine.ts';

const SLAVES = 2;
const STORE = { commitLogFileBytes: 1024, consumeQueueFileBytes: 100, recordCrc: true } as const;

type Event =
  | { readonly kind: 'put'; readonly count: number }
  | { readonly kind: 'kill' | 'power'; readonly machine: number }
  | { readonly kind: 'wipe' | 'separate'; readonly slave: number }
  | { readonly kind: 'rejoin' };

interface Step {
  readonly event: Event;
  readonly pauseMs: number;
  readonly restarts: boolean;
}

const put: fc.Arbitrary<Event> = fc
  .integer({ min: 1, max: 5 })
  .map((count) => ({ kind: 'put' as const, count }));
const trouble: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom('kill' as const, 'power' as const), machine: fc.nat(SLAVES) }),
  fc.record({ kind: fc.constantFrom('wipe' as const, 'separate' as const), slave: fc.nat(SLAVES - 1) }),
  fc.constant({ kind: 'rejoin' as const }),
);

const step: fc.Arbitrary<Step> = fc.record({
  event: fc.oneof(put, trouble),
  pauseMs: fc.integer({ min: 0, max: 3_000 }),
  restarts: fc.boolean(),
});

const replication = fc.record({
  transferBatchBytes: fc.constantFrom(97, 32_768),
  newReplicaStart: fc.constantFrom<ReplicationOptions['newReplicaStart'][]>('minimum', 'last-segment'),
});

class Course {
  readonly world: ReplicaWorld;
  readonly #rejoins: (() => void)[] = [];
  #puts = 0;

  constructor(world: ReplicaWorld) {
    this.world = world;
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.world.start();
    for (const { event, pauseMs, restarts } of steps) {
      this.#act(event);
      await this.world.pass(pauseMs);
      if (restarts) this.#startAll();
    }
    for (const rejoin of this.#rejoins) rejoin();
    this.#startAll();
    await this.world.pass(40_000);
    await this.world.put(['last']);
    await this.world.pass(20_000);
  }

  #act(event: Event): void {
    const { world } = this;
    switch (event.kind) {
      case 'put':
        this.#put(event.count);
        break;
      case 'kill':
        this.#machine(event.machine).kill();
        break;
      case 'power':
        this.#machine(event.machine).losePower();
        break;
      case 'wipe':
        world.slave(event.slave).wipeDisk();
        break;
      case 'separate':
        this.#rejoins.push(world.separate(world.master, world.slave(event.slave)));
        break;
      case 'rejoin':
        this.#rejoins.pop()?.();
    }
  }

  /** Nobody waits for them. */
  #put(count: number): void {
    const { master } = this.world;
    if (master.state !== 'running') return;
    this.#puts += 1;
    const ordinal = this.#puts;
    const store = this.world.store(master);
    master.perform(rootIdentity('drawn puts', ordinal), 'drawn puts', async () => {
      for (let index = 0; index < count; index += 1) {
        await store.put(draft('T', 0, { text: `${ordinal} ${index} ${'.'.repeat((ordinal * 37) % 300)}` }));
      }
    });
  }

  #machine(index: number): Machine {
    return present(this.world.machines[index], 'machine');
  }

  #startAll(): void {
    for (const machine of this.world.machines) if (machine.state === 'down') machine.start();
  }
}

function property(given: Partial<ReplicationOptions>, store: Partial<StoreOptions>) {
  return fc.asyncProperty(
    fc.array(step, { maxLength: 25 }),
    replication,
    fc.nat(),
    async (steps, drawn, seed) => {
      const world = new ReplicaWorld({
        slaves: SLAVES,
        seed: `replicas ${seed}`,
        store: { ...STORE, ...store },
        replication: { role: 'SYNC_MASTER', inSyncReplicas: 2, ...drawn, ...given },
      });
      await new Course(world).run(steps);
      const ours = world.logOf(world.master);
      const end = world.store(world.master).maxOffset('T', 0);
      for (const slave of world.slaves) {
        const theirs = world.logOf(slave);
        expect(toHex(theirs.bytes), slave.name).toBe(toHex(ours.bytes.subarray(theirs.start - ours.start)));
        expect(world.store(slave).maxOffset('T', 0), slave.name).toBe(end);
      }
    },
  );
}

describe('replicas', () => {
  test('agree once all is well, when only durable bytes leave the master', async () => {
    const options = { shipped: 'flushed', aheadReplica: 'cut-off' } as const;
    await fc.assert(property(options, { flush: 'synchronous' }), { numRuns: 30 });
  });

  test('do not, when bytes leave that a power loss takes from the master', async () => {
    const details = await fc.check(property({}, { flush: 'asynchronous' }), { numRuns: 60 });
    expect(details.failed).toBe(true);
  });
});
