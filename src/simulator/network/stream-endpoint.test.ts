import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { DEFAULT_NETWORK } from './network-options.ts';

describe('a handler that is attached in the microsecond in which the connection ends', () => {
  test('gets the data and then the end', async () => {
    const network = { ...DEFAULT_NETWORK, latency: { kind: 'constant', us: 100 }, pairLatencyUs: 0 } as const;
    for (let seed = 0; seed < 60; seed += 1) {
      const world = simulatedWorld({ seed: `${seed}`, network });
      const calls: string[] = [];
      const server = startMachine(world, 'server', async ({ network: own, timers }) => {
        await own.listen(80, (connection) => {
          // Accepted at 1.1 ms and open there at 1.2 ms; the data arrives at 1.3 ms, the end a microsecond later.
          timers.once(0.201, 'late', () => {
            const data = (bytes: Uint8Array) => void calls.push(String(bytes));
            connection.handle({ data, closed: (reason) => void calls.push(reason) });
          });
        });
      });
      startMachine(world, 'client', async ({ network: own, timers }) => {
        await timers.sleep(1, 'until the server listens');
        const connection = await own.connect(`${server.host}:80`, 1000);
        connection.handle({ data: () => {}, closed: () => {} });
        connection.write(Uint8Array.of(1, 2));
        connection.close();
      });
      await runTo(world, 1000);
      expect(calls).toEqual(['1,2', 'ended']);
    }
  });
});

describe('a connection', () => {
  test('takes one handler', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', async ({ network }) => {
      const listener = await network.listen(80, (connection) => {
        connection.handle({ data: () => {}, closed: () => {} });
      });
      const connection = await network.connect(listener.address, 1000);
      connection.handle({ data: () => {}, closed: () => {} });
      connection.handle({ data: () => {}, closed: () => {} });
    });
    expect(await world.run({ untilMs: 100 })).toMatchObject({
      kind: 'crashed',
      machine: 'a',
      stack: expect.stringContaining('has a handler'),
    });
  });
});
