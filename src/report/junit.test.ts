import { describe, expect, test } from 'vitest';
import { violated } from '../explorer/testing/tiny-host.ts';
import { escapeXml, junitText } from './junit.ts';
import { savedRun, TINY_SUITE, tinyBatch } from './testing/tiny-batch.ts';

describe('JUnit', () => {
  test('one test per promise, named without a seed, whether it held or not', async () => {
    const held = junitText([TINY_SUITE], await tinyBatch());
    expect(held).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="windtunnel">',
        '  <testsuite name="tiny.plain" tests="2" failures="0" errors="0" time="2.000">',
        '    <testcase classname="tiny.plain" name="never-seven"/>',
        '    <testcase classname="tiny.plain" name="runs to its end"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
    const broken = junitText(
      [TINY_SUITE],
      await tinyBatch((index) => (index === 7 ? { verdict: violated() } : {})),
    );
    expect(broken).toContain('tests="2" failures="1"');
    expect(broken).toContain('<testcase classname="tiny.plain" name="never-seven">');
    expect(broken).toContain('npx windtunnel replay capsules/tiny.plain.seven.S-7.json');
  });

  test('a crash breaks the promise to run to the end', async () => {
    const crash = { kind: 'crashed', machine: 'm', stack: 'Error: <"&">' } as const;
    const text = junitText([TINY_SUITE], await tinyBatch(() => ({ verdict: crash })));
    expect(text).toContain('<testcase classname="tiny.plain" name="never-seven"/>');
    expect(text).toContain('<failure message="Error: &lt;&quot;&amp;&quot;&gt;" type="crashed">');
  });

  test('one test per capsule of the corpus, and one for all that earlier invocations left', async () => {
    const held = savedRun({ capsule: 'corpus/a.json', outcome: 'fixed', verdict: 'held' });
    const left = savedRun({ capsule: 'reports/x/capsules/c.json', from: 'reports' });
    const text = junitText([TINY_SUITE], await tinyBatch(undefined, [held, savedRun(), left]));
    expect(text).toContain('tests="5" failures="2"');
    expect(text).toContain('name="corpus/a.json"/>');
    expect(text).toMatch(/name="corpus\/lost\.json">\n {6}<failure message="it was seven" type="violated">/);
    expect(text).toMatch(/name="saved failures">\n.*saved earlier, still fails: seven/);
    expect(text).toContain('npx windtunnel replay corpus/lost.json');
  });

  test('what XML cannot hold is replaced', () => {
    expect(escapeXml('a\u0000b\u001b[1m\uFFFEc\ud800d\u{1F600}\n')).toBe('a?b?[1m?c?d\u{1F600}&#10;');
  });
});
