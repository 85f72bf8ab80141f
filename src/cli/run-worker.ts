// A worker thread: performs runs, one after the other. It loads only what a run needs.

import { parentPort } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { performTask } from '../explorer/perform-task.ts';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { Design } from '../scenario/design.ts';
import { drawPlan } from '../scenario/draw-plan.ts';
import { performRun } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ModuleAddress } from './load-module.ts';
import type { WorkerReply, WorkerRequest } from './worker-message.ts';

const PUMP_ATTEMPTS = 20;

/** The fast path needs a process-wide flag for a moment; two threads that start at once may take it from each other. */
function createPump(): MicrotaskPump {
  let pump = new MicrotaskPump();
  for (let attempt = 1; attempt < PUMP_ATTEMPTS && pump.path !== 'checkpoint'; attempt += 1)
    pump = new MicrotaskPump();
  return pump;
}

async function load<Value>({ url, exportName }: ModuleAddress): Promise<Value> {
  const exports = (await import(url)) as Readonly<Record<string, unknown>>;
  return present(exports[exportName], `export ${exportName} of ${url}`) as Value;
}

function serve(): void {
  const port = present(parentPort, 'the port to the main thread');
  const host = createPump();
  const say = (reply: WorkerReply) => port.postMessage(reply);
  const answer = async ({ task, scenario, design }: WorkerRequest) => {
    const parts = {
      engine: { drawPlan, performRun },
      host,
      scenario: await load<Scenario>(scenario),
      design: await load<Design>(design),
    };
    await performTask(task, parts, (outcome) => say({ kind: 'outcome', outcome }));
  };
  port.on('message', (request: WorkerRequest) => {
    answer(request).catch((error: unknown) => {
      say({
        kind: 'refused',
        stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    });
  });
  say({ kind: 'ready' });
}

serve();
