import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine, type WorldOptions } from '../../../tests/simulated-world.ts';
import { type Connection, type Listener, NetworkError } from '../../environment/network.ts';
import type { Machine } from '../machine.ts';
import type { Simulation } from '../simulation.ts';
import { DEFAULT_NETWORK } from './network-options.ts';
import { DROP, oneWayPartition, partition } from './rule.ts';

const CLIENT = 0;
const SERVER = 1;
const TIMEOUT_MS = 10_000;

/** A client that connects at 10 ms, and a server that says hello to whom it accepts. */
class Attempt {
  readonly world: Simulation;
  readonly server: Machine;
  readonly client: Machine;
  readonly log: string[] = [];
  /** Set when the attempt has settled. */
  settledAtMs: number | undefined;
  listener: Listener | undefined;

  constructor(options: WorldOptions & { readonly timeoutMs?: number; readonly address?: string } = {}) {
    const { timeoutMs = TIMEOUT_MS, address, ...rest } = options;
    this.world = simulatedWorld(rest);
    this.client = startMachine(this.world, 'client', async ({ network, timers }) => {
      await timers.sleep(10, 'until the server listens');
      try {
        this.#handle('client', await network.connect(address ?? `${this.server.host}:80`, timeoutMs));
      } catch (error) {
        this.log.push(error instanceof NetworkError ? error.kind : String(error));
      }
      this.settledAtMs = this.world.nowMs;
    });
    this.server = startMachine(this.world, 'server', async ({ network }) => {
      this.listener = await network.listen(80, (connection) => {
        this.#handle('server', connection);
        connection.write(Uint8Array.of(1));
      });
    });
  }

  async run(): Promise<readonly string[]> {
    await runTo(this.world, 60_000);
    return this.log;
  }

  #handle(name: string, connection: Connection): void {
    this.log.push(`${name} connected`);
    connection.handle({
      data: () => void this.log.push(`${name} data`),
      closed: (reason) => void this.log.push(`${name} ${reason}`),
    });
  }
}

const SUCCESS = ['server connected', 'client connected', 'client data'];
const both = partition(new Set([CLIENT]), new Set([SERVER]));

