import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import { decodeText, encodeText } from '../base/bytes.ts';
import type { DiskFile } from '../environment/disk.ts';
import type { Environment } from '../environment/environment.ts';
import { rootIdentity } from './identity.ts';
import type { Machine } from './machine.ts';
import type { Simulation } from './simulation.ts';

describe('the life of a process', () => {
  test('starting, running, stopping, down', async () => {
    const world = simulatedWorld();
    const machine = world.addMachine('a', async ({ timers }) => {
      await timers.sleep(10, 'start up');
      return { stop: () => timers.sleep(10, 'goodbye') };
    });
    expect([machine.state, machine.process]).toEqual(['down', undefined]);
    machine.start();
    await runTo(world, 5);
    expect([machine.state, machine.process]).toEqual(['starting', undefined]);
    await runTo(world, 20);
    expect([machine.state, machine.lives]).toEqual(['running', 1]);
    expect(machine.process).toBeDefined();
    let stopped = 0;
    machine.stop(() => {
      stopped += 1;
    });
    machine.stop(() => {
      stopped += 100;
    });
    await runTo(world, 15);
    expect([machine.state, stopped]).toEqual(['stopping', 0]);
    await runTo(world, 40);
    expect([machine.state, stopped]).toEqual(['down', 1]);
  });

  test('how it ended is told when it has happened, also of a machine that was down', async () => {
    const world = simulatedWorld();
    const machine = startMachine(world, 'a', async () => {});
    const ends: string[] = [];
    world.onEnd((name, end) => ends.push(`${name} ${end} ${machine.state} ${machine.disk.paths().length}`));
    for (const end of [
      () => machine.kill(),
      () => machine.stop(),
      () => machine.losePower(),
      () => machine.wipeDisk(),
    ]) {
      end();
      await runTo(world, world.nowMs + 10);
      machine.kill();
      machine.start();
      await runTo(world, world.nowMs + 10);
    }
    machine.kill();
    machine.kill();
    machine.losePower();
    expect(ends).toEqual([
      ...['a killed down 0', 'a stopped down 0', 'a power-lost down 0', 'a disk-wiped down 0'],
      ...['a killed down 0', 'a power-lost down 0'],
    ]);
  });

  test('asked to stop before it has started, it is killed', async () => {
    const world = simulatedWorld();
    let isDone = false;
    const machine = startMachine(world, 'a', async ({ timers }) => {
      await timers.sleep(10, 'start up');
      isDone = true;
    });
    await runTo(world, 5);
    let stopped = 0;
    machine.stop(() => {
      stopped += 1;
    });
    expect([machine.state, stopped]).toEqual(['down', 1]);
    await runTo(world, 50);
    expect(isDone).toBe(false);
  });

  test('killed while it says its goodbyes, nobody is told that it stopped, and the next life is left alone', async () => {
    const world = simulatedWorld();
    const machine = world.addMachine('a', async ({ timers }) => ({
      stop: () => timers.sleep(10, 'goodbye'),
    }));
    machine.start();
    await runTo(world, 1);
    let stopped = 0;
    machine.stop(() => {
      stopped += 1;
    });
    await runTo(world, 5);
    expect(machine.state).toBe('stopping');
    machine.kill();
    machine.start();
    await runTo(world, 100);
    expect([machine.state, machine.lives, stopped]).toEqual(['running', 2, 0]);
  });

  test('a goodbye that kills and restarts its own machine does not end the next life', async () => {
    const world = simulatedWorld();
    const machine: Machine = world.addMachine('a', async () => ({
      stop: async () => {
        machine.kill();
        machine.start();
      },
    }));
    machine.start();
    await runTo(world, 5);
    machine.stop();
    await runTo(world, 10);
    expect([machine.state, machine.lives]).toEqual(['running', 2]);
  });

  test('work is performed in the running process only', async () => {
    const world = simulatedWorld();
    const machine = startMachine(world, 'a', () => {});
    const root = rootIdentity('operation', 1);
    expect(() => machine.perform(root, 'work', async () => {})).toThrow('does not run');
    await runTo(world, 1);
    const owners: string[] = [];
    machine.perform(root, 'work', async () => void owners.push(world.kernel.owner.name));
    await runTo(world, 2);
    expect(owners).toEqual(['a']);
  });

  test('a killed process leaves no events behind', async () => {
    const world = simulatedWorld();
    const machine = startMachine(world, 'a', ({ timers }) => {
      for (let count = 0; count < 100; count += 1) timers.once(3_600_000, 'in an hour', () => {});
    });
    await runTo(world, 1);
    expect(world.kernel.pendingEvents).toBe(100);
    machine.kill();
    expect(world.kernel.pendingEvents).toBe(0);
    expect(await world.run({ untilMs: 10 })).toEqual({ kind: 'idle' });
  });
});

