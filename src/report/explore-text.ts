// A batch for people: counts, what a run contained, what broke, and last the command that reproduces it.

import type { Failure } from '../explorer/failure.ts';
import type { SavedRunCheck } from '../explorer/saved-run.ts';
import { type BatchReport, brokenSavedRuns } from './batch-report.ts';
import { replayCommand, replayOfSavedRun, shrinkCommand } from './commands.ts';
import { countOf, formatCount, formatPerCent, formatSeconds } from './figures.ts';
import type { Style } from './style.ts';

const KINDS = ['held', 'violated', 'undecided', 'crashed', 'stalled', 'nondeterministic'] as const;

export function exploreText(batch: BatchReport, style: Style): string {
  const lines = [
    ...headLines(batch, style),
    ...shapeLines(batch),
    ...batch.neverReached.map((mark) => style.doubtful(`never reached: ${mark}`)),
    ...Object.entries(batch.excused).map(([limit, runs]) => `excused by ${limit}: ${countOf(runs, 'run')}`),
    ...replayedLines(batch, style),
    ...(batch.isInterrupted ? [style.doubtful('interrupted: this is a partial result')] : []),
    `report ${batch.report}${batch.digest === null ? '' : style.dim(`   digest ${batch.digest}`)}`,
    ...brokenSavedRuns(batch).flatMap((check) => savedLines(check, style)),
    ...batch.failures.flatMap((failure) => failureLines(failure, style)),
  ];
  return lines.join('\n');
}

export function paintOf(kind: string, style: Style): (text: string) => string {
  if (kind === 'held') return style.good;
  return kind === 'undecided' ? style.doubtful : style.bad;
}

/** What a saved run that does not hold is called. */
export function savedRunTitle({ from, fingerprint, verdict }: SavedRunCheck): string {
  const what = fingerprint ?? verdict;
  return from === 'corpus' ? `corpus, fails again: ${what}` : `saved earlier, still fails: ${what}`;
}

export function isBroken({ verdict }: SavedRunCheck): boolean {
  return verdict !== 'held';
}

function headLines(batch: BatchReport, style: Style): readonly string[] {
  const rate = batch.wallSeconds > 0 ? Math.round(batch.runs / batch.wallSeconds) : 0;
  const counts = KINDS.filter((kind) => kind === 'held' || kind === 'violated' || batch[kind] > 0).map(
    (kind) => {
      const text = `${formatCount(batch[kind])} ${kind}`;
      return batch[kind] === 0 ? style.dim(text) : paintOf(kind, style)(text);
    },
  );
  return [
    `${style.bold(batch.scenarios.join(', '))} with ${style.bold(batch.design)}: ${counts.join(', ')}`,
    `${countOf(batch.runs, 'run')} in ${formatSeconds(batch.wallSeconds)} (${rate}/s): ${countOf(batch.events, 'event')}, ` +
      `${countOf(batch.messages, 'message')}, ${formatSeconds(batch.virtualSeconds)} of virtual time`,
  ];
}

function shapeLines({ runs, shape }: BatchReport): readonly string[] {
  if (runs === 0) return [];
  const { medianBrokers, medianClients, medianMessages, medianFaultEpisodes, killAndPartitionShare } = shape;
  return [
    `median run: ${countOf(medianBrokers, 'broker')}, ${countOf(medianClients, 'client')}, ${countOf(medianMessages, 'message')}, ` +
      `${countOf(medianFaultEpisodes, 'fault episode')}; ${formatPerCent(killAndPartitionShare)} with a broker kill and a partition`,
  ];
}

function replayedLines({ replayed }: BatchReport, style: Style): readonly string[] {
  const { runs, held, failed, undecided } = replayed;
  if (runs === 0) return [];
  const counts = [
    `${formatCount(held)} held`,
    ...(failed === 0 ? [] : [style.bad(`${formatCount(failed)} failed`)]),
    ...(undecided === 0 ? [] : [style.doubtful(`${formatCount(undecided)} undecided`)]),
  ];
  return [`replayed first, beside the batch: ${countOf(runs, 'saved run')}, ${counts.join(', ')}`];
}

function savedLines(check: SavedRunCheck, style: Style): readonly string[] {
  const paint = paintOf(check.verdict, style);
  return [
    '',
    paint(style.bold(savedRunTitle(check))),
    ...(check.message === null ? [] : [`  ${check.message}`]),
    `  ${style.bold(replayOfSavedRun(check))}`,
  ];
}

function failureLines(failure: Failure, style: Style): readonly string[] {
  const paint = paintOf(failure.verdict, style);
  return [
    '',
    `${paint(style.bold(failure.fingerprint))}: ${countOf(failure.runs, 'run')}, first ${failure.seed}`,
    `  ${failure.message}`,
    ...(failure.capsule === null ? [] : [`  ${style.dim(shrinkCommand(failure.capsule))}`]),
    `  ${style.bold(replayCommand(failure))}`,
  ];
}
