// Performs the first runs of order-lifecycle in the main thread of this process and prints their digests.

import { baseline } from '../../dist/designs/baseline.js';
import { orderLifecycle } from '../../dist/scenarios/order-lifecycle.js';
import { MicrotaskPump } from '../../dist/src/nodejs/microtask-pump.js';
import { drawPlan } from '../../dist/src/scenario/draw-plan.js';
import { performRun } from '../../dist/src/scenario/run.js';

const [, , pump, runs] = process.argv;
const host = new MicrotaskPump({ path: pump });
const digests = [];
for (let index = 0; index < Number(runs); index += 1) {
  const plan = drawPlan(orderLifecycle, `0:${index}`, 'swarm');
  const { digest } = await performRun({ scenario: orderLifecycle, plan, design: baseline, host });
  digests.push(digest);
}
process.stdout.write(JSON.stringify(digests));
