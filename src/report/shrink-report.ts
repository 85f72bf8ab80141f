// What shrinking came to, for scripts and for people.

import { accountOf } from '../explorer/capsule.ts';
import { describeFinding } from '../explorer/failure.ts';
import type { Finding, RunOutcome } from '../explorer/run-task.ts';
import { type PlanSize, sizeOf } from '../explorer/shrink/plan-size.ts';
import type { Shrinking, ShrinkProgress, Shrunk } from '../explorer/shrink/shrink.ts';
import { replayOfCapsule, shrinkCommand } from './commands.ts';
import { paintOf } from './explore-text.ts';
import { countOf, formatCount, formatSeconds } from './figures.ts';
import type { Style } from './style.ts';
import { type Cell, renderTable } from './table.ts';

export interface ShrinkReport {
  readonly shrinking: Shrinking;
  /** Of the plan that was saved first. */
  readonly before: PlanSize;
  /** Path of the result. */
  readonly capsule: string;
  /** What was to be shrunk. */
  readonly expected: Finding;
  /** By the user, before it was finished. */
  readonly isInterrupted: boolean;
}

/** Names that scripts rely on. */
export interface ShrinkDocument {
  readonly before: PlanSize;
  readonly after: PlanSize;
  readonly runs: number;
  readonly wallSeconds: number;
  readonly fingerprint: string | null;
  /** Null when nothing was shrunk. */
  readonly capsule: string | null;
  readonly outcome: Shrinking['kind'];
  /** Whether nothing can be made simpler; otherwise time was up or it was interrupted, and the next invocation goes on. */
  readonly finished: boolean;
  readonly isInterrupted: boolean;
  readonly message: string | null;
  /** What happens in the smaller run. */
  readonly account: readonly string[];
}

/** Lines of an account that are printed, from its begin and its end. */
const ACCOUNT_HEAD = 12;
const ACCOUNT_TAIL = 36;
const ACCOUNT_INDENT = 17;

const MEASURES = ['operations', 'faults', 'machines'] as const;

export function shrinkDocument(report: ShrinkReport): ShrinkDocument {
  const { shrinking, before, capsule, expected, isInterrupted } = report;
  const fingerprint = describeFinding(expected)?.fingerprint ?? null;
  const nothing = {
    before,
    after: before,
    runs: 0,
    wallSeconds: 0,
    fingerprint,
    capsule: null,
    account: [],
    isInterrupted,
  };
  const outcome = shrinking.kind;
  switch (shrinking.kind) {
    case 'shrunk':
      return {
        before,
        after: sizeOf(shrinking.plan),
        runs: shrinking.runs,
        wallSeconds: shrinking.wallSeconds,
        fingerprint,
        capsule,
        outcome,
        finished: shrinking.isFinished,
        isInterrupted,
        message: describeFinding(shrinking.outcome.verdict)?.message ?? null,
        account: accountOf(shrinking.outcome),
      };
    case 'elsewise':
    case 'nondeterministic':
      return {
        ...nothing,
        runs: 1,
        outcome,
        finished: true,
        message: describeFinding(shrinking.outcome.verdict)?.message ?? null,
      };
    case 'interrupted':
      return { ...nothing, outcome, finished: false, message: null };
  }
}

/** The last line reproduces what is left. */
export function shrinkText(report: ShrinkReport, style: Style): string {
  const { shrinking, expected } = report;
  const fingerprint = describeFinding(expected)?.fingerprint ?? '';
  switch (shrinking.kind) {
    case 'shrunk':
      return shrunkLines(shrinking, report, style).join('\n');
    case 'elsewise': {
      const now = describeFinding(shrinking.outcome.verdict);
      const paint = paintOf(shrinking.outcome.verdict.kind, style);
      return now === undefined
        ? `${paint('nothing to shrink')}: the run failed with ${fingerprint} when it was saved, and holds now`
        : `${paint('nothing to shrink')}: the run failed with ${fingerprint} when it was saved, and with ${now.fingerprint} now\n  ${now.message}`;
    }
    case 'nondeterministic':
      return `${style.bad('nondeterministic')}: the same plan came to two digests; \`windtunnel replay\` says where its runs part`;
    case 'interrupted':
      return style.doubtful('interrupted before the first run ended');
  }
}

export function describeProgress({ pass, size, runs, elapsedMs }: ShrinkProgress): string {
  const { operations, faults, machines } = size;
  const left = `${countOf(operations, 'operation')}, ${countOf(faults, 'fault')}, ${countOf(machines, 'machine')}`;
  return `${left} left, ${pass}, ${countOf(runs, 'run')}, ${formatSeconds(elapsedMs / 1000)}`;
}

function shrunkLines(
  shrunk: Shrunk,
  { before, capsule, expected, isInterrupted }: ShrinkReport,
  style: Style,
): readonly string[] {
  const described = describeFinding(shrunk.outcome.verdict);
  const { scenario, design, verdict } = shrunk.outcome;
  const state = shrunk.isFinished
    ? 'nothing can be made simpler'
    : `${isInterrupted ? 'interrupted' : 'time was up'}: \`${shrinkCommand(capsule)}\` goes on from here`;
  return [
    `${style.bold(scenario)} with ${style.bold(design)}: still ${paintOf(verdict.kind, style)(describeFinding(expected)?.fingerprint ?? '')}`,
    ...(described === undefined ? [] : [`  ${described.message}`]),
    '',
    sizeTable(before, sizeOf(shrunk.plan), style),
    '',
    ...accountLines(shrunk.outcome, style),
    `${countOf(shrunk.runs, 'run')} in ${formatSeconds(shrunk.wallSeconds)}; ${state}`,
    `  ${style.bold(replayOfCapsule(capsule))}`,
  ];
}

/** Without how a healthy cluster came up; the end of a run tells more about its failure than the beginning. */
function accountLines({ account }: RunOutcome, style: Style): readonly string[] {
  if (account.length === 0) return [];
  const disturbed = account.findIndex(({ text }) => text === 'phase disturb begins');
  const texts = accountOf({ account: account.slice(Math.max(0, disturbed)) });
  const left = texts.length - ACCOUNT_HEAD - ACCOUNT_TAIL;
  if (left <= 1) return [...texts, ''];
  const gap = style.dim(`${' '.repeat(ACCOUNT_INDENT)}… ${countOf(left, 'line')} more in the capsule`);
  return [...texts.slice(0, ACCOUNT_HEAD), gap, ...texts.slice(-ACCOUNT_TAIL), ''];
}

function sizeTable(before: PlanSize, after: PlanSize, style: Style): string {
  const columns = [
    { title: '', align: 'left' },
    { title: 'before', align: 'right' },
    { title: 'after', align: 'right' },
  ] as const;
  const rows = MEASURES.map((measure): readonly Cell[] => [
    { text: measure },
    { text: formatCount(before[measure]), paint: style.dim },
    { text: formatCount(after[measure]), paint: style.bold },
  ]);
  return renderTable(columns, rows);
}
