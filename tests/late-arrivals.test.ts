// A run does not end before its time: what a paused master finds and stores when it goes on, after everything was paid, is owed to its slaves
// as well.

import { expect, test } from 'vitest';
import { baseline } from '../designs/baseline.ts';
import { replicaLag } from '../scenarios/replica-lag.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

test('requests that a master stores in the time of grace are copied before the run is judged', async () => {
  const scenario = replicaLag as Scenario;
  const plan = drawPlan(scenario, '0:485', 'swarm');
  const { verdict, account } = await performRun({
    scenario,
    plan,
    design: baseline,
    host: new MicrotaskPump(),
    account: true,
  });
  const heal = account.find(({ text }) => text.includes('heal'));
  const last = account.filter(({ kind }) => kind === 'fault-ended').at(-1);
  expect(heal?.atUs).toBe(last?.atUs);
  expect(verdict).toEqual({ kind: 'held' });
});
