import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  program,
  runTo,
  simulatedWorld,
  startMachine,
  type WorldOptions,
} from '../../tests/simulated-world.ts';
import type { Environment } from '../environment/environment.ts';
import { never } from './incarnation.ts';
import type { Simulation } from './simulation.ts';

const PATHS = ['checkpoint', 'macrotask'] as const;

/** What is reachable. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Runs after this many microtasks. */
async function microtasks(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await Promise.resolve();
}

async function rejectedLater(order: string[], name: string): Promise<void> {
  await microtasks(3);
  order.push(`${name} throws`);
  throw new Error(name);
}

/** Machines whose code hangs on microtasks: deep chains, promises that reject long before anybody handles them. */
function microtaskWorld(options: WorldOptions, order: string[]): Simulation {
  const world = simulatedWorld(options);
  for (const name of ['a', 'b', 'c']) {
    startMachine(world, name, async (environment) => {
      const { timers, random } = environment;
      for (let round = 0; round < 200; round += 1) {
        await timers.sleep(random.below(3), 'pause');
        order.push(`${name} wakes`);
        const failing = rejectedLater(order, name);
        await microtasks(random.below(50));
        if (round % 10 === 0) await timers.sleep(2, 'leave the rejection alone');
        await failing.catch(() => order.push(`${name} handles`));
        await Promise.all([microtasks(20), microtasks(5), environment.interleave('between')]);
        order.push(`${name} goes on`);
      }
    });
  }
  return world;
}

describe('between two events', () => {
  test('all microtasks run, and both ways to drain them give the same run', async () => {
    const runs = [];
    for (const pumpPath of PATHS) {
      const order: string[] = [];
      const world = microtaskWorld({ pumpPath }, order);
      expect(await runTo(world, 60_000)).toEqual({ kind: 'idle' });
      runs.push({ ...world.record(), order });
    }
    expect(runs[0]?.order).toHaveLength(3 * 200 * 4);
    expect(runs[0]).toEqual(runs[1]);
  });

  test.each(PATHS)('a chain of a thousand microtasks is over before the next event, %s', async (pumpPath) => {
    const world = simulatedWorld({ pumpPath });
    const order: string[] = [];
    startMachine(world, 'a', async ({ timers }) => {
      timers.once(1, 'next', () => order.push('next event'));
      await timers.sleep(0, 'this');
      await microtasks(1000);
      order.push('end of the chain');
    });
    await runTo(world, 10);
    expect(order).toEqual(['end of the chain', 'next event']);
  });
});

describe('a run ends', () => {
  test('idle when nothing is left', async () => {
    const world = simulatedWorld();
    startMachine(world, 'a', ({ timers }) => timers.sleep(5, 'pause'));
    expect(await world.run({ untilMs: 1000 })).toEqual({ kind: 'idle' });
    expect(world.nowMs).toBe(5);
  });

  test('at its time, after the events of that microsecond, and goes on from there', async () => {
    const world = simulatedWorld();
    const times: number[] = [];
    startMachine(world, 'a', ({ timers, clock }) => {
      timers.every(10, 10, 'tick', () => times.push(clock.monotonicUs() / 1000));
    });
    expect(await world.run({ untilMs: 30 })).toEqual({ kind: 'until' });
    expect([times, world.nowMs]).toEqual([[10, 20, 30], 30]);
    await world.run({ untilMs: 35 });
    expect([times.length, world.nowMs]).toEqual([3, 35]);
    await world.run({ untilMs: 40 });
    expect(times).toEqual([10, 20, 30, 40]);
  });

  test('after the event in which somebody halts, with its microtasks', async () => {
    const world = simulatedWorld();
    const order: string[] = [];
    startMachine(world, 'a', async ({ timers }) => {
      await timers.sleep(1, 'pause');
      world.kernel.halt();
      await microtasks(10);
      order.push('same event');
      await timers.sleep(1, 'pause');
      order.push('later event');
    });
    expect(await world.run({ untilMs: 1000 })).toEqual({ kind: 'halted' });
    expect(order).toEqual(['same event']);
    expect(await world.run({ untilMs: 1000 })).toEqual({ kind: 'idle' });
    expect(order).toEqual(['same event', 'later event']);
  });

  test('at the bound on events', async () => {
    const world = simulatedWorld({ eventLimit: 50 });
    startMachine(world, 'a', ({ timers }) => void timers.every(1, 1, 'tick', () => {}));
    expect(await world.run({ untilMs: 1000 })).toEqual({ kind: 'bound', bound: 'events', limit: 50 });
    expect(world.kernel.events).toBe(50);
  });

  test('at the bound on pending events', async () => {
    const world = simulatedWorld({ pendingLimit: 100 });
    startMachine(world, 'a', ({ timers }) => {
      const grow = () => {
        timers.once(1, 'one', grow);
        timers.once(1, 'and another', grow);
      };
      grow();
    });
    expect(await world.run({ untilMs: 1000 })).toEqual({
      kind: 'bound',
      bound: 'pending-events',
      limit: 100,
    });
  });

  test('at the bound on virtual time, although the asked time is later', async () => {
    const world = simulatedWorld({ virtualTimeLimitUs: 20_000 });
    let ticks = 0;
    startMachine(world, 'a', ({ timers }) => void timers.every(1, 1, 'tick', () => (ticks += 1)));
    expect(await world.run({ untilMs: 10 })).toEqual({ kind: 'until' });
    expect(await world.run({ untilMs: 100 })).toEqual({
      kind: 'bound',
      bound: 'virtual-time',
      limit: 20_000,
    });
    expect([ticks, world.nowMs]).toEqual([20, 20]);
  });
});

