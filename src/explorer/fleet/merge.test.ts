import { expect, test } from 'vitest';
import { marksFor } from '../../scenario/expected-mark.ts';
import { type ExploreRequest, explore } from '../explore.ts';
import type { RunLine } from '../run-line.ts';
import { WHOLE } from '../shard.ts';
import { TINY_DESIGN, TinyHost, type TinyRule, tinyScenario, violated } from '../testing/tiny-host.ts';
import type { BatchSuite } from './batch-document.ts';
import { mergeShards } from './merge.ts';

const SCENARIOS = [tinyScenario('zebra'), tinyScenario('ant')];
const SHARDS = 8;

const SUITES: readonly BatchSuite[] = SCENARIOS.map(({ name, oracles, reach }) => ({
  scenario: name,
  design: TINY_DESIGN.name,
  oracles: oracles.map((oracle) => oracle.name),
  reach: [...marksFor(reach, TINY_DESIGN), 'never anywhere'],
}));

const rule: TinyRule = (index) => {
  if (index === 20) return { verdict: violated('twenty') };
  return index % 10 === 7 ? { verdict: violated() } : {};
};

async function explored(changes: Partial<ExploreRequest>, ruled = rule) {
  const lines: RunLine[] = [];
  const request: ExploreRequest = {
    scenarios: SCENARIOS.map((scenario) => ({ source: scenario.name, scenario })),
    design: { source: 'plain', design: TINY_DESIGN },
    batch: 'S',
    extent: { kind: 'seeds', range: { first: 3, last: 43 } },
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: undefined,
    ...changes,
  };
  const host = new TinyHost({ rule: ruled, scenarios: SCENARIOS, workers: 2 });
  const result = await explore(request, host, { onRun: (line) => lines.push(line) });
  return { result, lines };
}

async function shardRecords(maxFailures: number | undefined) {
  const numbers = Array.from({ length: SHARDS }, (_, index) => index + 1);
  const shards = await Promise.all(
    numbers.map((number) => explored({ shard: { number, of: SHARDS }, maxFailures })),
  );
  return shards.map(({ lines }) => lines);
}

test.each([undefined, 1, 4, 5, 9])(
  '8 shards of uneven length are one machine (--max-failures %s)',
  async (limit) => {
    const whole = await explored({ maxFailures: limit });
    const shards = await shardRecords(limit);
    expect(new Set(shards.map(({ length }) => length)).size).toBeGreaterThan(1);
    const runs: RunLine[] = [];
    const merged = mergeShards(
      { suites: SUITES, maxFailures: limit ?? null, shards: shards.toReversed(), doubts: [] },
      (line) => runs.push(line),
    );
    const { wallSeconds, isInterrupted, ...summary } = whole.result;
    const withoutCapsules = summary.failures.map((failure) => ({ ...failure, capsule: null }));
    expect({ ...merged, marks: [], neverReached: [] }).toEqual({
      ...summary,
      failures: withoutCapsules,
      marks: [],
      neverReached: [],
    });
    expect(runs).toEqual(whole.lines);
    expect(merged.marks.filter(({ mark }) => mark !== 'never anywhere')).toEqual(summary.marks);
    expect(merged.neverReached).toContain('never anywhere');
  },
);

test('a run that was another one when it was saved is nondeterministic in the whole as well', async () => {
  const unsteady: TinyRule = (index, performance) =>
    index === 7 ? { verdict: violated(), isRandom: performance > 0 } : {};
  const whole = await explored({ extent: { kind: 'seeds', range: { first: 0, last: 9 } } }, unsteady);
  expect(whole.result).toMatchObject({ violated: 0, nondeterministic: 2 });
  const { doubts } = whole.result;
  const merged = mergeShards({ suites: SUITES, maxFailures: null, shards: [whole.lines], doubts });
  expect(merged).toMatchObject({ violated: 0, nondeterministic: 2, digest: whole.result.digest });
  const prints = [merged, whole.result].map(({ failures }) => failures.map((one) => one.fingerprint).sort());
  expect(prints[0]).toEqual(prints[1]);
});

test('without a shard there are no runs', () => {
  expect(mergeShards({ suites: SUITES, maxFailures: null, shards: [[]], doubts: [] })).toMatchObject({
    runs: 0,
    held: 0,
  });
});
