import { describe, expect, test } from 'vitest';
import { MicrotaskPump } from '../../nodejs/microtask-pump.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { ConsumeLock } from './consume-lock.ts';
import { Pauses } from './pauses.ts';

describe('consume lock', () => {
  test('a removal waits for the handler, but not for ever; a handler waits for the removal', async () => {
    const simulation = new Simulation({ seed: 'lock', host: new MicrotaskPump() });
    const log: string[] = [];
    const machine = simulation.addMachine('client', async (environment) => {
      const { timers } = environment;
      const lock = new ConsumeLock();
      const pauses = new Pauses(environment);
      const at = () => Math.round(simulation.nowMs);
      const handler = async (name: string, takesMs: number) => {
        await lock.enterHandler();
        log.push(`${at()} ${name} starts`);
        await timers.sleep(takesMs, 'handling');
        log.push(`${at()} ${name} ends`);
        lock.leaveHandler();
      };
      const first = handler('first', 800);
      for (const attempt of ['first', 'second']) {
        const isRemoving = await lock.enterRemoval(500, pauses);
        log.push(`${at()} ${attempt} removal: ${isRemoving}`);
      }
      const second = handler('second', 10);
      await timers.sleep(100, 'removing');
      lock.leaveRemoval();
      await Promise.all([first, second]);
      return { stop: () => Promise.resolve() };
    });
    machine.start();
    await simulation.run({ untilMs: 5_000 });
    expect(log).toEqual([
      '0 first starts',
      '500 first removal: false',
      '800 first ends',
      '800 second removal: true',
      '900 second starts',
      '910 second ends',
    ]);
  });
});
