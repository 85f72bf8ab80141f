import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import { decodeText, encodeText } from '../base/bytes.ts';
import type { Environment } from '../environment/environment.ts';
import type { Connection } from '../environment/network.ts';
import type { Machine } from './machine.ts';
import type { Simulation } from './simulation.ts';

function at(world: Simulation, atMs: number, action: () => void): void {
  world.at(atMs, { purpose: 'test', ordinal: atMs }, action);
}

function pauseBetween(world: Simulation, machine: Machine, fromMs: number, toMs: number): void {
  at(world, fromMs, () => at(world, toMs, machine.pause()));
}

/** Virtual milliseconds and words. */
class Notes {
  readonly lines: string[] = [];
  readonly #world: Simulation;

  constructor(world: Simulation) {
    this.#world = world;
  }

  readonly add = (text: string): void => {
    this.lines.push(`${Math.floor(this.#world.nowMs)} ${text}`);
  };
}

describe('timers of a paused process', () => {
  test('fire late, in the order of their times, and repeating ones go on from there', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(world, 'a', ({ timers }) => {
      for (const ms of [70, 20, 60, 30]) timers.once(ms, 'once', () => notes.add(`once ${ms}`));
      timers.every(40, 40, 'tick', () => notes.add('tick'));
    });
    pauseBetween(world, machine, 25, 65);
    await runTo(world, 150);
    expect(notes.lines).toEqual([
      '20 once 20',
      '65 once 30',
      '65 tick',
      '65 once 60',
      '70 once 70',
      '105 tick',
      '145 tick',
    ]);
  });

  test('can still be cancelled: by each other when they are overdue', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(world, 'a', ({ timers }) => {
      const later = timers.once(30, 'later', () => notes.add('never'));
      timers.once(20, 'sooner', () => {
        notes.add('sooner');
        later.cancel();
        later.cancel();
      });
    });
    pauseBetween(world, machine, 10, 90);
    expect(await runTo(world, 200)).toEqual({ kind: 'idle' });
    expect(notes.lines).toEqual(['90 sooner']);
    expect(world.kernel.pendingEvents).toBe(0);
  });

  test('wait while others go on; the clock does too', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(world, 'a', ({ timers, clock }) => {
      timers.once(20, 'once', () => notes.add(`a sees ${clock.monotonicUs()}`));
    });
    startMachine(world, 'b', ({ timers }) => void timers.once(30, 'once', () => notes.add('b')));
    pauseBetween(world, machine, 10, 90);
    await runTo(world, 100);
    expect(notes.lines).toEqual(['30 b', '90 a sees 90000']);
  });
});

describe('a pause', () => {
  test('lasts until everybody who asked for it lets go', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(
      world,
      'a',
      ({ timers }) => void timers.once(1, 'once', () => notes.add('runs')),
    );
    const one = machine.pause();
    const other = machine.pause();
    await runTo(world, 10);
    one();
    one();
    expect(machine.isPaused).toBe(true);
    await runTo(world, 20);
    expect(notes.lines).toEqual([]);
    other();
    expect(machine.isPaused).toBe(false);
    await runTo(world, 30);
    expect(notes.lines).toEqual(['21 runs']);
  });

  test('without an end leaves the world waiting, not idle, and the report says so', async () => {
    const world = simulatedWorld();
    const machine = startMachine(world, 'a', ({ timers }) => timers.sleep(5, 'pause'));
    await runTo(world, 1);
    machine.pause();
    expect(await runTo(world, 100)).toEqual({ kind: 'until' });
    expect(world.nowMs).toBe(100);
    expect(world.describeState()).toContain('a: starting, paused');
  });

  test('ends with the process: its events are gone, and the next life runs', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(world, 'a', ({ timers, incarnation }) => {
      timers.once(5, 'once', () => notes.add(`life ${incarnation}`));
    });
    await runTo(world, 1);
    const resume = machine.pause();
    await runTo(world, 10);
    machine.kill();
    machine.start();
    await runTo(world, 20);
    resume();
    await runTo(world, 30);
    expect(notes.lines).toEqual(['15 life 1']);
    expect(world.kernel.pendingEvents).toBe(0);
  });

  test('of a machine that is down changes nothing', async () => {
    const world = simulatedWorld();
    const machine = world.addMachine('a', async () => ({ stop: async () => {} }));
    machine.pause()();
    expect(machine.isPaused).toBe(false);
  });

  test('also holds work that the harness gives to the process, and its goodbye', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const machine = startMachine(world, 'a', () => {});
    await runTo(world, 1);
    const resume = machine.pause();
    machine.perform({ high: 1, low: 2 }, 'work', async () => notes.add('works'));
    at(world, 20, () => machine.stop(() => notes.add('stopped')));
    at(world, 50, resume);
    await runTo(world, 100);
    expect(notes.lines).toEqual(['50 works', '50 stopped']);
  });
});

