// A batch in JUnit's form. Names are stable: one test per promise of a scenario, without seeds, so that systems that keep a history can
// follow each of them; and one test per capsule of the corpus.

import type { Failure } from '../explorer/failure.ts';
import type { BatchSuite } from '../explorer/fleet/batch-document.ts';
import type { SavedRunCheck } from '../explorer/saved-run.ts';
import type { BatchReport } from './batch-report.ts';
import { replayCommand, replayOfSavedRun } from './commands.ts';
import { isBroken, savedRunTitle } from './explore-text.ts';

type JunitBatch = Pick<BatchReport, 'failures' | 'replayed' | 'wallSeconds' | 'marks'> & {
  /** A mark that no run reached is a failure. */
  readonly isStrict: boolean;
};

interface Case {
  readonly name: string;
  readonly failures: readonly CaseFailure[];
}

interface CaseFailure {
  readonly message: string;
  readonly verdict: string;
  readonly details: string;
}

/** Everything that no oracle watches. */
const COMPLETION = 'runs to its end';
/** What earlier invocations on this machine have left. */
const SAVED = 'saved failures';
const REACH = 'reaches every situation';

export function junitText(suites: readonly BatchSuite[], batch: JunitBatch): string {
  const texts = suites.map((suite) => suiteText(suite, batch));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="windtunnel">\n${texts.join('')}</testsuites>\n`;
}

function suiteText(suite: BatchSuite, batch: JunitBatch): string {
  const cases = [
    ...promiseCases(suite, batch.failures),
    reachCase(suite, batch),
    ...savedCases(suite, batch.replayed.capsules),
  ];
  const broken = cases.filter(({ failures }) => failures.length > 0).length;
  const className = `${suite.scenario}.${suite.design}`;
  const open = `  <testsuite name="${escapeXml(className)}" tests="${cases.length}" failures="${broken}" errors="0" time="${batch.wallSeconds.toFixed(3)}">\n`;
  return `${open}${cases.map((one) => caseText(className, one)).join('')}  </testsuite>\n`;
}

function promiseCases(suite: BatchSuite, failures: readonly Failure[]): readonly Case[] {
  const own = failures.filter(
    ({ scenario, design }) => scenario === suite.scenario && design === suite.design,
  );
  return [...suite.oracles, COMPLETION].map((name) => ({
    name,
    failures: own
      .filter(({ oracle }) => (name === COMPLETION ? isUnwatched(oracle, suite) : oracle === name))
      .map(describeFailure),
  }));
}

function reachCase({ scenario }: BatchSuite, { marks, isStrict }: JunitBatch): Case {
  const missed = marks.filter(
    (mark) => isStrict && mark.scenario === scenario && mark.of > 0 && mark.runs === 0,
  );
  const failures = missed.map(({ mark, of }) => {
    const message = `never reached: ${mark}`;
    return { message, verdict: 'undecided', details: `${message}, in ${of} runs` };
  });
  return { name: REACH, failures };
}

function savedCases({ scenario }: BatchSuite, checks: readonly SavedRunCheck[]): readonly Case[] {
  const own = checks.filter((check) => check.scenario === scenario);
  const saved = own.filter(({ from }) => from === 'reports');
  const corpus = own.filter(({ from }) => from === 'corpus');
  return [
    ...corpus.map((check) => ({
      name: check.capsule,
      failures: [check].filter(isBroken).map(describeSaved),
    })),
    ...(saved.length === 0 ? [] : [{ name: SAVED, failures: saved.filter(isBroken).map(describeSaved) }]),
  ];
}

function isUnwatched(oracle: string | null, suite: BatchSuite): boolean {
  return oracle === null || !suite.oracles.includes(oracle);
}

function caseText(className: string, { name, failures }: Case): string {
  const head = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  const [first] = failures;
  if (first === undefined) return `${head}/>\n`;
  const details = failures.map((failure) => failure.details).join('\n\n');
  return `${head}>\n      <failure message="${escapeXml(first.message)}" type="${first.verdict}">${escapeXml(details)}</failure>\n    </testcase>\n`;
}

function describeFailure(failure: Failure): CaseFailure {
  const { verdict, message, fingerprint, runs, seed } = failure;
  const details = `${verdict}: ${message}\nfingerprint ${fingerprint}, ${runs} runs, first ${seed}\n${replayCommand(failure)}`;
  return { message, verdict, details };
}

function describeSaved(check: SavedRunCheck): CaseFailure {
  const { verdict } = check;
  const message = check.message ?? verdict;
  return { message, verdict, details: `${savedRunTitle(check)}\n${message}\n${replayOfSavedRun(check)}` };
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
