import { describe, expect, test } from 'vitest';
import { violated } from '../explorer/testing/tiny-host.ts';
import { escapeXml, junitText } from './junit.ts';
import { savedRun, TINY_SUITE, tinyBatch } from './testing/tiny-batch.ts';

async function textOf(batch: ReturnType<typeof tinyBatch>, isStrict = false): Promise<string> {
  return junitText([TINY_SUITE], { ...(await batch), isStrict });
}

describe('JUnit', () => {
  test('one test per promise, named without a seed, whether it held or not', async () => {
    const held = await textOf(tinyBatch());
    expect(held).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="windtunnel">',
        '  <testsuite name="tiny.plain" tests="3" failures="0" errors="0" time="2.000">',
        '    <testcase classname="tiny.plain" name="never-seven"/>',
        '    <testcase classname="tiny.plain" name="runs to its end"/>',
        '    <testcase classname="tiny.plain" name="reaches every situation"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
    const broken = await textOf(tinyBatch((index) => (index === 7 ? { verdict: violated() } : {})));
    expect(broken).toContain('tests="3" failures="1"');
    expect(broken).toContain('<testcase classname="tiny.plain" name="never-seven">');
    expect(broken).toContain('npx windtunnel replay capsules/tiny.plain.seven.S-7.json');
  });

  test('a crash breaks the promise to run to the end', async () => {
    const crash = { kind: 'crashed', machine: 'm', stack: 'Error: <"&">' } as const;
    const text = await textOf(tinyBatch(() => ({ verdict: crash })));
    expect(text).toContain('<testcase classname="tiny.plain" name="never-seven"/>');
    expect(text).toContain('<failure message="Error: &lt;&quot;&amp;&quot;&gt;" type="crashed">');
  });

  test('a mark that no run reached fails a test under --strict only', async () => {
    const batch = tinyBatch().then((one) => ({
      ...one,
      marks: [{ scenario: 'tiny', mark: 'the moon', runs: 0, of: 10 }],
    }));
    expect(await textOf(batch)).toContain('failures="0"');
    expect(await textOf(batch, true)).toMatch(
      /name="reaches every situation">\n.*never reached: the moon, in 10 runs/,
    );
  });

  test('one test per capsule of the corpus, and one for all that earlier invocations left', async () => {
    const held = savedRun({ capsule: 'corpus/a.json', outcome: 'fixed', verdict: 'held' });
    const left = savedRun({ capsule: 'reports/x/capsules/c.json', from: 'reports' });
    const text = await textOf(tinyBatch(undefined, [held, savedRun(), left]));
    expect(text).toContain('tests="6" failures="2"');
    expect(text).toContain('name="corpus/a.json"/>');
    expect(text).toMatch(/name="corpus\/lost\.json">\n {6}<failure message="it was seven" type="violated">/);
    expect(text).toMatch(/name="saved failures">\n.*saved earlier, still fails: seven/);
    expect(text).toContain('npx windtunnel replay corpus/lost.json');
  });

  test('what XML cannot hold is replaced', () => {
    expect(escapeXml('a\u0000b\u001b[1m\uFFFEc\ud800d\u{1F600}\n')).toBe('a?b?[1m?c?d\u{1F600}&#10;');
  });
});
