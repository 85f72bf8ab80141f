import { describe, expect, test } from 'vitest';
import { violated } from '../explorer/testing/tiny-host.ts';
import { escapeData, escapeProperty, githubAnnotations, githubSummary } from './github.ts';
import { savedRun, TINY_ASKED, tinyBatch } from './testing/tiny-batch.ts';

describe('annotations', () => {
  test('none when everything held', async () => {
    expect(githubAnnotations(await tinyBatch(), TINY_ASKED)).toEqual([]);
  });

  test('one per fingerprint, in a group, with the command that reproduces it', async () => {
    const batch = await tinyBatch((index) => (index > 6 ? { verdict: violated() } : {}), [savedRun()]);
    expect(githubAnnotations(batch, TINY_ASKED)).toEqual([
      '::group::2 failures of windtunnel',
      '::error file=corpus/lost.json,title=tiny%3A corpus%2C fails again%3A seven::it was seven%0Anpx windtunnel replay corpus/lost.json',
      '::error file=tiny.ts,title=tiny with plain%3A seven (3 runs)::it was seven%0Anpx windtunnel replay capsules/tiny.plain.seven.S-7.json',
      '::endgroup::',
    ]);
  });

  test('a scenario of the package, or of another folder, is no file of the repository', async () => {
    const batch = await tinyBatch((index) => (index > 6 ? { verdict: violated() } : {}));
    for (const source of ['tiny', '../tiny.ts', '/srv/tiny.ts']) {
      const asked = { ...TINY_ASKED, sources: { scenarios: [source], design: 'plain' } };
      expect(githubAnnotations(batch, asked)[1]).toMatch(/^::error title=/);
    }
  });

  test('what was never reached is a failure under --strict', async () => {
    const batch = { ...(await tinyBatch()), neverReached: ['the moon', 'the sun'] };
    expect(githubAnnotations(batch, TINY_ASKED)).toEqual([]);
    expect(githubAnnotations(batch, { ...TINY_ASKED, strict: true })[1]).toBe(
      '::error title=2 situations never reached::the moon%0Athe sun%0A' +
        'npx windtunnel explore ./tiny.ts --seeds 0..9 --seed S --design plain --strict',
    );
  });

  test('at most ten: the last says how many more there are, and where', async () => {
    const saved = Array.from({ length: 25 }, (_, index) => savedRun({ capsule: `corpus/${index}.json` }));
    const lines = githubAnnotations(await tinyBatch(undefined, saved), TINY_ASKED);
    const errors = lines.filter((line) => line.startsWith('::error '));
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)).toBe('::error title=and 16 failures more::All 25 are in reports/x');
  });

  test('what a message says cannot end it, nor begin another command', () => {
    expect(escapeData('100 %\r\n::error::x')).toBe('100 %25%0D%0A::error::x');
    expect(escapeProperty('a:b,c%\n')).toBe('a%3Ab%2Cc%25%0A');
  });

  test('a long message keeps its command', async () => {
    const long = savedRun({ message: 'x'.repeat(5000) });
    const [, line] = githubAnnotations(await tinyBatch(undefined, [long]), TINY_ASKED);
    expect(line?.length).toBeLessThan(2200);
    expect(line).toMatch(/…%0Anpx windtunnel replay corpus\/lost\.json$/);
  });
});

test('the summary is Markdown that no message can break', async () => {
  const nasty = savedRun({ message: 'a ``` fence | and <b>' });
  const summary = githubSummary(await tinyBatch(undefined, [nasty]), TINY_ASKED);
  expect(summary).toMatch(/^### windtunnel: failed\n/);
  expect(summary).toContain('| 10 | 10 | 0 | 0 | 0 | 0 | 0 |');
  expect(summary).toContain('````\na ``` fence | and <b>\nnpx windtunnel replay corpus/lost.json\n````');
  expect(summary).toContain('npx windtunnel explore ./tiny.ts --seeds 0..9 --seed S --design plain');
});
