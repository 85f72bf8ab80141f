// Entry of a bundle for any Node: performs the runs through one pump in one kind of thread and prints their digests.

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { MicrotaskPump, type PumpPath } from '../../src/nodejs/microtask-pump.ts';
import { digestList } from './digest-list.ts';

interface Order {
  readonly pump: PumpPath;
  readonly runs: number;
}

const perform = async ({ pump, runs }: Order) =>
  JSON.stringify(await digestList(new MicrotaskPump({ path: pump }), runs));

if (isMainThread) {
  const [, , pump, thread, runs] = process.argv;
  const order = { pump: pump as PumpPath, runs: Number(runs) };
  if (thread === 'main') process.stdout.write(await perform(order));
  else {
    const worker = new Worker(new URL(import.meta.url), { workerData: order });
    worker.on('message', (text: string) => process.stdout.write(text));
    worker.on('error', (error) => {
      throw error;
    });
  }
} else parentPort?.postMessage(await perform(workerData as Order));
