// A worker thread: performs runs, one after the other. It loads only what a run needs, and the guard first: what comes after it cannot keep
// functions of the host for later.

import '../nodejs/early-guard.ts';

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

async function load<Value>({ url, exportName }: ModuleAddress): Promise<Value> {
  // A user's module is a bundle; stacks name the files that it was made of.
  process.setSourceMapsEnabled(true);
  const exports = (await import(url)) as Readonly<Record<string, unknown>>;
  return present(exports[exportName], `export ${exportName} of ${url}`) as Value;
}

function serve(): void {
  const port = present(parentPort, 'the port to the main thread');
  const host = new MicrotaskPump();
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
