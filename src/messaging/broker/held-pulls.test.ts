import { describe, expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { HeldPulls } from './held-pulls.ts';
import { decideHold } from './hold-decision.ts';
import { HoldTable } from './hold-table.ts';
import { newTestMachine } from './testing/simulated-process.ts';

class Bench {
  maxOffset = 5;
  readonly resumed: string[] = [];
  readonly held: HeldPulls;
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.held = new HeldPulls({
      environment,
      decideHold,
      nowMs: () => environment.clock.wallMs(),
      maxOffset: () => this.maxOffset,
      checkIntervalMs: 5_000,
      bound: 3,
      table: new HoldTable(),
    });
  }

  hold(name: string, forMs = 15_000, matches: (tagsCode: number) => boolean = () => true): void {
    const { clock } = this.#environment;
    const startUs = clock.monotonicUs();
    this.held.hold({
      group: 'group',
      topic: 'orders',
      queueId: 0,
      offset: 5,
      deadlineMs: clock.wallMs() + forMs,
      matches,
      resume: () =>
        this.resumed.push(`${name} after ${Math.floor((clock.monotonicUs() - startUs) / 1_000_000)} s`),
    });
  }

  arrive(tagsCode = 0): void {
    this.maxOffset += 1;
    this.held.arrived('orders', 0, { maxOffset: this.maxOffset, tagsCode });
  }
}

async function withBench(
  forMs: number,
  work: (bench: Bench, environment: Environment) => void,
): Promise<Bench> {
  const benches: Bench[] = [];
  await newTestMachine('held').live(forMs, async (environment) => {
    const bench = new Bench(environment);
    benches.push(bench);
    work(bench, environment);
  });
  return benches[0] as Bench;
}

describe('held pulls', () => {
  test('an arrival resumes all pulls of its queue, once', async () => {
    const bench = await withBench(60_000, (bench) => {
      bench.hold('one');
      bench.hold('two');
      bench.held.arrived('orders', 1, { maxOffset: 9, tagsCode: 0 });
      bench.held.arrived('bills', 0, { maxOffset: 9, tagsCode: 0 });
      expect(bench.resumed).toEqual([]);
      bench.arrive();
      bench.arrive();
    });
    expect(bench.resumed).toEqual(['one after 0 s', 'two after 0 s']);
  });

  test('a message that came between the read and the hold resumes at once', async () => {
    const bench = await withBench(60_000, (bench) => {
      bench.arrive();
      bench.hold('late');
    });
    expect(bench.resumed).toEqual(['late after 0 s']);
  });

  test('the deadline is found by a check every 5 s', async () => {
    const bench = await withBench(60_000, (bench, environment) => {
      bench.hold('first');
      environment.timers.once(1_000, 'later', () => bench.hold('second'));
    });
    expect(bench.resumed).toEqual(['first after 15 s', 'second after 19 s']);
  });

  test('a missed arrival is repaired by the next check', async () => {
    const bench = await withBench(60_000, (bench, environment) => {
      bench.hold('missed');
      environment.timers.once(1_000, 'missed', () => {
        bench.maxOffset += 1;
      });
    });
    expect(bench.resumed).toEqual(['missed after 5 s']);
  });

  test('a message that the filter rejects does not resume until the check', async () => {
    const bench = await withBench(60_000, (bench) => {
      bench.hold('choosy', 15_000, (tagsCode) => tagsCode === 1);
      bench.arrive(2);
      expect(bench.resumed).toEqual([]);
    });
    expect(bench.resumed).toEqual(['choosy after 5 s']);
  });

  test('nothing held causes no event', async () => {
    const { simulation, live } = newTestMachine('idle');
    await live(1_000, async (environment) => {
      const bench = new Bench(environment);
      bench.hold('one');
      bench.arrive();
    });
    await simulation.run({ untilMs: 10_000 });
    expect((await simulation.run({ untilMs: 3_600_000 })).kind).toBe('idle');
  });

  test('is full at its bound and not after one left', async () => {
    await withBench(100, (bench) => {
      bench.hold('one');
      bench.hold('two');
      expect(bench.held.isFull).toBe(false);
      bench.hold('three');
      expect(bench.held.isFull).toBe(true);
      bench.arrive();
      expect(bench.held.isFull).toBe(false);
    });
  });
});
