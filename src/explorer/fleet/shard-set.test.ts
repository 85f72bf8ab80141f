import { describe, expect, test } from 'vitest';
import type { BatchAsked, BatchDocument, BatchEnd } from './batch-document.ts';
import { gatherShards, type ShardReport } from './shard-set.ts';

const ASKED: Omit<BatchAsked, 'shard'> = {
  command: 'explore',
  scenarios: ['tiny'],
  design: 'plain',
  sources: { scenarios: ['tiny'], design: 'plain' },
  profile: 'swarm',
  seed: 'S',
  extent: { kind: 'seeds', range: { first: 0, last: 9 } },
  maxFailures: null,
  strict: false,
  workers: 2,
};

const WHOLE: BatchEnd = {
  wallSeconds: 1,
  isInterrupted: false,
  digest: 'aa',
  doubts: [],
  replayed: { capsules: [] },
};

interface Changes {
  readonly asked?: Partial<BatchAsked>;
  readonly result?: Partial<BatchEnd> | null;
  readonly version?: string;
}

function report(
  path: string,
  number: number,
  { asked = {}, result = {}, version = '1' }: Changes = {},
): ShardReport {
  const document: BatchDocument = {
    format: 1,
    asked: { ...ASKED, shard: { number, of: 3 }, ...asked },
    startedAt: '',
    versions: { package: version, node: '20' },
    suites: [],
    result: result === null ? null : { ...WHOLE, ...result },
  };
  return { path, document };
}

function gathered(...reports: readonly ShardReport[]) {
  const set = gatherShards(reports);
  if (set.kind === 'mixed') return set.problems;
  const { shards, missing, partial } = set;
  return { shards: shards.map(({ path }) => path), missing, partial: partial.map(({ path }) => path) };
}

describe('shards of a batch', () => {
  test('in order, each once', () => {
    expect(gathered(report('c', 3), report('a', 1), report('b', 2))).toEqual({
      shards: ['a', 'b', 'c'],
      missing: [],
      partial: [],
    });
  });

  test('what is missing, interrupted or killed is named', () => {
    const interrupted = report('a', 1, { result: { isInterrupted: true } });
    expect(gathered(interrupted, report('c', 3, { result: null }))).toEqual({
      shards: ['a', 'c'],
      missing: [2],
      partial: ['a', 'c'],
    });
  });

  test('a shard that was tried again counts with its whole report', () => {
    const [killed, whole] = [report('killed', 2, { result: null }), report('whole', 2)];
    for (const reports of [
      [killed, whole],
      [whole, killed],
    ]) {
      expect(gathered(report('a', 1), ...reports, report('c', 3))).toMatchObject({
        shards: ['a', 'whole', 'c'],
      });
    }
  });

  test('two whole reports of a shard must agree', () => {
    expect(gathered(report('a', 1), report('again', 1))).toMatchObject({ shards: ['a'] });
    expect(gathered(report('a', 1), report('again', 1, { result: { digest: 'bb' } }))).toEqual([
      'shard 1/3 was explored twice with two digests: a has aa, again has bb',
    ]);
  });

  test('what was asked otherwise is no shard of the batch', () => {
    expect(gathered(report('a', 1), report('b', 2, { asked: { seed: 'T' }, version: '2' }))).toEqual([
      'seed: "S" in a, "T" in b',
      'version of windtunnel: "1" in a, "2" in b',
    ]);
    expect(gathered(report('a', 1), report('b', 2, { asked: { workers: 9, strict: true } }))).toMatchObject({
      missing: [3],
    });
    expect(gathered()).toEqual(['no report was named']);
  });
});
