import { expect, test } from 'vitest';
import { MicrotaskPump, type PumpPath } from './microtask-pump.ts';

const PATHS: readonly PumpPath[] = ['checkpoint', 'macrotask'];

test.each(PATHS)('%s: every microtask of a step has run before the next', async (path) => {
  const log: string[] = [];
  let steps = 0;
  await new MicrotaskPump({ path }).pump(() => {
    steps += 1;
    log.push(`step ${steps}`);
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => log.push('deep'));
    return steps < 3;
  });
  expect(log).toEqual(['step 1', 'deep', 'step 2', 'deep', 'step 3', 'deep']);
});

test.each(PATHS)('%s: reports what nobody handled, and not what somebody handled later', async (path) => {
  const bug = new Error('a bug');
  let late: Promise<never> | undefined;
  let steps = 0;
  const reasons = await new MicrotaskPump({ path }).pump(() => {
    steps += 1;
    if (steps === 1) void Promise.reject(bug);
    if (steps === 2) late = Promise.reject(new Error('handled later'));
    if (steps === 40) late?.catch(() => {});
    return steps < 80;
  });
  expect(reasons).toEqual([bug]);
});

test.each(PATHS)('%s: other listeners are set aside meanwhile, and are back afterwards', async (path) => {
  const events = ['unhandledRejection', 'rejectionHandled'];
  const heard: unknown[] = [];
  const runner = (reason: unknown) => heard.push(reason);
  for (const event of events) process.once(event, runner);
  const before = events.map((event) => process.rawListeners(event));
  const reasons = await new MicrotaskPump({ path }).pump(() => {
    void Promise.reject(new Error('for the run'));
    return false;
  });
  expect(reasons).toHaveLength(1);
  expect(heard).toEqual([]);
  expect(events.map((event) => process.rawListeners(event))).toEqual(before);
  for (const event of events) process.off(event, runner);
});

test.each(PATHS)('%s: one pumping at a time, and what a step throws comes out', async (path) => {
  const pump = new MicrotaskPump({ path });
  const first = pump.pump(() => false);
  await expect(pump.pump(() => false)).rejects.toThrow('already');
  await first;
  const failing = pump.pump(() => {
    throw new Error('in a step');
  });
  await expect(failing).rejects.toThrow('in a step');
  expect(await pump.pump(() => false)).toEqual([]);
});

test.each(PATHS)('%s: a forbidden call ends the pumping after its step', async (path) => {
  let steps = 0;
  const [reason] = await new MicrotaskPump({ path }).pump(() => {
    steps += 1;
    if (steps === 5)
      void Promise.resolve()
        .then(Date.now, () => {})
        .catch(() => {});
    return steps < 100;
  });
  expect(reason).toMatchObject({ name: 'GuardError' });
  expect(steps).toBe(5);
});

test.each(PATHS)('%s: without the guard, the host is at hand', async (path) => {
  let now = 0;
  const reasons = await new MicrotaskPump({ path, isGuarded: false }).pump(() => {
    now = Date.now();
    return false;
  });
  expect(reasons).toEqual([]);
  expect(now).toBeGreaterThan(0);
});
