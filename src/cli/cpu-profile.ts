// Where the time goes, of the kernel alone or of messages end to end: a CPU profile of a load, folded to the time that each function spent
// itself.

import type { Profiler } from 'node:inspector/promises';
import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchWorld } from '../../bench/kernel.ts';
import { runEcho } from '../../bench/kernel.ts';
import { SYNCHRONOUS } from '../../bench/replication-cost.ts';
import { profiledThroughput } from '../../bench/throughput.ts';
import { PACKAGE_FOLDER } from './package-root.ts';

export interface FunctionTime {
  readonly name: string;
  readonly place: string;
  /** Part of the profiled time, 0 to 1. */
  readonly share: number;
}

const LOAD = { machines: 10, requestsPerMachine: 60_000, pauseMs: 0 } as const;
const SAMPLE_MICROSECONDS = 200;

/** 10 machines that call each other. */
export function profileKernel(world: BenchWorld): Promise<readonly FunctionTime[]> {
  return profile((label) => runEcho(world, LOAD, label));
}

/** What `cluster.throughput` measures. */
export function profileThroughput(world: BenchWorld): Promise<readonly FunctionTime[]> {
  return profile(() => profiledThroughput(world));
}

/** What `replication.cost.synchronous` measures. */
export function profileReplication(world: BenchWorld): Promise<readonly FunctionTime[]> {
  return profile(() => profiledThroughput(world, SYNCHRONOUS));
}

/** Of the second time that it runs. */
async function profile(run: (label: string) => Promise<unknown>): Promise<readonly FunctionTime[]> {
  await run('warm-up');
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await session.post('Profiler.start');
    await run('profiled');
    const taken = await session.post('Profiler.stop');
    return foldProfile(taken.profile);
  } finally {
    session.disconnect();
  }
}

function foldProfile({ nodes, samples = [] }: Profiler.Profile): readonly FunctionTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const frame = frames.get(sample);
    if (frame === undefined || frame.functionName === '(idle)') continue;
    const key = JSON.stringify([frame.functionName || '(anonymous)', placeOf(frame)]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .map(([key, count]) => {
      const [name, place] = JSON.parse(key) as [string, string];
      return { name, place, share: count / total };
    })
    .sort((left, right) => right.share - left.share);
}

function placeOf({ url, lineNumber }: { readonly url: string; readonly lineNumber: number }): string {
  if (url === '') return '';
  const file = url.startsWith('file:') ? relative(PACKAGE_FOLDER, fileURLToPath(url)) : url;
  return `${file}:${lineNumber + 1}`;
}
