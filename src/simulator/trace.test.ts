import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../tests/simulated-world.ts';
import type { Trace } from './trace.ts';

/** A thousand and a half events on one machine, each caused by the one before. */
async function chain(options: WorldOptions = {}): Promise<Trace> {
  const world = simulatedWorld(options);
  startMachine(world, 'a', async ({ timers }) => {
    for (let count = 0; count < 1500; count += 1) await timers.sleep(1, count % 2 === 0 ? 'even' : 'odd');
  });
  await runTo(world, 10_000);
  return world.kernel.trace;
}

describe('the trace', () => {
  test('always keeps the newest events, oldest first', async () => {
    const trace = await chain();
    expect(
      trace.newest(3).map(({ number, timeUs, label, machine }) => [number, timeUs, label, machine]),
    ).toEqual([
      [1499, 1_498_000, 'odd', 'a'],
      [1500, 1_499_000, 'even', 'a'],
      [1501, 1_500_000, 'odd', 'a'],
    ]);
    const all = trace.newest(10_000);
    expect([all.length, all[0]?.number, all.at(-1)?.number]).toEqual([1024, 478, 1501]);
    expect(trace.window()).toEqual([]);
  });

  test('keeps a window in full, with causes', async () => {
    const window = (await chain({ traceWindow: { first: 1, last: 20 } })).window();
    expect(window.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    for (let index = 1; index < window.length; index += 1) {
      expect(window[index]?.cause).toBe(window[index - 1]?.identity);
    }
    expect(window[0]?.label).toBe('process start');
  });

  test('a window changes nothing of the run', async () => {
    const digests = [undefined, { first: 5, last: 1200 }].map(async (traceWindow) => {
      const world = simulatedWorld({ traceWindow });
      startMachine(world, 'a', ({ timers }) => timers.sleep(5, 'pause'));
      await runTo(world, 10);
      return world.kernel.digest.value();
    });
    const [without, within] = await Promise.all([digests[0], digests[1]]);
    expect(within).toBe(without);
  });

  test('shows the bytes of packets', async () => {
    const world = simulatedWorld({ traceWindow: { first: 1, last: 100 } });
    startMachine(world, 'a', async ({ network }) => {
      const socket = await network.bindDatagrams(7, () => {});
      socket.send(socket.address, new Uint8Array(123));
    });
    await runTo(world, 100);
    const packets = world.kernel.trace.window().filter(({ label }) => label === 'network datagram');
    expect(packets.map(({ detail, machine }) => [detail, machine])).toEqual([[123, 'a']]);
  });
});
