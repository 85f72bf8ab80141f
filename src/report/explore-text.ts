// A batch for people: counts, what a run contained, what broke, and last the command that reproduces it.

import type { ExploreResult } from '../explorer/explore.ts';
import type { Failure } from '../explorer/failure.ts';
import { countOf, formatCount, formatPerCent, formatSeconds } from './figures.ts';
import type { Style } from './style.ts';

export interface ExploreHeading {
  readonly scenarios: readonly string[];
  readonly design: string;
  /** Folder of the report. */
  readonly report: string;
}

const KINDS = ['held', 'violated', 'undecided', 'crashed', 'stalled', 'nondeterministic'] as const;

export function exploreText(result: ExploreResult, heading: ExploreHeading, style: Style): string {
  const lines = [
    ...headLines(result, heading, style),
    ...shapeLines(result),
    ...result.neverReached.map((mark) => style.doubtful(`never reached: ${mark}`)),
    ...Object.entries(result.excused).map(([limit, runs]) => `excused by ${limit}: ${countOf(runs, 'run')}`),
    ...(result.isInterrupted ? [style.doubtful('interrupted: this is a partial result')] : []),
    `report ${heading.report}${result.digest === null ? '' : style.dim(`   digest ${result.digest}`)}`,
    ...result.failures.flatMap((failure) => failureLines(failure, style)),
  ];
  return lines.join('\n');
}

/** The command that reproduces a failure. */
export function replayCommand(failure: Failure): string {
  if (failure.capsule !== null) return replayOfCapsule(failure.capsule);
  const { scenario, seed, design } = failure;
  return `npx windtunnel replay ${quote(scenario)} --seed ${quote(seed)} --design ${quote(design)}`;
}

/** The command that makes it as small as it gets. */
export function shrinkCommand(capsule: string): string {
  return `npx windtunnel shrink ${quote(capsule)}`;
}

/** The command that performs a saved run once more. */
export function replayOfCapsule(capsule: string): string {
  return `npx windtunnel replay ${quote(capsule)}`;
}

export function paintOf(kind: string, style: Style): (text: string) => string {
  if (kind === 'held') return style.good;
  return kind === 'undecided' ? style.doubtful : style.bad;
}

function headLines(result: ExploreResult, heading: ExploreHeading, style: Style): readonly string[] {
  const rate = result.wallSeconds > 0 ? Math.round(result.runs / result.wallSeconds) : 0;
  const counts = KINDS.filter((kind) => kind === 'held' || kind === 'violated' || result[kind] > 0).map(
    (kind) => {
      const text = `${formatCount(result[kind])} ${kind}`;
      return result[kind] === 0 ? style.dim(text) : paintOf(kind, style)(text);
    },
  );
  return [
    `${style.bold(heading.scenarios.join(', '))} with ${style.bold(heading.design)}: ${counts.join(', ')}`,
    `${countOf(result.runs, 'run')} in ${formatSeconds(result.wallSeconds)} (${rate}/s): ${countOf(result.events, 'event')}, ` +
      `${countOf(result.messages, 'message')}, ${formatSeconds(result.virtualSeconds)} of virtual time`,
  ];
}

function shapeLines({ runs, shape }: ExploreResult): readonly string[] {
  if (runs === 0) return [];
  const { medianBrokers, medianClients, medianMessages, medianFaultEpisodes, killAndPartitionShare } = shape;
  return [
    `median run: ${countOf(medianBrokers, 'broker')}, ${countOf(medianClients, 'client')}, ${countOf(medianMessages, 'message')}, ` +
      `${countOf(medianFaultEpisodes, 'fault episode')}; ${formatPerCent(killAndPartitionShare)} with a broker kill and a partition`,
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

export function quote(word: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
