import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { NetworkError } from '../../environment/network.ts';
import { DEFAULT_NETWORK } from './network-options.ts';

const SENT = 2000;

describe('datagrams', () => {
  test('arrive once or not at all, in any order', async () => {
    const world = simulatedWorld({
      network: {
        ...DEFAULT_NETWORK,
        latency: { kind: 'uniform', minimumUs: 1, maximumUs: 5000 },
        lossPerMillion: 200_000,
      },
    });
    const received: number[] = [];
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.bindDatagrams(
        7,
        (bytes) => void received.push((bytes[0] as number) * 256 + (bytes[1] as number)),
      );
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      await timers.sleep(1, 'until the server listens');
      const socket = await network.bindDatagrams(0, () => {});
      for (let index = 0; index < SENT; index += 1) {
        socket.send(`${server.host}:7`, Uint8Array.of(Math.floor(index / 256), index % 256));
      }
    });
    await runTo(world, 1000);
    expect(new Set(received).size).toBe(received.length);
    expect(Math.abs(received.length - SENT * 0.8)).toBeLessThan(100);
    expect(received).not.toEqual(received.toSorted((left, right) => left - right));
  });

  test('do not reach a process that came after the one they were sent to', async () => {
    const world = simulatedWorld({
      network: { ...DEFAULT_NETWORK, latency: { kind: 'constant', us: 10_000 } },
    });
    const heardBy: number[] = [];
    const server = startMachine(world, 'server', async ({ network, incarnation }) => {
      await network.bindDatagrams(7, () => void heardBy.push(incarnation));
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      const socket = await network.bindDatagrams(0, () => {});
      for (let count = 0; count < 4; count += 1) {
        await timers.sleep(20, 'pause');
        socket.send(`${server.host}:7`, Uint8Array.of(1));
      }
    });
    world.at(45, { purpose: 'restart', ordinal: 0 }, () => {
      server.kill();
      server.start();
    });
    await runTo(world, 1000);
    // The second was on its way when its receiver died.
    expect(heardBy).toEqual([0, 1, 1]);
  });

  test('one socket per port; a close and a death free it', async () => {
    const world = simulatedWorld();
    const outcomes: string[] = [];
    const machine = startMachine(world, 'a', async ({ network }) => {
      const first = await network.bindDatagrams(7, () => {});
      const kind = await network
        .bindDatagrams(7, () => {})
        .then(
          () => 'bound',
          (error: unknown) => (error instanceof NetworkError ? error.kind : 'other'),
        );
      first.close();
      await network.bindDatagrams(7, () => {});
      outcomes.push(kind);
    });
    await runTo(world, 1);
    machine.kill();
    machine.start();
    await runTo(world, 2);
    expect(outcomes).toEqual(['address-in-use', 'address-in-use']);
  });

  test('to a dead process are not even sent', async () => {
    const world = simulatedWorld();
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.bindDatagrams(7, () => {});
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      const socket = await network.bindDatagrams(7, () => {});
      await timers.sleep(5, 'until the other is dead');
      socket.send(`${server.host}:7`, Uint8Array.of(1));
    });
    world.at(2, { purpose: 'kill', ordinal: 0 }, () => server.kill());
    await runTo(world, 100);
    expect(world.fabric.packets).toBe(0);
  });

  test('to nowhere, or from a closed socket, are nothing', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', async ({ network }) => {
      const socket = await network.bindDatagrams(7, () => expect.unreachable());
      socket.send('10.0.0.99:7', Uint8Array.of(1));
      socket.send('no address', Uint8Array.of(1));
      socket.close();
      socket.send(socket.address, Uint8Array.of(1));
    });
    expect(await runTo(world, 100)).toEqual({ kind: 'idle' });
    expect(world.fabric.packets).toBe(0);
  });
});