/** What a process has got to do after it was killed by one of its own calls. */
interface Aftermath {
  readonly log: string[];
  readonly files: DiskFile[];
}

async function actAfterDeath(
  environment: Environment,
  { log, files }: Aftermath,
  peer: string,
): Promise<void> {
  const { network, timers, lanes, disk } = environment;
  const socket = await network.bindDatagrams(9, () => void log.push('heard something'));
  const connection = await network.connect(`${peer}:80`, 1000);
  connection.handle({ data: () => void log.push('data'), closed: () => void log.push('closed') });
  const file = await disk.open('log', 'create');
  files.push(file);
  file.write(0, encodeText('before'));
  const lane = lanes.open({ name: 'lane', workers: 1, queueBound: 10 });
  timers.once(1, 'timer of before', () => void log.push('timer of before'));
  lane.submit(() => void log.push('task of before'));
  const pending = [timers.sleep(1, 'sleep'), file.sync(), environment.interleave('here'), disk.list('')];
  for (const promise of pending) void promise.then(() => log.push('settled'));
  try {
    environment.observe({ kind: 'aim here' });
    log.push('the same instant goes on');
    file.write(0, encodeText('after!'));
    file.truncate(3);
    socket.send(`${peer}:9`, encodeText('after'));
    connection.write(encodeText('after'));
    connection.close();
    timers.once(1, 'after', () => void log.push('timer'));
    timers.every(1, 1, 'after', () => void log.push('repeating timer'));
    lane.submit(() => void log.push('task'));
    environment.observe({ kind: 'after' });
    const later = [
      timers.sleep(1, 'after'),
      environment.interleave('after'),
      file.sync(),
      disk.open('other', 'create'),
      disk.remove('log'),
      network.listen(80, () => {}),
      network.connect(`${peer}:80`, 1000),
      network.bindDatagrams(10, () => {}),
    ];
    for (const promise of later) void promise.then(() => log.push('settled after'));
    await later[0];
    log.push('after the await');
  } finally {
    log.push('finally');
  }
}

describe('a process that is killed by one of its own calls', () => {
  test('has no effect from then on, and nothing of it ever settles', async () => {
    const world = simulatedWorld();
    const heard: string[] = [];
    const observed: string[] = [];
    const aftermath: Aftermath = { log: [], files: [] };
    const peer = startMachine(world, 'peer', async ({ network }) => {
      await network.bindDatagrams(9, () => void heard.push('datagram'));
      await network.listen(80, (connection) => {
        heard.push('connection');
        connection.handle({
          data: () => void heard.push('data'),
          closed: (reason) => void heard.push(reason),
        });
      });
    });
    await runTo(world, 1);
    const victim = startMachine(world, 'victim', (environment) =>
      actAfterDeath(environment, aftermath, peer.host),
    );
    world.observe((_machine, { kind }) => {
      observed.push(kind);
      if (kind === 'aim here') victim.kill();
    });
    await runTo(world, 60_000);
    expect(aftermath.log).toEqual(['the same instant goes on']);
    expect(observed).toEqual(['aim here']);
    expect(heard).toEqual(['connection', 'reset']);
    expect(victim.disk.paths()).toEqual(['log']);
    expect(decodeText(victim.disk.read('log', 0, 100) as Uint8Array)).toBe('before');
  });

  test('may go wrong on its way out: that is no crash', async () => {
    for (const fail of [
      ({ timers }: Environment, die: () => void) => {
        timers.once(1, 'last', () => {
          die();
          throw new Error('the world ignored me');
        });
      },
      async ({ timers }: Environment, die: () => void) => {
        await timers.sleep(1, 'last');
        die();
        throw new Error('the world ignored me');
      },
      ({ lanes }: Environment, die: () => void) => {
        const lane = lanes.open({ name: 'lane', workers: 1, queueBound: 1 });
        lane.submit(async () => {
          die();
          throw new Error('the world ignored me');
        });
      },
      async ({ network }: Environment, die: () => void) => {
        const fail = () => {
          die();
          throw new Error('the world ignored me');
        };
        const listener = await network.listen(80, (connection) =>
          connection.handle({ data: fail, closed: fail }),
        );
        const connection = await network.connect(listener.address, 1000);
        connection.handle({ data: () => {}, closed: () => {} });
        connection.write(encodeText('x'));
      },
    ]) {
      const world = simulatedWorld();
      const machine: Machine = startMachine(world, 'a', (environment) =>
        fail(environment, () => machine.kill()),
      );
      expect(await world.run({ untilMs: 10 })).toEqual({ kind: 'idle' });
    }
  });

  test('gets no further fragment of a connection', async () => {
    const world = simulatedWorld();
    let fragments = 0;
    const server: Machine = startMachine(world, 'server', async ({ network, timers }) => {
      await network.listen(80, (connection) => {
        // The handler comes late, when several fragments wait for it.
        timers.once(100, 'late', () => {
          connection.handle({
            data: () => {
              fragments += 1;
              server.kill();
            },
            closed: () => {
              fragments += 100;
            },
          });
        });
      });
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      await timers.sleep(1, 'until the server listens');
      const connection = await network.connect(`${server.host}:80`, 1000);
      connection.handle({ data: () => {}, closed: () => {} });
      for (let count = 0; count < 3; count += 1) connection.write(encodeText('x'));
      connection.close();
    });
    await runTo(world, 1000);
    expect(fragments).toBe(1);
  });
});

