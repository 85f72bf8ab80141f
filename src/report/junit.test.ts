import { describe, expect, test } from 'vitest';
import { explore } from '../explorer/explore.ts';
import { WHOLE } from '../explorer/shard.ts';
import {
  TINY_DESIGN,
  TinyHost,
  type TinyRule,
  tinyScenario,
  violated,
} from '../explorer/testing/tiny-host.ts';
import { exploreText } from './explore-text.ts';
import { escapeXml, junitText } from './junit.ts';
import { PLAIN } from './style.ts';

async function batch(rule: TinyRule) {
  const request = {
    scenarios: [{ source: 'tiny', scenario: tinyScenario() }],
    design: { source: 'plain', design: TINY_DESIGN },
    batch: 'S',
    extent: { kind: 'seeds', range: { first: 0, last: 9 } },
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: undefined,
  } as const;
  return { ...(await explore(request, new TinyHost({ rule }))), wallSeconds: 2 };
}

const SUITE = { scenario: 'tiny', design: 'plain', oracles: ['never-seven'] };

describe('JUnit', () => {
  test('one test per promise, named without a seed, whether it held or not', async () => {
    const held = junitText([SUITE], await batch(() => ({})));
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
    const broken = junitText([SUITE], await batch((index) => (index === 7 ? { verdict: violated() } : {})));
    expect(broken).toContain('tests="2" failures="1"');
    expect(broken).toContain('<testcase classname="tiny.plain" name="never-seven">');
    expect(broken).toContain('npx windtunnel replay capsules/tiny.plain.seven.S-7.json');
  });

  test('a crash breaks the promise to run to the end', async () => {
    const crash = { kind: 'crashed', machine: 'm', stack: 'Error: <"&">' } as const;
    const text = junitText([SUITE], await batch(() => ({ verdict: crash })));
    expect(text).toContain('<testcase classname="tiny.plain" name="never-seven"/>');
    expect(text).toContain('<failure message="Error: &lt;&quot;&amp;&quot;&gt;" type="crashed">');
  });

  test('what XML cannot hold is replaced', () => {
    expect(escapeXml('a\u0000b\u001b[1m\uFFFEc\ud800d\u{1F600}\n')).toBe('a?b?[1m?c?d\u{1F600}&#10;');
  });
});

describe('text of a batch', () => {
  const heading = { scenarios: ['tiny'], design: 'plain', report: 'reports/x' };

  test('ends with the command that reproduces the failure', async () => {
    const result = await batch((index) => (index > 6 ? { verdict: violated() } : {}));
    const lines = exploreText(result, heading, PLAIN).split('\n');
    expect(lines[0]).toBe('tiny with plain: 7 held, 3 violated');
    expect(lines.slice(-4)).toEqual([
      'seven: 3 runs, first S:7',
      '  it was seven',
      '  npx windtunnel shrink capsules/tiny.plain.seven.S-7.json',
      '  npx windtunnel replay capsules/tiny.plain.seven.S-7.json',
    ]);
  });

  test('says what was not reached, excused or interrupted', async () => {
    const result = { ...(await batch(() => ({}))), neverReached: ['a mark'], isInterrupted: true };
    const text = exploreText(result, heading, PLAIN);
    expect(text).toContain('never reached: a mark');
    expect(text).toContain('excused by a limit: 1 run');
    expect(text).toContain('interrupted');
  });
});
