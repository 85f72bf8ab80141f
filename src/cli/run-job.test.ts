import { describe, expect, test } from 'vitest';
import { outcomeWithoutResult, type RunOutcome } from '../explorer/run-task.ts';
import { RunJob } from './run-job.ts';

const NAMES = { scenario: 's', design: 'd' };
const ADDRESS = { url: 'file:///x.js', exportName: 'x' };

function makeJob(seeds: readonly string[]) {
  const settled: (readonly RunOutcome[])[] = [];
  const source = { kind: 'seeds', seeds, profile: 'swarm' } as const;
  const request = { task: { scenario: 's', design: 'd', source }, scenario: ADDRESS, design: ADDRESS };
  const job = new RunJob(request, NAMES, { resolve: (outcomes) => settled.push(outcomes), reject: () => {} });
  return { job, settled };
}

function heldRun(seed: string): RunOutcome {
  return outcomeWithoutResult({ ...NAMES, seed }, { kind: 'held' });
}

describe('run job', () => {
  test('a worker that dies costs the run under way; the rest is asked again', () => {
    const { job, settled } = makeJob(['1', '2', '3', '4']);
    job.add(heldRun('1'));
    job.addWithoutResult({ kind: 'stalled', why: 'too long' });
    expect(job.isDone).toBe(false);
    expect(job.request().task.source).toMatchObject({ seeds: ['3', '4'] });
    job.add(heldRun('3'));
    job.add(heldRun('4'));
    expect(job.isDone).toBe(true);
    job.finish();
    expect(settled[0]?.map(({ seed, verdict }) => `${seed} ${verdict.kind}`)).toEqual([
      '1 held',
      '2 stalled',
      '3 held',
      '4 held',
    ]);
  });

  test('an interrupted job ends with what it has', () => {
    const { job, settled } = makeJob(['1', '2']);
    job.add(heldRun('1'));
    job.finish();
    expect(settled[0]).toHaveLength(1);
  });
});