describe('the disk of a machine', () => {
  async function written(world: Simulation): Promise<Machine> {
    const machine = startMachine(world, 'a', async ({ disk, incarnation }) => {
      if (incarnation > 0) return;
      const file = await disk.open('log', 'create');
      await disk.syncDirectory('');
      file.write(0, encodeText('synced'));
      await file.sync();
      file.write(6, encodeText(' and not'));
    });
    await runTo(world, 100);
    return machine;
  }

  test('survives a kill with all that was written', async () => {
    const world = simulatedWorld();
    const machine = await written(world);
    machine.kill();
    machine.start();
    await runTo(world, 200);
    expect(decodeText(machine.disk.read('log', 0, 100) as Uint8Array)).toBe('synced and not');
  });

  test('loses with the power what was not synced, or a part of it, or nothing', async () => {
    const left = new Set<string>();
    for (let seed = 0; seed < 30; seed += 1) {
      const machine = await written(simulatedWorld({ seed: `power ${seed}` }));
      machine.losePower();
      left.add(decodeText(machine.disk.read('log', 0, 100) as Uint8Array));
    }
    expect([...left].every((text) => text.startsWith('synced'))).toBe(true);
    expect([...left]).toEqual(expect.arrayContaining(['synced', 'synced and not']));
    expect(left.size).toBeGreaterThan(2);
  });

  test('is gone after a wipe, with the process', async () => {
    const machine = await written(simulatedWorld());
    machine.wipeDisk();
    expect([machine.state, machine.disk.paths()]).toEqual(['down', []]);
    machine.disk.losePower();
    expect(machine.disk.paths()).toEqual([]);
  });

  test('a sync that a kill cut off does not make the next one forget', async () => {
    const world = simulatedWorld();
    const machine: Machine = startMachine(world, 'a', async ({ disk, incarnation }) => {
      const file = await disk.open('log', 'create');
      if (incarnation === 0) {
        file.write(0, encodeText('first life'));
        void file.sync().then(() => expect.unreachable());
        machine.kill();
        return;
      }
      file.write(10, encodeText(', second'));
      await file.sync();
      await disk.syncDirectory('');
    });
    await runTo(world, 100);
    machine.start();
    await runTo(world, 200);
    machine.losePower();
    expect(decodeText(machine.disk.read('log', 0, 100) as Uint8Array)).toBe('first life, second');
  });
});

describe('machines', () => {
  test('have addresses of their own, also many of them', () => {
    const world = simulatedWorld();
    const hosts = Array.from(
      { length: 1000 },
      (_, index) => world.addMachine(`m${index}`, async () => ({ stop: async () => {} })).host,
    );
    expect(new Set(hosts).size).toBe(1000);
    for (const host of hosts)
      expect(
        host
          .split('.')
          .map(Number)
          .every((part) => part < 255),
      ).toBe(true);
  });

  test('have names of their own', () => {
    const world = simulatedWorld();
    startMachine(world, 'a', () => {});
    expect(() => startMachine(world, 'a', () => {})).toThrow('two machines are named a');
  });
});
