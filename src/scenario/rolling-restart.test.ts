import { expect, test } from 'vitest';
import { baseline } from '../../designs/baseline.ts';
import { rollingRestart } from '../../scenarios/rolling-restart.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { Judge, Oracle } from '../oracles/oracle.ts';
import type { RollingRestartConditions } from './conditions.ts';
import { drawPlan } from './draw-plan.ts';
import { performRun } from './run.ts';

/** Who ended and came back, in order. */
async function courseOf(restart: RollingRestartConditions | undefined) {
  const course: string[] = [];
  const judge: Judge = {
    hear({ entry, machine }) {
      if (entry.kind === 'machine-ended' && machine.startsWith('broker')) course.push(`${machine} ends`);
      else if (entry.kind === 'log-recovered') course.push(`${machine} is back`);
      return undefined;
    },
  };
  const spy: Oracle = { name: 'spy', doc: 'Notes who restarts.', judge: () => judge };
  const scenario = { ...rollingRestart, oracles: [spy] };
  const drawn = drawPlan(scenario, '0:3', 'calm');
  const { replication: _, ...conditions } = drawn.conditions;
  const plan = {
    ...drawn,
    topology: { ...drawn.topology, brokers: 2, slavesPerBroker: 1 },
    conditions: { ...conditions, rollingRestart: restart },
    operations: drawn.operations.slice(0, 2),
  };
  await performRun({ scenario, plan, design: baseline, host: new MicrotaskPump() });
  return course.slice(4);
}

test('brokers restart one after the other, slaves before their master', async () => {
  const order = ['broker-0-slave-1', 'broker-0', 'broker-1-slave-1', 'broker-1'];
  const course = await courseOf({ atMs: 1000, downMs: 1000, pauseMs: 1500 });
  expect(course).toEqual(order.flatMap((machine) => [`${machine} ends`, `${machine} is back`]));
  expect(await courseOf(undefined)).toEqual([]);
});
