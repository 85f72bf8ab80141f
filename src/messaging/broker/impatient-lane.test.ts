import { describe, expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { ImpatientLane } from './impatient-lane.ts';
import { newTestMachine } from './testing/simulated-process.ts';

class Bench {
  isBusy = false;
  readonly happened: string[] = [];
  readonly #environment: Environment;
  readonly #lane: ImpatientLane;

  constructor(environment: Environment) {
    this.#environment = environment;
    const lane = environment.lanes.open({ name: 'send', workers: 1, queueBound: 3 });
    this.#lane = new ImpatientLane({ environment, lane, maxWaitMs: 200, isBusy: () => this.isBusy });
  }

  /** Occupies a worker for the time. */
  submit(name: string, forMs: number): boolean {
    const task = async () => {
      this.happened.push(`${name} starts`);
      await this.#environment.timers.sleep(forMs, 'test: work');
      this.happened.push(`${name} ends`);
    };
    return this.#lane.submit(task, (remark) => this.happened.push(`${name} ${remark}`));
  }

  refusal(): string | undefined {
    return this.#lane.refusal();
  }
}

async function happenings(
  forMs: number,
  work: (bench: Bench) => void | Promise<void>,
): Promise<readonly string[]> {
  const happened: string[] = [];
  await newTestMachine('broker').live(forMs, async (environment) => {
    const bench = new Bench(environment);
    await work(bench);
    environment.timers.once(forMs - 1, 'test: end', () => happened.push(...bench.happened));
  });
  return happened;
}

const words = (why: string, waitedMs: number, size: number) =>
  `[${why}]broker busy, start flow control for a while, period in queue: ${waitedMs}ms, size of queue: ${size}`;

describe('an impatient lane', () => {
  test('gives up what has waited for too long, in turn, and never what has started', async () => {
    const happened = await happenings(2_000, (bench) => {
      bench.submit('slow', 1_000);
      bench.submit('second', 0);
      bench.submit('third', 0);
    });
    expect(happened).toEqual([
      'slow starts',
      `second ${words('TIMEOUT_CLEAN_QUEUE', 200, 1)}`,
      `third ${words('TIMEOUT_CLEAN_QUEUE', 200, 0)}`,
      'slow ends',
    ]);
  });

  test('runs what has waited for less', async () => {
    const happened = await happenings(2_000, (bench) => {
      bench.submit('first', 150);
      bench.submit('second', 0);
    });
    expect(happened).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
  });

  test('is full as the lane behind it is,', async () => {
    const accepted: boolean[] = [];
    await happenings(2_000, (bench) => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) accepted.push(bench.submit(name, 1_000));
    });
    expect(accepted).toEqual([true, true, true, true, false]);
  });

  test('takes nothing while it is busy and gives up what waits', async () => {
    const refusals: (string | undefined)[] = [];
    const happened = await happenings(2_000, (bench) => {
      refusals.push(bench.refusal());
      bench.submit('slow', 1_000);
      bench.submit('second', 0);
      bench.isBusy = true;
      refusals.push(bench.refusal());
    });
    expect(refusals).toEqual([undefined, '[REJECTREQUEST]system busy, start flow control for a while']);
    expect(happened).toEqual([`second ${words('PCBUSY_CLEAN_QUEUE', 0, 0)}`, 'slow starts', 'slow ends']);
  });
});