type Fail = (environment: Environment) => void | Promise<void>;

function failFromHere(): never {
  throw new Error('this went wrong');
}

const CRASHES: Record<string, Fail> = {
  'at the start of the program': () => failFromHere(),
  'in a timer': ({ timers }) => void timers.once(1, 'fail', failFromHere),
  'in a lane': ({ lanes }) => {
    lanes.open({ name: 'lane', workers: 1, queueBound: 1 }).submit(failFromHere);
  },
  'in a promise of a lane': ({ lanes, timers }) => {
    const lane = lanes.open({ name: 'lane', workers: 1, queueBound: 1 });
    lane.submit(() => timers.sleep(1, 'pause').then(failFromHere));
  },
  'in a promise that nobody handles': async ({ timers }) => {
    const lost = async () => {
      await timers.sleep(1, 'pause');
      failFromHere();
    };
    void lost();
  },
};

describe('a crash', () => {
  for (const [where, fail] of Object.entries(CRASHES)) {
    test.each(PATHS)(`${where} ends the run with the stack, %s`, async (pumpPath) => {
      const world = simulatedWorld({ pumpPath });
      startMachine(world, 'good', ({ timers }) => void timers.every(1, 1, 'tick', () => {}));
      startMachine(world, 'bad', fail);
      const end = await world.run({ untilMs: 20 });
      expect(end).toMatchObject({
        kind: 'crashed',
        stack: expect.stringMatching(/this went wrong\n.*failFromHere/),
      });
      // Whose promise it was, only the stack can tell.
      const machine = where.endsWith('nobody handles') ? '' : 'bad';
      expect(end).toMatchObject({ machine });
    });
  }

  test('is final', async () => {
    const world = simulatedWorld();
    startMachine(world, 'bad', () => failFromHere());
    const end = await world.run({ untilMs: 10 });
    expect(await world.run({ untilMs: 20 })).toEqual(end);
  });

  test('in an observer is not for the observed process to catch', async () => {
    const world = simulatedWorld();
    let caught = false;
    world.observe(failFromHere);
    startMachine(world, 'a', (environment) => {
      try {
        environment.observe({ kind: 'something' });
      } catch {
        caught = true;
      }
    });
    expect(await world.run({ untilMs: 10 })).toMatchObject({ kind: 'crashed', machine: '' });
    expect(caught).toBe(false);
  });
});

describe('nothing of one run leaks into the next', () => {
  test('two runs in one thread are what each is alone, also after a crash and with waiting promises left over', async () => {
    const digest = async (seed: string) => {
      const world = microtaskWorld({ seed }, []);
      await runTo(world, 60_000);
      return world.kernel.digest.value();
    };
    const alone = await digest('x');
    const crashing = simulatedWorld();
    startMachine(crashing, 'a', () => never<void>());
    startMachine(crashing, 'b', () => failFromHere());
    await crashing.run({ untilMs: 10 });
    expect(await digest('y')).not.toBe(alone);
    expect(await digest('x')).toBe(alone);
  });
});

