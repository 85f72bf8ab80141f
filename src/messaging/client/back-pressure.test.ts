import { expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import { BackPressure } from './back-pressure.ts';
import { TestCluster } from './testing/test-cluster.ts';

async function inProcess(seed: string, work: (environment: Environment) => Promise<void>): Promise<void> {
  const cluster = new TestCluster({ seed, brokerCount: 0 });
  let isDone = false;
  const client = cluster.addClient('client', async (environment) => {
    await work(environment);
    isDone = true;
  });
  client.start();
  await cluster.runFor(10_000);
  expect(isDone).toBe(true);
}

test('lets so many pass, and the next when one leaves, first come, first served', () =>
  inProcess('count', async ({ timers }) => {
    const gate = new BackPressure(timers, { messages: 2, bytes: 100 });
    const passed: string[] = [];
    const enter = async (name: string) => {
      if (await gate.enter(10, 1_000)) passed.push(name);
    };
    const all = ['a', 'b', 'c', 'd'].map(enter);
    await timers.sleep(10, 'let them');
    expect(passed).toEqual(['a', 'b']);
    gate.leave(10);
    await timers.sleep(10, 'let one');
    expect(passed).toEqual(['a', 'b', 'c']);
    await Promise.all(all);
    expect(passed).toEqual(['a', 'b', 'c']);
  }));

test('counts bytes: a small one does not overtake a large one, unless that gives up', () =>
  inProcess('bytes', async ({ timers }) => {
    const gate = new BackPressure(timers, { messages: 10, bytes: 100 });
    expect(await gate.enter(60, 1_000)).toBe(true);
    const large = gate.enter(80, 500);
    const small = gate.enter(30, 5_000);
    expect(await large).toBe(false);
    expect(await small).toBe(true);
  }));

test('lets what is larger than the bound pass alone', () =>
  inProcess('large', async ({ timers }) => {
    const gate = new BackPressure(timers, { messages: 10, bytes: 100 });
    expect(await gate.enter(10, 1_000)).toBe(true);
    const huge = gate.enter(500, 5_000);
    expect(await gate.enter(1, 100)).toBe(false);
    gate.leave(10);
    expect(await huge).toBe(true);
  }));
