// Has a worker of the real pool perform a hand of runs, ends it from outside in the middle of one, and prints what the pool made of the hand;
// then the same hand in peace.

import process from 'node:process';
import { loadDesign, loadScenario } from '../../dist/src/cli/load-module.js';
import { NodeExplorerHost } from '../../dist/src/cli/node-explorer-host.js';

const [, , toldBefore, runs] = process.argv.map(Number);
let leftToTell = toldBefore;

process.on('worker', (worker) => {
  worker.on('message', ({ kind }) => {
    if (kind !== 'outcome') return;
    leftToTell -= 1;
    if (leftToTell === 0) void worker.terminate();
  });
});

const scenario = await loadScenario('order-lifecycle');
const design = await loadDesign('baseline');
const host = new NodeExplorerHost({
  size: 1,
  stallAfterMs: 60_000,
  scenarios: [scenario],
  designs: [design],
  saveCapsule: () => '',
});
const seeds = Array.from({ length: runs }, (_, index) => `killed:${index}`);
const task = {
  scenario: scenario.source,
  design: design.source,
  source: { kind: 'seeds', seeds, profile: 'calm' },
};

async function performHand() {
  const outcomes = await host.perform(task);
  return outcomes.map(({ seed, digest, verdict }) => ({ seed, digest, ...verdict }));
}

const wounded = await performHand();
const whole = await performHand();
await host.close();
process.stdout.write(JSON.stringify({ wounded, whole }));