describe('a connect', () => {
  test('succeeds; the accepting side may speak first', async () => {
    const attempt = new Attempt();
    expect(await attempt.run()).toEqual(SUCCESS);
    expect(attempt.settledAtMs).toBeLessThan(12);
  });

  test('succeeds under heavy loss, once', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const network = { ...DEFAULT_NETWORK, lossPerMillion: 400_000 };
      expect(await new Attempt({ seed: `${seed}`, network, timeoutMs: 60_000 }).run()).toEqual(SUCCESS);
    }
  });

  test('is refused at once where nobody listens', async () => {
    const attempt = new Attempt({ address: '10.0.0.3:81' });
    expect(await attempt.run()).toEqual(['refused']);
    expect(attempt.settledAtMs).toBeLessThan(12);
  });

  test('is refused where the process is down', async () => {
    const attempt = new Attempt();
    attempt.world.at(5, { purpose: 'kill', ordinal: 0 }, () => attempt.server.kill());
    expect(await attempt.run()).toEqual(['refused']);
  });

  test('is refused by a closed listener, also when it closes in the same microsecond', async () => {
    const network = { ...DEFAULT_NETWORK, latency: { kind: 'constant', us: 100 }, pairLatencyUs: 0 } as const;
    const logs = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const attempt = new Attempt({ seed: `${seed}`, network });
      attempt.world.at(10.1, { purpose: 'close', ordinal: 0 }, () => {
        attempt.listener?.close();
        attempt.log.push('closed');
      });
      logs.add((await attempt.run()).join(', '));
    }
    expect([...logs].toSorted()).toEqual([
      'closed, refused',
      'server connected, closed, client connected, client data',
    ]);
  });

  test('to no machine is unreachable', async () => {
    expect(await new Attempt({ address: '10.9.9.9:80' }).run()).toEqual(['unreachable']);
  });

  test('times out, exactly at its time, while nothing gets through', async () => {
    const attempt = new Attempt({ timeoutMs: 3000 });
    attempt.world.fabric.addRule(both);
    expect(await attempt.run()).toEqual(['timed-out']);
    expect(attempt.settledAtMs).toBe(3010);
  });

  test('to a machine without power times out: nothing refuses', async () => {
    const attempt = new Attempt({ timeoutMs: 3000 });
    attempt.world.at(5, { purpose: 'power', ordinal: 0 }, () => attempt.server.losePower());
    expect(await attempt.run()).toEqual(['timed-out']);
    expect(attempt.settledAtMs).toBe(3010);
  });

  test('is tried again after a lost request: a partition that heals in time only delays', async () => {
    const attempt = new Attempt();
    attempt.world.fabric.addRule(both);
    attempt.world.at(4000, { purpose: 'heal', ordinal: 0 }, () => attempt.world.fabric.clearRules());
    expect(await attempt.run()).toEqual(SUCCESS);
    expect(attempt.settledAtMs).toBeGreaterThan(4000);
  });

  test('is opened by the repeated answer when the first was lost: one connection, not two', async () => {
    const attempt = new Attempt();
    const remove = attempt.world.fabric.addRule(({ kind }) => (kind === 'accepted' ? DROP : undefined));
    attempt.world.at(2500, { purpose: 'heal', ordinal: 0 }, remove);
    expect(await attempt.run()).toEqual(SUCCESS);
    expect(attempt.settledAtMs).toBeGreaterThan(2500);
  });

  test('that gave up before the answer came resets the end that accepted', async () => {
    const attempt = new Attempt({ timeoutMs: 2000 });
    attempt.world.fabric.addRule(oneWayPartition(new Set([SERVER]), new Set([CLIENT])));
    expect(await attempt.run()).toEqual(['server connected', 'timed-out', 'server reset']);
  });

  test('that gave up unheard leaves an end that learns of it by its own answer', async () => {
    const attempt = new Attempt({ timeoutMs: 2000 });
    attempt.world.fabric.addRule(oneWayPartition(new Set([SERVER]), new Set([CLIENT])));
    attempt.world.at(1000, { purpose: 'cut', ordinal: 0 }, () => attempt.world.fabric.addRule(both));
    attempt.world.at(4000, { purpose: 'heal', ordinal: 0 }, () => attempt.world.fabric.clearRules());
    expect(await attempt.run()).toEqual(['server connected', 'timed-out', 'server reset']);
  });

  test('whose accepting process dies before the answer came is refused', async () => {
    const attempt = new Attempt({ timeoutMs: 5000 });
    attempt.world.fabric.addRule(({ kind }) => (kind === 'accepted' ? DROP : undefined));
    attempt.world.at(500, { purpose: 'kill', ordinal: 0 }, () => attempt.server.kill());
    expect(await attempt.run()).toEqual(['server connected', 'refused']);
    expect(attempt.settledAtMs).toBeLessThan(520);
  });

  test('whose accepting process died unheard is accepted by the next one', async () => {
    const attempt = new Attempt();
    attempt.world.fabric.addRule(oneWayPartition(new Set([SERVER]), new Set([CLIENT])));
    attempt.world.at(500, { purpose: 'restart', ordinal: 0 }, () => {
      attempt.server.kill();
      attempt.server.start();
    });
    attempt.world.at(2000, { purpose: 'heal', ordinal: 0 }, () => attempt.world.fabric.clearRules());
    expect(await attempt.run()).toEqual(['server connected', ...SUCCESS]);
  });

  test('takes no notice of a goodbye of the end that it has given up for a newer one', async () => {
    const network = {
      ...DEFAULT_NETWORK,
      latency: { kind: 'constant', us: 50_000 },
      pairLatencyUs: 0,
    } as const;
    const attempt = new Attempt({ network });
    const remove = attempt.world.fabric.addRule(({ kind }) => (kind === 'accepted' ? DROP : undefined));
    // The request is repeated at 1010 and arrives at 1060; the reset arrives at 1090, the second answer at 1110.
    attempt.world.at(1040, { purpose: 'restart', ordinal: 0 }, () => {
      attempt.server.kill();
      attempt.server.start();
      remove();
    });
    expect(await attempt.run()).toEqual(['server connected', ...SUCCESS]);
  });

  test('of a killed process never settles, and is not accepted', async () => {
    const attempt = new Attempt();
    attempt.world.fabric.addRule(both);
    attempt.world.at(500, { purpose: 'kill', ordinal: 0 }, () => {
      attempt.client.kill();
      attempt.world.fabric.clearRules();
    });
    expect(await attempt.run()).toEqual([]);
  });

  test('to oneself works', async () => {
    const world = simulatedWorld();
    const heard: string[] = [];
    startMachine(world, 'a', async ({ network }) => {
      const listener = await network.listen(0, (connection) => {
        connection.handle({ data: (bytes) => void heard.push(String(bytes)), closed: () => {} });
      });
      const connection = await network.connect(listener.address, 1000);
      connection.handle({ data: () => {}, closed: () => {} });
      connection.write(Uint8Array.of(5));
    });
    await runTo(world, 1000);
    expect(heard).toEqual(['5']);
  });
});
