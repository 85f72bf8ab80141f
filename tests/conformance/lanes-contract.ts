// What a process may rely on from lanes, on every arm.

import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/environment/environment.ts';
import type { Arm } from './arm.ts';
import { DIVERGENCES, expectedOf } from './divergences.ts';

export function lanesContract(arm: Arm): void {
  describe(`lanes, ${arm.name}`, () => {
    orderContract(arm);
    boundContract(arm);
    withdrawContract(arm);
  });
}

function withProcess(arm: Arm, body: (environment: Environment) => Promise<void>): Promise<void> {
  return arm.run(({ here }) => body(here));
}

/** Something to wait for from outside. */
class Gate {
  readonly opened: Promise<void>;
  #open: () => void = () => {};

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }
}

function settle(environment: Environment): Promise<void> {
  return environment.timers.sleep(10, 'test: settle');
}

/** Thirty tasks by number, as they started. */
async function startOrder(environment: Environment, workers: number): Promise<readonly number[]> {
  const lane = environment.lanes.open({ name: 'order', workers, queueBound: 100 });
  const started: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    lane.submit(async () => {
      started.push(index);
      await environment.interleave('test');
    });
  }
  await settle(environment);
  return started;
}

function withdrawContract(arm: Arm): void {
  test('what waits can be taken back and makes room, what has started cannot', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'one', workers: 1, queueBound: 1 });
      const gate = new Gate();
      const started: string[] = [];
      const task = (name: string) => () => {
        started.push(name);
        return gate.opened;
      };
      const [first, second, third] = [task('first'), task('second'), task('third')];
      lane.submit(first);
      lane.submit(second);
      await settle(environment);
      expect(lane.withdraw(first)).toBe(false);
      expect(lane.withdraw(second)).toBe(true);
      expect(lane.withdraw(second)).toBe(false);
      expect([lane.waiting, lane.submit(third)]).toEqual([0, true]);
      gate.open();
      await settle(environment);
      expect(started).toEqual(['first', 'third']);
    }));
}

function orderContract(arm: Arm): void {
  test('a task runs later', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'one', workers: 1, queueBound: 10 });
      const order: string[] = [];
      expect(lane.submit(() => void order.push('task'))).toBe(true);
      order.push('caller');
      await Promise.resolve();
      order.push('microtask');
      await settle(environment);
      expect(order).toEqual(['caller', 'microtask', 'task']);
      expect(lane.name).toBe('one');
    }));

  test('a lone worker starts tasks in the order of submission', () =>
    withProcess(arm, async (environment) => {
      expect(await startOrder(environment, 1)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    }));

  test(DIVERGENCES.startOrderOfSeveralWorkers.what, () =>
    withProcess(arm, async (environment) => {
      const started = await startOrder(environment, 4);
      expect(new Set(started).size).toBe(30);
      const isInOrder = started.every((task, index) => task === index);
      const outcome = isInOrder ? 'the order of submission' : 'any order';
      expect(outcome).toBe(expectedOf(DIVERGENCES.startOrderOfSeveralWorkers, arm.name));
    }),
  );

  test('a lone worker finishes one task before the next', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'alone', workers: 1, queueBound: 10 });
      const order: string[] = [];
      for (const name of ['a', 'b', 'c']) {
        lane.submit(async () => {
          order.push(`${name} starts`);
          await environment.timers.sleep(2, 'test');
          order.push(`${name} ends`);
        });
      }
      await environment.timers.sleep(40, 'test');
      expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    }));

  test('lanes do not wait for each other', () =>
    withProcess(arm, async (environment) => {
      const stuck = environment.lanes.open({ name: 'stuck', workers: 1, queueBound: 1 });
      const free = environment.lanes.open({ name: 'free', workers: 1, queueBound: 1 });
      stuck.submit(() => new Gate().opened);
      let isRun = false;
      free.submit(() => {
        isRun = true;
      });
      await settle(environment);
      expect(isRun).toBe(true);
    }));

  test('a task may submit to its own lane', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'again', workers: 1, queueBound: 1 });
      const order: string[] = [];
      lane.submit(() => {
        lane.submit(() => void order.push('inner'));
        order.push('outer');
      });
      await settle(environment);
      expect(order).toEqual(['outer', 'inner']);
    }));
}

function boundContract(arm: Arm): void {
  test('no more tasks at work than workers', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'three', workers: 3, queueBound: 100 });
      let atWork = 0;
      let most = 0;
      let done = 0;
      for (let index = 0; index < 20; index += 1) {
        lane.submit(async () => {
          atWork += 1;
          most = Math.max(most, atWork);
          await environment.timers.sleep(1 + (index % 3), 'test');
          atWork -= 1;
          done += 1;
        });
      }
      await environment.timers.sleep(150, 'test');
      expect([most, done, atWork, lane.waiting]).toEqual([3, 20, 0, 0]);
    }));

  test('a full queue rejects, and what was accepted runs', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'full', workers: 2, queueBound: 3 });
      const gate = new Gate();
      const started: number[] = [];
      const accepted = Array.from({ length: 8 }, (_, index) =>
        lane.submit(() => {
          started.push(index);
          return gate.opened;
        }),
      );
      expect(accepted).toEqual([true, true, true, true, true, false, false, false]);
      expect(lane.waiting).toBe(3);
      await settle(environment);
      expect([started.length, lane.waiting]).toEqual([2, 3]);
      gate.open();
      await settle(environment);
      expect([...started].sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4]);
      expect(lane.submit(() => {})).toBe(true);
    }));

  test('without a queue only free workers take tasks', () =>
    withProcess(arm, async (environment) => {
      const lane = environment.lanes.open({ name: 'no queue', workers: 1, queueBound: 0 });
      const gate = new Gate();
      expect([lane.submit(() => gate.opened), lane.submit(() => {})]).toEqual([true, false]);
      gate.open();
      await settle(environment);
      expect(lane.submit(() => {})).toBe(true);
    }));
}
