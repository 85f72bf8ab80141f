import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import { never } from './incarnation.ts';
import { partition } from './network/rule.ts';

describe('the state of a world', () => {
  test('says who waits where nothing will ever happen again', async () => {
    const world = simulatedWorld();
    startMachine(world, 'locked', async ({ lanes, timers }) => {
      const lane = lanes.open({ name: 'send', workers: 2, queueBound: 10 });
      for (let count = 0; count < 5; count += 1) lane.submit(() => never());
      lanes.open({ name: 'idle', workers: 2, queueBound: 10 });
      await timers.sleep(2000, 'a while');
      await never();
    });
    startMachine(world, 'fine', () => {});
    expect(await world.run({ untilMs: 60_000 })).toEqual({ kind: 'idle' });
    const lines = world.describeState().split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'at 2.000000 s: 0 events pending, 5 have run',
      'locked: starting, life 1',
      '  process start: not done for 2.000000 s',
      '  lane send: 2 busy, 3 waiting, last start 2.000000 s ago',
      'fine: running, life 1',
    ]);
    expect(lines.at(-1)).toBe('  2.000000 s locked: a while');
  });

  test('says what is still to come and which connections are in trouble', async () => {
    const world = simulatedWorld();
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.listen(80, (connection) => connection.handle({ data: () => {}, closed: () => {} }));
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      timers.every(90_000, 90_000, 'clean up', () => {});
      for (let count = 0; count < 3; count += 1) timers.once(70_000 + count, 'time out', () => {});
      await timers.sleep(1, 'until the server listens');
      for (let count = 0; count < 2; count += 1) {
        const connection = await network.connect(`${server.host}:80`, 1000);
        connection.handle({ data: () => {}, closed: () => {} });
        timers.once(500, 'write', () => void (count === 0 && connection.write(new Uint8Array(100_000))));
      }
    });
    world.at(100, { purpose: 'cut', ordinal: 0 }, () =>
      world.fabric.addRule(partition(new Set([0]), new Set([1]))),
    );
    world.at(800, { purpose: 'kill', ordinal: 0 }, () => server.kill());
    world.at(99_000, { purpose: 'much later', ordinal: 0 }, () => {});
    await runTo(world, 1000);
    const state = world.describeState();
    expect(state).toContain('the world itself\n  in 98.000000 s: much later\n');
    expect(state).toContain('server: down, life 1\n');
    expect(state).toContain(
      `  to ${server.host}:80: half-open, the other end is gone, 1 packets lost, send buffer over its mark\n`,
    );
    expect(state).toContain(`  to ${server.host}:80: half-open, the other end is gone\n`);
    expect(state).toContain('  in 69.000000 s: time out, 3 of them\n  in 89.000000 s: clean up\n');
  });
});
