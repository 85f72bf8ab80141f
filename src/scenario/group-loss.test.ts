import { expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { overload } from '../../scenarios/overload.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import { drawPlan } from './draw-plan.ts';
import type { Plan } from './plan.ts';
import { REPLICA_MARKS } from './replica-marks.ts';
import { performRun } from './run.ts';

test('a broker that loses all its copies begins anew, and owes what it takes then', async () => {
  const drawn = drawPlan(overload, '0:3', 'calm');
  const plan: Plan = {
    ...drawn,
    topology: { ...drawn.topology, brokers: 1, slavesPerBroker: 1 },
    conditions: { ...drawn.conditions, disk: 'plain', groupLoss: { atMs: 2500, downMs: 1000 } },
    operations: drawn.operations.slice(0, 8),
  };
  const { verdict, reached } = await performRun({
    scenario: overload,
    plan,
    design: baseline,
    host: new MicrotaskPump(),
  });
  expect(verdict).toEqual({ kind: 'held' });
  expect(reached).toContain(REPLICA_MARKS.begunAnew);
});
