import { describe, expect, test } from 'vitest';
import { Draws } from '../draws.ts';
import { rootIdentity } from '../identity.ts';
import { clogMachine } from './path-rules.ts';
import { swizzleSteps } from './swizzle.ts';
import { CLIENT, Pair, SERVER } from './testing/stream-pair.ts';

describe('a swizzle', () => {
  const machines = [0, 1, 2, 3, 4];
  const stepsOf = (seed: string) =>
    swizzleSteps(machines, 10_000, { draws: new Draws(seed), identity: rootIdentity('swizzle', 1) });

  test('clogs all, then releases all, in another order, within its time', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 200; seed += 1) {
      const steps = stepsOf(`${seed}`);
      expect(steps.map(({ kind }) => kind).join(' ')).toBe(
        `${'clog '.repeat(5)}${'release '.repeat(5)}`.trim(),
      );
      expect(steps.map(({ afterUs }) => afterUs)).toEqual([
        0, 1000, 2000, 3000, 4000, 6000, 7000, 8000, 9000, 10_000,
      ]);
      const order = steps.map(({ machine }) => machine);
      const [clogged, released] = [order.slice(0, 5), order.slice(5)];
      expect([new Set(clogged), new Set(released)]).toEqual([new Set(machines), new Set(machines)]);
      expect(released).not.toEqual(clogged);
      orders.add(order.join(''));
    }
    expect(orders.size).toBeGreaterThan(190);
    expect(stepsOf('7')).toEqual(stepsOf('7'));
  });

  test('of two machines always turns them round', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const chance = { draws: new Draws(`${seed}`), identity: rootIdentity('swizzle', 1) };
      const [first, second, third, fourth] = swizzleSteps([8, 9], 100, chance);
      expect([third?.machine, fourth?.machine]).toEqual([second?.machine, first?.machine]);
    }
  });

  test('brings back in its own order who was held', async () => {
    const pair = new Pair({ latency: { kind: 'constant', us: 1000 }, pairLatencyUs: 0 });
    const chance = { draws: pair.world.kernel.draws, identity: rootIdentity('swizzle', 0) };
    const clogs = new Map<number, () => void>();
    const log: string[] = [];
    for (const { afterUs, machine, kind } of swizzleSteps([CLIENT, SERVER], 1_000_000, chance)) {
      pair.at(100 + afterUs / 1000, () => {
        log.push(`${kind} ${machine}`);
        if (kind === 'clog') clogs.set(machine, pair.world.fabric.addRule(clogMachine(machine)));
        else clogs.get(machine)?.();
      });
    }
    pair.at(500, () => pair.client.write(1));
    pair.at(900, () => expect(pair.server.received).toEqual([]));
    await pair.run();
    expect(log).toHaveLength(4);
    expect(pair.server.received).toEqual([1]);
    expect(pair.server.fragments[0]?.atMs).toBe(1101);
  });
});
