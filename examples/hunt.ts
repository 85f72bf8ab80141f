// Hunts for the bug of the register: two versions, up to 100 seeds each. What is found is replayed from its seed.

import { MicrotaskPump } from 'rocketmq-windtunnel/node';
import { performRun, type Version } from './replicated-register.ts';

const RUNS = 100;

async function hunt(version: Version, host: MicrotaskPump) {
  for (let run = 0; run < RUNS; run += 1) {
    const found = await performRun(version, `register:${run}`, host);
    if (found.bug !== '') return found;
  }
  return undefined;
}

async function report(version: Version) {
  const host = new MicrotaskPump();
  const found = await hunt(version, host);
  console.log(`${version}: ${found === undefined ? `held in ${RUNS} runs` : found.bug}`);
  if (found === undefined) return;
  for (const { timeUs, machine, label } of found.trace) console.log(`  ${timeUs} µs ${machine}: ${label}`);
  const { digest } = await performRun(version, found.seed, host);
  console.log(`  seed ${found.seed}, replayed: ${digest === found.digest ? 'the same run' : 'another run'}`);
}

await report('answers before the disk has it');
await report('answers when the disk has it');
