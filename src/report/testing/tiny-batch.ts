// A small batch for tests of reports: ten runs that come to whatever the test says.

import { explore } from '../../explorer/explore.ts';
import type { BatchAsked, BatchSuite } from '../../explorer/fleet/batch-document.ts';
import { type SavedRunCheck, summariseReplays } from '../../explorer/saved-run.ts';
import { WHOLE } from '../../explorer/shard.ts';
import { TINY_DESIGN, TinyHost, type TinyRule, tinyScenario } from '../../explorer/testing/tiny-host.ts';
import { type BatchReport, batchReport } from '../batch-report.ts';

export const TINY_SUITE: BatchSuite = {
  scenario: 'tiny',
  design: 'plain',
  oracles: ['never-seven'],
  reach: ['an even run'],
};

export const TINY_ASKED: BatchAsked = {
  command: 'explore',
  scenarios: ['tiny'],
  design: 'plain',
  sources: { scenarios: ['./tiny.ts'], design: 'plain' },
  profile: 'swarm',
  seed: 'S',
  extent: { kind: 'seeds', range: { first: 0, last: 9 } },
  shard: WHOLE,
  maxFailures: null,
  strict: false,
  workers: 1,
};

export async function tinyBatch(
  rule: TinyRule = () => ({}),
  capsules: readonly SavedRunCheck[] = [],
): Promise<BatchReport> {
  const request = {
    scenarios: [{ source: 'tiny', scenario: tinyScenario() }],
    design: { source: 'plain', design: TINY_DESIGN },
    batch: 'S',
    extent: TINY_ASKED.extent,
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: undefined,
  } as const;
  const result = { ...(await explore(request, new TinyHost({ rule }))), wallSeconds: 2 };
  const replayed = summariseReplays(capsules);
  return batchReport(result, TINY_ASKED, { replayed, report: 'reports/x' });
}

export function savedRun(changes: Partial<SavedRunCheck> = {}): SavedRunCheck {
  return {
    capsule: 'corpus/lost.json',
    from: 'corpus',
    scenario: 'tiny',
    design: 'plain',
    seed: 'S:7',
    outcome: 'same',
    verdict: 'violated',
    oracle: 'never-seven',
    message: 'it was seven',
    fingerprint: 'seven',
    ...changes,
  };
}
