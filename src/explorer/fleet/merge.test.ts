import { expect, test } from 'vitest';
import { type ExploreRequest, explore } from '../explore.ts';
import type { RunRecord } from '../run-record.ts';
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
  reach: [...reach, 'never anywhere'],
}));

const rule: TinyRule = (index) => {
  if (index === 20) return { verdict: violated('twenty') };
  return index % 10 === 7 ? { verdict: violated() } : {};
};

async function explored(changes: Partial<ExploreRequest>) {
  const records: RunRecord[] = [];
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
  const host = new TinyHost({ rule, scenarios: SCENARIOS, workers: 2 });
  const result = await explore(request, host, { onRun: (record) => records.push(record) });
  return { result, records };
}

async function shardRecords(maxFailures: number | undefined) {
  const numbers = Array.from({ length: SHARDS }, (_, index) => index + 1);
  const shards = await Promise.all(
    numbers.map((number) => explored({ shard: { number, of: SHARDS }, maxFailures })),
  );
  return shards.map(({ records }) => records);
}

test.each([undefined, 1, 4, 5, 9])(
  '8 shards of uneven length are one machine (--max-failures %s)',
  async (limit) => {
    const whole = await explored({ maxFailures: limit });
    const shards = await shardRecords(limit);
    expect(new Set(shards.map(({ length }) => length)).size).toBeGreaterThan(1);
    const runs: RunRecord[] = [];
    const merged = mergeShards(
      { suites: SUITES, maxFailures: limit ?? null, shards: shards.toReversed() },
      (record) => runs.push(record),
    );
    const { wallSeconds, isInterrupted, ...summary } = whole.result;
    const withoutCapsules = summary.failures.map((failure) => ({ ...failure, capsule: null }));
    expect({ ...merged, marks: [], neverReached: [] }).toEqual({
      ...summary,
      failures: withoutCapsules,
      marks: [],
      neverReached: [],
    });
    expect(runs).toEqual(whole.records);
    expect(merged.marks.filter(({ mark }) => mark !== 'never anywhere')).toEqual(summary.marks);
    expect(merged.neverReached).toContain('never anywhere');
  },
);

test('without a shard there are no runs', () => {
  expect(mergeShards({ suites: SUITES, maxFailures: null, shards: [[]] })).toMatchObject({
    runs: 0,
    held: 0,
  });
});
