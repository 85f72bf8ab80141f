import { expect, test } from 'vitest';
import { present } from '../base/assert.ts';
import { readCapsule } from './capsule.ts';
import { explore } from './explore.ts';
import { replaySaved, type SavedRun } from './replay-saved.ts';
import { summariseReplays } from './saved-run.ts';
import { WHOLE } from './shard.ts';
import { TINY_DESIGN, TinyHost, type TinyRule, tinyScenario, violated } from './testing/tiny-host.ts';

const sevens: TinyRule = (index) => (index === 7 || index === 8 ? { verdict: violated(`f${index}`) } : {});

async function savedRuns(): Promise<readonly SavedRun[]> {
  const host = new TinyHost({ rule: sevens });
  await explore(
    {
      scenarios: [{ source: 'tiny', scenario: tinyScenario() }],
      design: { source: 'plain', design: TINY_DESIGN },
      batch: 'S',
      extent: { kind: 'seeds', range: { first: 0, last: 9 } },
      profile: 'swarm',
      shard: WHOLE,
      maxFailures: undefined,
    },
    host,
  );
  return [...host.capsules].map(([path, text]) => {
    const reading = readCapsule(text);
    if (reading.kind === 'invalid') throw new Error(reading.problems.join());
    return { path, from: 'corpus', capsule: reading.capsule, scenario: 'tiny' };
  });
}

test('what still fails is told apart from what holds now, in the order given', async () => {
  const saved = await savedRuns();
  expect(saved).toHaveLength(2);
  const mended = new TinyHost({
    workers: 3,
    rule: (index) => (index === 8 ? { verdict: violated('f8') } : {}),
  });
  const checks = await replaySaved(saved, 'plain', mended);
  expect(checks).toMatchObject([
    { seed: 'S:7', outcome: 'fixed', verdict: 'held', fingerprint: null, from: 'corpus' },
    { seed: 'S:8', outcome: 'same', verdict: 'violated', fingerprint: 'f8', oracle: 'never-seven' },
  ]);
  expect(summariseReplays(checks)).toMatchObject({ runs: 2, held: 1, failed: 1, undecided: 0 });
});

test('a design that the capsule does not name is named', async () => {
  const [saved] = await savedRuns();
  const { capsule } = present(saved, 'a saved run');
  const other = { ...capsule, design: { ...capsule.design, source: './other.ts' } };
  const runs = [present(saved, 'a saved run'), { ...present(saved, 'a saved run'), capsule: other }];
  const checks = await replaySaved(runs, 'plain', new TinyHost({ rule: sevens }));
  expect(checks.map(({ designSource }) => designSource)).toEqual([undefined, 'plain']);
});

test('a run that differs each time is nondeterministic, also when it holds', async () => {
  const host = new TinyHost({ rule: () => ({ isRandom: true }) });
  const [check] = await replaySaved((await savedRuns()).slice(0, 1), 'plain', host);
  expect(check).toMatchObject({ verdict: 'nondeterministic', outcome: 'diverged' });
});

test('an interrupt leaves what was done by then', async () => {
  const host = new TinyHost({});
  host.isInterrupted = true;
  expect(await replaySaved(await savedRuns(), 'plain', host)).toEqual([]);
});
