import { describe, expect, test } from 'vitest';
import { simulatedWorld, startMachine } from '../../tests/simulated-world.ts';

describe('labels of events', () => {
  test('are constant texts: a program that makes a new one for each event is stopped', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', async ({ timers }) => {
      for (let count = 0; count < 10_000; count += 1) await timers.sleep(1, `sleep number ${count}`);
    });
    expect(await world.run({ untilMs: 60_000 })).toMatchObject({
      kind: 'crashed',
      machine: 'a',
      stack: expect.stringContaining('a label must be a constant text, got "sleep number'),
    });
  });
});
