// A batch in JUnit's form. Names are stable: one test per promise of a scenario, without seeds, so that systems that keep a history can
// follow each of them.

import type { ExploreResult } from '../explorer/explore.ts';
import type { Failure } from '../explorer/failure.ts';
import { replayCommand } from './explore-text.ts';

export interface JunitSuite {
  readonly scenario: string;
  readonly design: string;
  /** Promises that were watched. */
  readonly oracles: readonly string[];
}

/** Everything that no oracle watches. */
const COMPLETION = 'runs to its end';

export function junitText(suites: readonly JunitSuite[], result: ExploreResult): string {
  const texts = suites.map((suite) => suiteText(suite, result));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="windtunnel">\n${texts.join('')}</testsuites>\n`;
}

function suiteText(suite: JunitSuite, result: ExploreResult): string {
  const failures = result.failures.filter(
    ({ scenario, design }) => scenario === suite.scenario && design === suite.design,
  );
  const names = [...suite.oracles, COMPLETION];
  const cases = names.map((name) => {
    const own = failures.filter(({ oracle }) =>
      name === COMPLETION ? isUnwatched(oracle, suite) : oracle === name,
    );
    return { name, own };
  });
  const broken = cases.filter(({ own }) => own.length > 0).length;
  const className = `${suite.scenario}.${suite.design}`;
  const open = `  <testsuite name="${escapeXml(className)}" tests="${names.length}" failures="${broken}" errors="0" time="${result.wallSeconds.toFixed(3)}">\n`;
  return `${open}${cases.map(({ name, own }) => caseText(className, name, own)).join('')}  </testsuite>\n`;
}

function isUnwatched(oracle: string | null, suite: JunitSuite): boolean {
  return oracle === null || !suite.oracles.includes(oracle);
}

function caseText(className: string, name: string, failures: readonly Failure[]): string {
  const head = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  const [first] = failures;
  if (first === undefined) return `${head}/>\n`;
  const details = failures.map(describeFailure).join('\n\n');
  return `${head}>\n      <failure message="${escapeXml(first.message)}" type="${first.verdict}">${escapeXml(details)}</failure>\n    </testcase>\n`;
}

function describeFailure(failure: Failure): string {
  const { verdict, message, fingerprint, runs, seed } = failure;
  return `${verdict}: ${message}\nfingerprint ${fingerprint}, ${runs} runs, first ${seed}\n${replayCommand(failure)}`;
}

/** Text and attribute values. Characters that XML cannot hold become a question mark. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