interface Talk {
  readonly world: Simulation;
  readonly server: Machine;
  readonly client: Machine;
  readonly notes: Notes;
}

/** A server that answers each fragment, and a client that does what it is told with its connection. */
function talk(act: (connection: Connection, environment: Environment) => void | Promise<void>): Talk {
  const world = simulatedWorld();
  const notes = new Notes(world);
  const server = startMachine(world, 'server', async ({ network }) => {
    await network.listen(80, (connection) => {
      notes.add('accepts');
      connection.handle({
        data: (bytes) => {
          notes.add(`server reads ${decodeText(bytes)}`);
          connection.write(encodeText(`re ${decodeText(bytes)}`));
        },
        closed: (reason) => notes.add(`server sees ${reason}`),
      });
    });
  });
  const client = startMachine(world, 'client', async (environment) => {
    await environment.timers.sleep(10, 'until the server listens');
    const connection = await environment.network.connect(`${server.host}:80`, 3000);
    notes.add('connected');
    connection.handle({
      data: (bytes) => notes.add(`client reads ${decodeText(bytes)}`),
      closed: (reason) => notes.add(`client sees ${reason}`),
    });
    await act(connection, environment);
  });
  return { world, server, client, notes };
}

const without = (lines: readonly string[], pattern: RegExp) => lines.filter((line) => !pattern.test(line));

describe('the network of a paused process', () => {
  test('what arrives waits in order in its machine, which confirms it: no reset, however long', async () => {
    const { world, server, notes } = talk(async (connection, { timers }) => {
      await timers.sleep(20, 'until the server is paused');
      for (const text of ['one', 'two', 'three']) {
        connection.write(encodeText(text));
        await timers.sleep(1000, 'between');
      }
    });
    pauseBetween(world, server, 25, 120_000);
    await runTo(world, 130_000);
    expect(without(notes.lines, /client|accepts|connected/)).toEqual([
      '120000 server reads one',
      '120000 server reads two',
      '120000 server reads three',
    ]);
    expect(notes.lines.filter((line) => line.includes('client reads'))).toHaveLength(3);
  });

  test('a client is connected by the machine and accepted by the process when it resumes', async () => {
    const { world, server, notes } = talk((connection) => void connection.write(encodeText('hello')));
    pauseBetween(world, server, 5, 20_000);
    await runTo(world, 30_000);
    expect(notes.lines).toEqual([
      expect.stringMatching(/^1\d connected/),
      '20000 accepts',
      '20000 server reads hello',
      expect.stringMatching(/^200\d\d client reads re hello/),
    ]);
  });

  test('the end of a connection waits behind its last bytes', async () => {
    const { world, server, notes } = talk(async (connection, { timers }) => {
      await timers.sleep(20, 'until the server is paused');
      connection.write(encodeText('last words'));
      connection.close();
    });
    pauseBetween(world, server, 25, 5000);
    await runTo(world, 10_000);
    expect(notes.lines.filter((line) => line.includes('server'))).toEqual([
      '5000 server reads last words',
      '5000 server sees ended',
    ]);
  });

  test('a reset waits too', async () => {
    const { world, server, client, notes } = talk(() => {});
    pauseBetween(world, server, 25, 5000);
    at(world, 100, () => client.kill());
    await runTo(world, 10_000);
    expect(notes.lines.filter((line) => line.includes('server'))).toEqual(['5000 server sees reset']);
  });

  test('a paused client learns late that it is connected, or refused', async () => {
    const { world, client, notes } = talk(() => {});
    pauseBetween(world, client, 10.05, 2000);
    await runTo(world, 5000);
    expect(notes.lines).toEqual([expect.stringMatching(/^1\d accepts/), '2000 connected']);
  });

  test('datagrams wait', async () => {
    const world = simulatedWorld();
    const notes = new Notes(world);
    const reader = startMachine(world, 'reader', async ({ network }) => {
      await network.bindDatagrams(9, (bytes) => notes.add(decodeText(bytes)));
    });
    startMachine(world, 'writer', async ({ network, timers }) => {
      const socket = await network.bindDatagrams(9, () => {});
      await timers.sleep(10, 'pause');
      socket.send(`${reader.host}:9`, encodeText('datagram'));
    });
    pauseBetween(world, reader, 5, 700);
    await runTo(world, 1000);
    expect(notes.lines).toEqual(['700 datagram']);
  });
});
