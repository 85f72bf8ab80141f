import { expect, test } from 'vitest';
import { program, simulatedWorld } from '../../tests/simulated-world.ts';
import { Simulation } from '../simulator/simulation.ts';
import { MessageChannelPump, type PumpScope } from './message-channel-pump.ts';

type Listener = Parameters<PumpScope['addEventListener']>[1];

/** Node's events under their names in a browser; the test runner's own listeners are set aside meanwhile. */
function browserScope(): PumpScope {
  const runners = process.listeners('unhandledRejection');
  const added = new Map<Listener, (reason: unknown, promise: Promise<unknown>) => void>();
  const event = { preventDefault: () => {} };
  return {
    MessageChannel: MessageChannel as unknown as PumpScope['MessageChannel'],
    addEventListener: (kind, listener) => {
      if (kind === 'rejectionhandled') {
        const heard = (promise: Promise<unknown>) => listener({ ...event, reason: undefined, promise });
        added.set(listener, (_reason, promise) => heard(promise));
        process.on('rejectionHandled', heard);
        return;
      }
      const heard = (reason: unknown, promise: Promise<unknown>) => listener({ ...event, reason, promise });
      added.set(listener, heard);
      process.removeAllListeners('unhandledRejection').on('unhandledRejection', heard);
    },
    removeEventListener: (kind, listener) => {
      if (kind === 'rejectionhandled') {
        process.removeAllListeners('rejectionHandled');
        return;
      }
      process.off('unhandledRejection', added.get(listener) as () => void);
      for (const runner of runners) process.on('unhandledRejection', runner);
    },
  };
}

const chatter = program(async ({ timers }) => {
  for (let count = 0; count < 300; count += 1) {
    await timers.sleep(1, 'pause');
    await Promise.resolve().then(() => Promise.resolve());
  }
});

async function digestOf(simulation: Simulation): Promise<string> {
  for (const name of ['a', 'b']) simulation.addMachine(name, chatter).start();
  await simulation.run({ untilMs: 10_000 });
  return simulation.record().digest;
}

test('gives the digests of the pump of Node', async () => {
  const host = new MessageChannelPump(browserScope());
  const portable = new Simulation({ seed: 'test', host });
  expect(await digestOf(portable)).toBe(await digestOf(simulatedWorld()));
  expect(portable.kernel.events).toBeGreaterThan(600);
});

test('reports what nobody handled, and not what somebody handled later', async () => {
  const host = new MessageChannelPump(browserScope());
  const bug = new Error('a bug');
  let late: Promise<never> | undefined;
  let steps = 0;
  const reasons = await host.pump(() => {
    steps += 1;
    if (steps === 1) void Promise.reject(bug);
    if (steps === 2) late = Promise.reject(new Error('handled later'));
    if (steps === 40) late?.catch(() => {});
    return steps < 80;
  });
  expect(reasons).toEqual([bug]);
});

test('runs one simulation at a time, and passes on what a step throws', async () => {
  const host = new MessageChannelPump(browserScope());
  const first = host.pump(() => false);
  await expect(host.pump(() => false)).rejects.toThrow('already');
  await first;
  const failing = host.pump(() => {
    throw new Error('in a step');
  });
  await expect(failing).rejects.toThrow('in a step');
  expect(await host.pump(() => false)).toEqual([]);
});