describe('identities in a run', () => {
  /** Identities of the events on these machines. */
  async function identitiesOn(
    names: readonly string[],
    added: (world: Simulation) => void,
  ): Promise<string[]> {
    const world = simulatedWorld({ traceWindow: { first: 1, last: 100_000 } });
    const talk =
      (peer: string) =>
      async ({ network, timers }: Environment) => {
        const socket = await network.bindDatagrams(7, (bytes, from) => {
          if (bytes.length > 0) socket.send(from, new Uint8Array(0));
        });
        for (let count = 0; count < 30; count += 1) {
          socket.send(`${peer}:7`, new Uint8Array(count + 1));
          await timers.sleep(20, 'pause');
        }
      };
    const hosts = names.map((_, index) => `10.0.0.${index + 2}`);
    for (const [index, name] of names.entries()) {
      startMachine(world, name, talk(hosts[(index + 1) % hosts.length] as string));
    }
    added(world);
    await runTo(world, 1000);
    return world
      .record()
      .window.flatMap(({ machine, identity }) => (names.includes(machine) ? [identity] : []));
  }

  test('of what one root caused stay when another root is taken away', async () => {
    const names = ['a', 'b', 'c'];
    const alone = await identitiesOn(names, () => {});
    const among = await identitiesOn(names, (world) => {
      startMachine(world, 'noise', ({ timers }) => void timers.every(1, 1, 'noise', () => {}));
      world.at(100, { purpose: 'fault', ordinal: 0 }, () => {});
      world.at(200, { purpose: 'fault', ordinal: 1 }, () => {});
    });
    expect(alone.length).toBeGreaterThan(250);
    expect(among).toEqual(alone);
  });

  test('of what is done between two runs do not depend on the last event', async () => {
    const killedBetween = async (noise: boolean) => {
      const world = simulatedWorld({ traceWindow: { first: 1, last: 1000 } });
      const server = startMachine(world, 'server', async ({ network }) => {
        await network.listen(80, (connection) => connection.handle({ data: () => {}, closed: () => {} }));
      });
      startMachine(world, 'client', async ({ network, timers }) => {
        await timers.sleep(1, 'until the server listens');
        const connection = await network.connect(`${server.host}:80`, 1000);
        connection.handle({ data: () => {}, closed: () => {} });
      });
      if (noise) startMachine(world, 'noise', ({ timers }) => timers.sleep(99, 'noise'));
      await runTo(world, 100);
      server.kill();
      await runTo(world, 200);
      return world
        .record()
        .window.filter(({ label }) => label === 'network reset')
        .map(({ identity }) => identity);
    };
    const identities = await killedBetween(false);
    expect(identities).toHaveLength(1);
    expect(await killedBetween(true)).toEqual(identities);
  });
});

describe('a program as a one-liner', () => {
  test('is started once per life', async () => {
    const world = simulatedWorld();
    const lives: number[] = [];
    const machine = world.addMachine(
      'a',
      program(({ incarnation }) => void lives.push(incarnation)),
    );
    for (let life = 0; life < 3; life += 1) {
      machine.start();
      await runTo(world, life + 1);
      machine.kill();
    }
    expect(lives).toEqual([0, 1, 2]);
  });
});

describe('a process that its own event kills', () => {
  const failLater = async (environment: Environment, suicide: () => void) => {
    await environment.timers.sleep(5, 'pause');
    const lost = async () => {
      await microtasks(5);
      failFromHere();
    };
    void lost();
    suicide();
    void lost();
    throw new Error('and this too');
  };

  test.each(PATHS)('leaves rejections that mean nothing, %s', async (pumpPath) => {
    const world = simulatedWorld({ pumpPath });
    const machine = startMachine(world, 'a', (environment) => failLater(environment, () => machine.kill()));
    startMachine(world, 'b', ({ timers }) => void timers.every(1, 1, 'tick', () => {}));
    expect(await world.run({ untilMs: 20 })).toEqual({ kind: 'until' });
    machine.start();
    expect(await world.run({ untilMs: 40 })).toEqual({ kind: 'until' });
    expect(machine.lives).toBe(2);
  });

  test.each(PATHS)('excuses nobody else, before it and after it, %s', async (pumpPath) => {
    for (const [atMs, untilMs] of [
      [2, 5],
      [8, 10],
    ] as const) {
      const world = simulatedWorld({ pumpPath });
      const machine = startMachine(world, 'a', (environment) => failLater(environment, () => machine.kill()));
      startMachine(world, 'b', ({ timers }) => {
        void timers.sleep(atMs, 'pause').then(() => {
          throw new Error('of the living');
        });
      });
      await world.run({ untilMs: untilMs - 2 });
      expect(await world.run({ untilMs: 20 })).toMatchObject({
        kind: 'crashed',
        stack: expect.stringContaining('of the living'),
      });
    }
  });
});

describe('days of nothing much', () => {
  /** Calls that end long before their time limits, whose timers are cancelled each time; a poll that is held; a daily chore. */
  const caller = async (environment: Environment) => {
    const { timers, lanes } = environment;
    const lane = lanes.open({ name: 'work', workers: 1, queueBound: 10 });
    timers.every(86_400_000, 86_400_000, 'chore', () => {});
    while (true) {
      const limit = timers.once(3_600_000, 'time limit', failFromHere);
      await timers.sleep(30_000, 'poll');
      lane.submit(() => environment.interleave('answer'));
      limit.cancel();
    }
  };

  test('keep as little in memory after a month as after a day', async () => {
    const world = simulatedWorld();
    for (const name of ['a', 'b', 'c']) startMachine(world, name, (environment) => void caller(environment));
    const dayMs = 86_400_000;
    await runTo(world, dayMs);
    const events = world.kernel.events;
    const early = heapBytes();
    await runTo(world, 30 * dayMs);
    expect(world.kernel.events).toBeGreaterThan(25 * events);
    expect(world.kernel.pendingEvents).toBeLessThanOrEqual(12);
    expect(heapBytes() - early).toBeLessThan(1_500_000);
  });
});
