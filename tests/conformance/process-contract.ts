// What is left of a process's world, on every arm: choice points, chance, and its name.

import { describe, expect, test } from 'vitest';
import type { Arm } from './arm.ts';

export function processContract(arm: Arm): void {
  describe(`process, ${arm.name}`, () => {
    test('a choice point settles later than the microtasks around it', () =>
      arm.run(async ({ here }) => {
        const order: string[] = [];
        const point = here.interleave('test').then(() => order.push('point'));
        for (let count = 0; count < 5; count += 1) await Promise.resolve();
        order.push('microtasks');
        await point;
        expect(order).toEqual(['microtasks', 'point']);
      }));

    test('chains of choice points of two tasks get in between each other', () =>
      arm.run(async ({ here }) => {
        const order: string[] = [];
        const walk = async (name: string) => {
          for (let step = 0; step < 20; step += 1) {
            await here.interleave('test');
            order.push(name);
          }
        };
        await Promise.all([walk('a'), walk('b')]);
        expect(order).toHaveLength(40);
        expect(order.lastIndexOf('a')).toBeGreaterThan(order.indexOf('b'));
        expect(order.lastIndexOf('b')).toBeGreaterThan(order.indexOf('a'));
      }));

    test('chance stays in its bounds and reaches them', () =>
      arm.run(async ({ here }) => {
        const draws = Array.from({ length: 500 }, () => here.random.below(4));
        expect([...new Set(draws)].sort((left, right) => left - right)).toEqual([0, 1, 2, 3]);
        expect(here.random.below(1)).toBe(0);
        const wide = Array.from({ length: 50 }, () => here.random.below(2 ** 40));
        expect(wide.every((draw) => Number.isSafeInteger(draw) && draw >= 0 && draw < 2 ** 40)).toBe(true);
        const signed = Array.from({ length: 50 }, () => here.random.int32());
        expect(signed.every((draw) => draw === (draw | 0))).toBe(true);
        expect(signed.some((draw) => draw < 0)).toBe(true);
      }));

    test('two processes draw differently', () =>
      arm.run(async ({ here, there }) => {
        const [left, right] = [here, there].map(({ random }) =>
          Array.from({ length: 8 }, () => random.int32()),
        );
        expect(left).not.toEqual(right);
        expect([here.name, there.name]).toEqual(['here', 'there']);
      }));

    test('a process that ended is not called any more and hears of nothing', () =>
      arm.run(async ({ here, restartHere }) => {
        const heard: string[] = [];
        const hear = (what: string) => () => void heard.push(what);
        const lane = here.lanes.open({ name: 'dying', workers: 1, queueBound: 1 });
        const file = await here.disk.open('log', 'create');
        const socket = await here.network.bindDatagrams(0, hear('datagram'));
        socket.send(socket.address, new Uint8Array(3));
        here.timers.once(1, 'test', hear('once'));
        here.timers.every(1, 1, 'test', hear('every'));
        lane.submit(hear('lane'));
        const promises = [
          here.timers.sleep(1, 'test'),
          here.interleave('test'),
          file.sync(),
          here.disk.list(''),
          here.disk.open('log', 'existing'),
          here.network.listen(0, () => {}),
          here.network.connect('127.0.0.1:1', 10),
        ];
        for (const promise of promises) promise.then(hear('promise'), hear('rejection'));
        const again = await restartHere();
        here.timers.once(1, 'test', hear('once after the end'));
        here.interleave('test').then(hear('interleave after the end'), hear('rejection after the end'));
        await again.timers.sleep(50, 'test');
        expect(heard).toEqual([]);
      }));
  });
}
