import { expect, test } from 'vitest';
import { violated } from '../explorer/testing/tiny-host.ts';
import { batchPage } from './batch-page.ts';
import { savedRun, TINY_ASKED, tinyBatch } from './testing/tiny-batch.ts';

const FACTS = { asked: TINY_ASKED, startedAt: '2026-01-31T12:00:00Z', files: ['run.json'] };

test('a page that needs nothing from elsewhere, with the verdict first', async () => {
  const page = batchPage(await tinyBatch(), FACTS);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('<p class="badge good">held</p>');
  expect(page).not.toMatch(/<script|https?:|<link|<img/);
  expect(page).toContain('Situations reached: 1 of 1');
  expect(page).toContain('npx windtunnel explore ./tiny.ts --seeds 0..9 --seed S --design plain');
  expect(page).toContain('<a href="run.json">');
});

test('a failure has its message and its command', async () => {
  const page = batchPage(
    await tinyBatch((index) => (index > 6 ? { verdict: violated('<seven>') } : {})),
    FACTS,
  );
  expect(page).toContain('<p class="badge bad">failed</p>');
  expect(page).toContain('<h2>1 failure</h2>');
  expect(page).toContain('<h3>&lt;seven&gt;</h3>');
  expect(page).toContain('3 runs of tiny with plain, first S:7');
  expect(page).toContain('npx windtunnel replay capsules/tiny.plain.-seven-.S-7.json');
});

test('a saved run that fails again fails the batch, which held otherwise', async () => {
  const page = batchPage(await tinyBatch(undefined, [savedRun()]), FACTS);
  expect(page).toContain('<p class="badge bad">failed</p>');
  expect(page).toContain('corpus, fails again: seven');
});

test('a mark that was never reached stands out', async () => {
  const batch = await tinyBatch();
  const page = batchPage(
    { ...batch, marks: [{ scenario: 'tiny', mark: 'the moon', runs: 0, of: 10 }] },
    FACTS,
  );
  expect(page).toContain('Situations reached: 0 of 1');
  expect(page).toContain('<span class="word doubtful">never</span>');
});
