// A batch for GitHub Actions: annotations, one per failure and at most ten, as workflow commands in a group; and a summary of the job in
// Markdown. Both are plain text; where they go is somebody else's business.

import type { BatchAsked } from '../explorer/fleet/batch-document.ts';
import { type BatchReport, brokenSavedRuns, verdictOf } from './batch-report.ts';
import { exploreCommand, replayCommand, replayOfSavedRun } from './commands.ts';
import { savedRunTitle } from './explore-text.ts';
import { countOf, formatCount, formatSeconds } from './figures.ts';

/** GitHub shows no more errors of one step. */
const ANNOTATIONS_MAX = 10;
const SUMMARY_FAILURES_MAX = 50;
const MESSAGE_CHARACTERS_MAX = 2000;

interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Where GitHub shows it, when there is such a file in the user's repository. */
  readonly file: string | undefined;
}

/** Empty when there is nothing to annotate. */
export function githubAnnotations(batch: BatchReport, asked: BatchAsked): readonly string[] {
  const all = annotationsOf(batch, asked);
  if (all.length === 0) return [];
  const kept = all.length <= ANNOTATIONS_MAX ? all : [...all.slice(0, ANNOTATIONS_MAX - 1), rest(batch, all)];
  return [
    `::group::${escapeData(`${countOf(all.length, 'failure')} of windtunnel`)}`,
    ...kept.map(
      ({ title, message, file }) =>
        `::error ${file === undefined ? '' : `file=${escapeProperty(file)},`}title=${escapeProperty(title)}::${escapeData(clip(message))}`,
    ),
    '::endgroup::',
  ];
}

export function githubSummary(batch: BatchReport, asked: BatchAsked): string {
  const failures = annotationsOf(batch, asked);
  const shown = failures.slice(0, SUMMARY_FAILURES_MAX);
  const lines = [
    `### windtunnel: ${verdictOf(batch)}`,
    '',
    `${escapeMarkdown(batch.scenarios.join(', '))} with ${escapeMarkdown(batch.design)}${batch.isInterrupted ? ' (partial result)' : ''}`,
    '',
    '| runs | held | violated | crashed | stalled | nondeterministic | undecided | virtual time | wall time |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    `| ${[batch.runs, batch.held, batch.violated, batch.crashed, batch.stalled, batch.nondeterministic, batch.undecided].map(formatCount).join(' | ')} | ${formatSeconds(batch.virtualSeconds)} | ${formatSeconds(batch.wallSeconds)} |`,
    '',
    ...(batch.digest === null ? [] : [`Digest \`${batch.digest}\``, '']),
    ...batch.neverReached.map((mark) => `- never reached: ${escapeMarkdown(mark)}`),
    ...shown.flatMap(({ title, message }) => [
      '',
      `**${escapeMarkdown(title)}**`,
      '',
      ...fenced(clip(message)),
    ]),
    ...(failures.length > shown.length
      ? ['', `and ${failures.length - shown.length} more: see the report`]
      : []),
    '',
    'The same again:',
    '',
    ...fenced(exploreCommand(asked)),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function annotationsOf(batch: BatchReport, asked: BatchAsked): readonly Annotation[] {
  const saved = brokenSavedRuns(batch).map((check) => ({
    title: `${check.scenario}: ${savedRunTitle(check)}`,
    message: `${check.message ?? check.verdict}\n${replayOfSavedRun(check)}`,
    file: check.from === 'corpus' ? check.capsule : fileOf(check.scenario, asked),
  }));
  const found = batch.failures.map((failure) => ({
    title: `${failure.scenario} with ${failure.design}: ${failure.fingerprint} (${countOf(failure.runs, 'run')})`,
    message: `${failure.message}\n${replayCommand(failure)}`,
    file: fileOf(failure.scenario, asked),
  }));
  return [...saved, ...found, ...missedUnderStrict(batch, asked)];
}

/** Without --strict it is no failure. */
function missedUnderStrict({ neverReached }: BatchReport, asked: BatchAsked): readonly Annotation[] {
  if (!asked.strict || neverReached.length === 0) return [];
  const title = `${countOf(neverReached.length, 'situation')} never reached`;
  return [{ title, message: [...neverReached, exploreCommand(asked)].join('\n'), file: undefined }];
}

/** Undefined for a scenario of the package, and for a file outside the folder. */
function fileOf(scenario: string, { scenarios, sources }: BatchAsked): string | undefined {
  const source = sources.scenarios[scenarios.indexOf(scenario)] ?? '';
  const path = source.replace(/^(\.\/)+/, '');
  return /\.[cm]?[jt]s$/.test(path) && !/^(\/|\.\.|[A-Za-z]:)/.test(path) ? path : undefined;
}

function rest({ report }: BatchReport, all: readonly Annotation[]): Annotation {
  const count = all.length - ANNOTATIONS_MAX + 1;
  return {
    title: `and ${countOf(count, 'failure')} more`,
    message: `All ${all.length} are in ${report}`,
    file: undefined,
  };
}

function clip(text: string): string {
  if (text.length <= MESSAGE_CHARACTERS_MAX) return text;
  // The last line is the command that reproduces.
  const command = text.slice(text.lastIndexOf('\n'));
  return `${text.slice(0, MESSAGE_CHARACTERS_MAX - command.length)}…${command}`;
}

/** As the runner of GitHub reads the data of a workflow command. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The same for a property, in which a colon and a comma mean something. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#~]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

/** Longer than any fence inside. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...text.split('\n'), fence];
}
