// Loaded before the command: ends its first worker from outside, in the middle of a run.

import process from 'node:process';

const OUTCOMES_BEFORE = 3;
let isDone = false;

process.on('worker', (worker) => {
  let outcomes = 0;
  worker.on('message', ({ kind }) => {
    if (kind !== 'outcome' || isDone) return;
    outcomes += 1;
    if (outcomes < OUTCOMES_BEFORE) return;
    isDone = true;
    void worker.terminate();
  });
});
