import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../../tests/simulated-world.ts';
import { type Connection, NetworkError } from '../../environment/network.ts';
import type { Simulation } from '../simulation.ts';
import { DEFAULT_NETWORK, type NetworkOptions } from './network-options.ts';
import { loseReplies, slowPath } from './rule.ts';

function kindOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof NetworkError ? error.kind : 'other'),
  );
}

/** A client that asks an echoing server again and again, with a new connection after each reset. */
function echo(requests: number, network: Partial<NetworkOptions> = {}) {
  const world: Simulation = simulatedWorld({ network: { ...DEFAULT_NETWORK, ...network } });
  const tally = { served: 0, answered: 0, resets: 0, connections: 0, roundTripsUs: [] as number[] };
  startMachine(world, 'client', async ({ network: own, timers, clock }) => {
    await timers.sleep(1, 'until the server listens');
    let connection: Connection | undefined;
    for (let count = 0; count < requests; count += 1) {
      if (connection?.isOpen !== true) {
        connection = await own.connect(`${server.host}:80`, 1000);
        tally.connections += 1;
      }
      const startUs = clock.monotonicUs();
      const current: Connection = connection;
      const outcome = await new Promise<string>((resolve) => {
        answer = resolve;
        if (!handled.has(current)) {
          handled.add(current);
          current.handle({ data: () => answer('answered'), closed: () => answer('reset') });
        }
        current.write(Uint8Array.of(count));
      });
      if (outcome === 'answered') tally.answered += 1;
      else tally.resets += 1;
      tally.roundTripsUs.push(clock.monotonicUs() - startUs);
    }
  });
  const handled = new Set<Connection>();
  let answer: (outcome: string) => void = () => {};
  const server = startMachine(world, 'server', async ({ network: own }) => {
    await own.listen(80, (connection) => {
      connection.handle({
        data: (bytes) => {
          tally.served += 1;
          connection.write(bytes);
        },
        closed: () => {},
      });
    });
  });
  return { world, tally };
}

describe('the loss of a reply', () => {
  test('takes exactly as many as asked, each with its connection, and no request', async () => {
    const { world, tally } = echo(20);
    world.at(0.5, { purpose: 'lose', ordinal: 0 }, () => world.fabric.addRule(loseReplies(1, 0, 3)));
    await runTo(world, 60_000);
    expect(tally).toMatchObject({ served: 20, answered: 17, resets: 3, connections: 4 });
  });

  test('of a server that is not the one meant takes nothing', async () => {
    const { world, tally } = echo(20);
    world.fabric.addRule(loseReplies(0, 1, 3));
    await runTo(world, 60_000);
    expect(tally).toMatchObject({ answered: 20, resets: 0 });
  });
});

describe('a path', () => {
  test('takes twice its latency there and back', async () => {
    const { world, tally } = echo(5, { latency: { kind: 'constant', us: 700 }, pairLatencyUs: 0 });
    await runTo(world, 60_000);
    expect(tally.roundTripsUs).toEqual([1400, 1400, 1400, 1400, 1400]);
  });

  test('that is slow takes so much longer, both ways', async () => {
    const { world, tally } = echo(3, { latency: { kind: 'constant', us: 700 }, pairLatencyUs: 0 });
    world.fabric.addRule(slowPath(0, 1, 10_000));
    await runTo(world, 60_000);
    expect(tally.roundTripsUs).toEqual([21_400, 21_400, 21_400]);
  });

  test('has a constant part of its own per direction', async () => {
    const { world, tally } = echo(3, { latency: { kind: 'constant', us: 0 }, pairLatencyUs: 5000 });
    await runTo(world, 60_000);
    const [first] = tally.roundTripsUs;
    expect(tally.roundTripsUs).toEqual([first, first, first]);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(10_000);
  });
});

describe('an address', () => {
  test('is held by one listener, freed by its close and by the death of its process', async () => {
    const world = simulatedWorld();
    const outcomes: string[] = [];
    const machine = startMachine(world, 'a', async ({ network }) => {
      const first = await network.listen(80, () => {});
      outcomes.push(await kindOf(network.listen(80, () => {})));
      first.close();
      first.close();
      outcomes.push(await kindOf(network.listen(80, () => {})));
    });
    await runTo(world, 10);
    machine.kill();
    machine.start();
    await runTo(world, 20);
    expect(outcomes).toEqual(['address-in-use', 'done', 'address-in-use', 'done']);
  });

  test('a listener that was closed late does not take the next one with it', async () => {
    const world = simulatedWorld();
    let accepted = 0;
    startMachine(world, 'a', async ({ network }) => {
      const first = await network.listen(80, () => {});
      first.close();
      const second = await network.listen(80, (connection) => {
        accepted += 1;
        connection.handle({ data: () => {}, closed: () => {} });
      });
      first.close();
      (await network.connect(second.address, 1000)).handle({ data: () => {}, closed: () => {} });
    });
    await runTo(world, 1000);
    expect(accepted).toBe(1);
  });
});

describe('what the network keeps of the past', () => {
  test('is nothing: closed connections and dead processes are forgotten', async () => {
    const world = simulatedWorld();
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.listen(80, (connection) => connection.handle({ data: () => {}, closed: () => {} }));
    });
    const client = startMachine(world, 'client', async ({ network, timers }) => {
      await timers.sleep(1, 'until the server listens');
      for (let count = 0; count < 50; count += 1) {
        const connection = await network.connect(`${server.host}:80`, 1000);
        connection.handle({ data: () => {}, closed: () => {} });
        connection.write(Uint8Array.of(1));
        if (count % 2 === 0) connection.close();
        else connection.reset();
      }
      await network.connect(`${server.host}:81`, 1000).catch(() => {});
    });
    await runTo(world, 60_000);
    expect(world.kernel.pendingEvents).toBe(0);
    expect(world.describeState()).not.toMatch(/open connections|to 10\./);
    client.kill();
    expect(world.kernel.pendingEvents).toBe(0);
  });
});
