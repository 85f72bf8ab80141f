import { expect, test } from 'vitest';
import { violated } from '../explorer/testing/tiny-host.ts';
import { exploreText } from './explore-text.ts';
import { PLAIN } from './style.ts';
import { savedRun, tinyBatch } from './testing/tiny-batch.ts';

test('ends with the command that reproduces the failure', async () => {
  const batch = await tinyBatch((index) => (index > 6 ? { verdict: violated() } : {}));
  const lines = exploreText(batch, PLAIN).split('\n');
  expect(lines[0]).toBe('tiny with plain: 7 held, 3 violated');
  expect(lines.slice(-4)).toEqual([
    'seven: 3 runs, first S:7',
    '  it was seven',
    '  npx windtunnel shrink capsules/tiny.plain.seven.S-7.json',
    '  npx windtunnel replay capsules/tiny.plain.seven.S-7.json',
  ]);
});

test('says what was not reached, excused or interrupted', async () => {
  const batch = { ...(await tinyBatch()), neverReached: ['a mark'], isInterrupted: true };
  const text = exploreText(batch, PLAIN);
  expect(text).toContain('never reached: a mark');
  expect(text).toContain('excused by a limit: 1 run');
  expect(text).toContain('interrupted');
});

test('tells apart what the corpus guards, what an earlier invocation left, and what holds now', async () => {
  const capsule = 'reports/x/capsules/c.json';
  const text = exploreText(
    await tinyBatch(undefined, [
      savedRun(),
      savedRun({ capsule, from: 'reports' }),
      savedRun({ capsule: 'corpus/b.json', verdict: 'held', outcome: 'fixed', fingerprint: null }),
    ]),
    PLAIN,
  );
  expect(text).toContain('10 held, 0 violated');
  expect(text).toContain('replayed first, beside the batch: 3 saved runs, 1 held, 2 failed');
  expect(text).toContain(
    'corpus, fails again: seven\n  it was seven\n  npx windtunnel replay corpus/lost.json',
  );
  expect(text).toContain(
    `saved earlier, still fails: seven\n  it was seven\n  npx windtunnel replay ${capsule}`,
  );
  expect(text).not.toContain('corpus/b.json');
});

test('the command for a saved run names the design that was tried on it, where the capsule names another', async () => {
  const text = exploreText(await tinyBatch(undefined, [savedRun({ designSource: './crowded.ts' })]), PLAIN);
  expect(text).toContain('npx windtunnel replay corpus/lost.json --design ./crowded.ts');
});

test('what an earlier invocation left is not told twice', async () => {
  const left = savedRun({ from: 'reports' });
  const text = exploreText(
    await tinyBatch((index) => (index > 6 ? { verdict: violated() } : {}), [left]),
    PLAIN,
  );
  expect(text).toContain('1 saved run, 0 held, 1 failed');
  expect(text).not.toContain('saved earlier');
});
