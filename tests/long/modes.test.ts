// `npm run check:modes`: the scenarios of replication hold in each mode of flush and copies, with each base, reach every mark that the mode can
// reach, and are excused seldom. Prints a line for each cell; MODES_SEEDS is how many runs it has, `-t` takes some cells. All of them with
// 1,000 seeds take about an hour.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BatchSummary } from '../../src/explorer/aggregate.ts';
import { ensureBuilt, makeFolder, readJson, removeFolder, windtunnel } from '../cli/command.ts';

const SEEDS = Number(process.env['MODES_SEEDS'] ?? 1000);
const SCENARIOS = [
  'replica-lag',
  'master-loss',
  'second-hand-progress',
  'rolling-restart',
  'split-brain-by-operator',
] as const;
const BASES = ['baseline', 'hardened'] as const;
/** What is told of a base's own mode, synchronous flush and double write, and of those in `designs/modes`. */
const MODES = ['', '-asynchronous-flush', '-asynchronous-copies', '-asynchronous'] as const;
const EXCUSED_MAX_PER_CENT = 2;
/** What a scenario is about excuses more: two masters of a name are read for up to 70 s in all runs (docs/REPLICATION.md). */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  'split-brain-by-operator': ['read-before-copied'],
};
const TIME_FOR_RUN_MS = 2000;

const cells = SCENARIOS.flatMap((scenario) =>
  BASES.flatMap((base) => MODES.map((mode) => ({ scenario, design: `${base}${mode}` }))),
);
let folder = '';
let done = 0;

beforeAll(async () => {
  await ensureBuilt();
  folder = makeFolder();
}, 120_000);

afterAll(() => {
  if (folder !== '') removeFolder(folder);
});

describe(`${SEEDS} seeds`, () => {
  test.each(cells)(
    '$scenario, $design',
    { timeout: SEEDS * TIME_FOR_RUN_MS },
    async ({ scenario, design }) => {
      const words = ['--design', design, '--seeds', String(SEEDS), '--no-replay', '--json'];
      const { stdout, stderr } = await windtunnel(['explore', scenario, ...words], folder);
      expect(stdout, stderr).not.toBe('');
      const summary = readJson(stdout) as unknown as BatchSummary & { readonly wallSeconds: number };
      done += 1;
      print(`${scenario} ${design}`, summary);
      const { runs, held, failures, neverReached } = summary;
      expect({ runs, held, failures, neverReached }).toEqual({
        runs: SEEDS,
        held: SEEDS,
        failures: [],
        neverReached: [],
      });
      const excused = sharesOf(summary).filter(([limit]) => SUBJECTS[scenario]?.includes(limit) !== true);
      for (const [limit, share] of excused) expect(share, limit).toBeLessThan(EXCUSED_MAX_PER_CENT);
    },
  );
});

/** Runs that each limit excused, in per cent. */
function sharesOf({ runs, excused }: BatchSummary): readonly (readonly [string, number])[] {
  return Object.entries(excused).map(([limit, count]) => [limit, (count * 100) / runs]);
}

function print(cell: string, summary: BatchSummary & { readonly wallSeconds: number }): void {
  const { held, violated, undecided, crashed, stalled, nondeterministic, neverReached, digest } = summary;
  const broken = crashed + stalled + nondeterministic;
  const excused = sharesOf(summary).map(([limit, share]) => `${limit} ${share.toFixed(1)} %`);
  const figures = [
    `held ${held}, violated ${violated}, undecided ${undecided}, broken ${broken}`,
    `excused ${excused.join(', ') || 'none'}`,
    `never reached ${neverReached.join(', ') || 'none'}`,
    `digest ${digest}, ${Math.round(summary.wallSeconds)} s`,
  ];
  process.stdout.write(`${done} of ${cells.length} ${cell}: ${figures.join('; ')}\n`);
}
