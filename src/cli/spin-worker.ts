// A thread that only computes, as a measure of what a second core is worth on this machine: no memory, no messages but the order and the
// count.

import { parentPort } from 'node:worker_threads';
import { present } from '../base/assert.ts';

const TURNS = 2_000_000;

function spin(ms: number): number {
  const endMs = performance.now() + ms;
  let state = 1;
  let rounds = 0;
  while (performance.now() < endMs) {
    for (let turn = 0; turn < TURNS; turn += 1) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    rounds += 1;
  }
  // Without a use of the state the loop could be left out.
  return state === 0 ? rounds - 1 : rounds;
}

const port = present(parentPort, 'the port to the main thread');
port.on('message', (ms: number) => port.postMessage(spin(ms)));
