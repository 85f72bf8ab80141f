// A replay for scripts and for people.

import { describeFinding } from '../explorer/failure.ts';
import type { Divergence, Expected, Replay, ReplayOutcome } from '../explorer/replay.ts';
import type { FindingKind, RunOutcome } from '../explorer/run-task.ts';
import { paintOf } from './explore-text.ts';
import { formatCount, formatMicroseconds, formatSeconds } from './figures.ts';
import type { Style } from './style.ts';

type TraceEvent = RunOutcome['trace'][number];
type DifferingEvent = NonNullable<Extract<Divergence, { readonly kind: 'nondeterministic' }>['difference']>;

/** Names that scripts rely on. */
export interface ReplayDocument {
  readonly outcome: ReplayOutcome;
  readonly verdict: FindingKind;
  readonly oracle: string | null;
  readonly digest: string;
  readonly same: boolean | null;
  /** The first event that differs; where the capsule holds no events, the first that may differ. */
  readonly divergedAt: number | null;
  readonly scenario: string;
  readonly design: string;
  readonly seed: string;
  readonly message: string | null;
  readonly fingerprint: string | null;
  readonly nondeterministic: boolean;
  readonly divergence: Divergence | null;
  /** What was saved, and what came of it today. The events are those at `divergedAt`, null when a run was over. */
  readonly expected: DocumentSide | null;
  readonly got: DocumentSide;
  readonly events: number;
  readonly virtualSeconds: number;
  readonly trace?: readonly TraceEvent[];
}

export interface DocumentSide {
  readonly verdict: FindingKind;
  readonly digest: string;
  readonly event: Seen | null;
}

/** What of an event both a trace and a capsule know. */
type Seen = Pick<TraceEvent, 'number' | 'timeUs' | 'machine' | 'label' | 'detail'>;

const COMMIT_DIGITS = 10;

const MEANINGS: Readonly<Record<ReplayOutcome, string>> = {
  same: 'the run took the same way to the same end',
  fixed: 'it failed when it was saved, and holds now',
  diverged: 'the run took another way',
  different: 'the run came to another verdict',
};

export function replayDocument(replay: Replay, expected: Expected | undefined): ReplayDocument {
  const { run, divergence } = replay;
  const described = describeFinding(run.verdict);
  return {
    outcome: replay.outcome,
    verdict: run.verdict.kind,
    oracle: described?.oracle ?? null,
    digest: run.digest,
    same: replay.same,
    divergedAt: firstEventOf(divergence),
    scenario: run.scenario,
    design: run.design,
    seed: run.seed,
    message: described?.message ?? null,
    fingerprint: described?.fingerprint ?? null,
    nondeterministic: divergence?.kind === 'nondeterministic',
    divergence: divergence ?? null,
    expected: expected === undefined ? null : side(expected, eventOf(divergence, 'expected')),
    got: side(run, eventOf(divergence, 'got')),
    events: run.events,
    virtualSeconds: run.virtualMs / 1000,
    ...(run.trace.length > 0 ? { trace: run.trace } : {}),
  };
}

export function replayText(replay: Replay, expected: Expected | undefined, style: Style): string {
  const { run, divergence } = replay;
  const described = describeFinding(run.verdict);
  const verdict = paintOf(run.verdict.kind, style)(run.verdict.kind);
  return [
    ...run.trace.map(traceLine),
    `${style.bold(replay.same === null ? 'performed' : replay.outcome)}: ${meaningOf(replay)}`,
    `${run.scenario} ${run.seed} with ${run.design}: ${verdict}${described?.oracle == null ? '' : ` by ${described.oracle}`}`,
    ...(described === undefined ? [] : [`  ${described.message}`]),
    ...stackLines(replay),
    ...(expected === undefined || replay.outcome === 'same'
      ? []
      : [
          `it was ${expected.verdict.kind} when it was saved${withDesign(run, expected)}${provenance(expected)}`,
        ]),
    ...(replay.same === true && replay.outcome !== 'same'
      ? ['every event is the same: what has changed is the judgement']
      : []),
    ...(divergence === undefined ? [] : divergenceLines(divergence)),
    style.dim(
      `${formatCount(run.events)} events, ${formatSeconds(run.virtualMs / 1000)} of virtual time, digest ${run.digest || 'none'}`,
    ),
  ].join('\n');
}

function meaningOf(replay: Replay): string {
  if (replay.divergence?.kind === 'nondeterministic')
    return 'two runs of the same plan differ: the run is not deterministic';
  return replay.same === null ? 'there is nothing to compare it with' : MEANINGS[replay.outcome];
}

function stackLines({ run }: Replay): readonly string[] {
  const { verdict } = run;
  if (verdict.kind === 'crashed')
    return [`  on ${verdict.machine || 'no machine'}`, ...indent(verdict.stack)];
  return verdict.kind === 'stalled' ? indent(verdict.why) : [];
}

function indent(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => `  ${line}`);
}

function withDesign(run: RunOutcome, { design }: Expected): string {
  const name = typeof design === 'object' ? design.name : design;
  return name === undefined || name === run.design ? '' : `, with ${name}`;
}

/** Whose code it was. */
function provenance({ versions, commit }: Expected): string {
  if (versions === undefined) return '';
  const at = commit === undefined ? '' : `, at commit ${commit.slice(0, COMMIT_DIGITS)}`;
  return `, by version ${versions.package} on Node ${versions.node}${at}`;
}

function side(of: Pick<RunOutcome, 'verdict' | 'digest'>, event: Seen | undefined): DocumentSide {
  const { verdict, digest } = of;
  if (event === undefined) return { verdict: verdict.kind, digest, event: null };
  const { number, timeUs, machine, label, detail } = event;
  return { verdict: verdict.kind, digest, event: { number, timeUs, machine, label, detail } };
}

function eventOf(divergence: Divergence | undefined, which: 'expected' | 'got'): Seen | undefined {
  return divergence?.kind === 'event' ? divergence[which] : undefined;
}

function firstEventOf(divergence: Divergence | undefined): number | null {
  switch (divergence?.kind) {
    case undefined:
      return null;
    case 'event':
      return divergence.number;
    case 'range':
      return divergence.afterEvent + 1;
    case 'nondeterministic':
      return divergence.difference?.number ?? null;
  }
}

function divergenceLines(divergence: Divergence): readonly string[] {
  if (divergence.kind === 'event') return divergedLines(divergence);
  if (divergence.kind === 'range') {
    const { afterEvent, byEvent } = divergence;
    return [
      `the ways part between event ${afterEvent + 1} and event ${byEvent}; the code has changed since it was saved`,
    ];
  }
  return divergence.difference === undefined
    ? ['where they part differs each time']
    : differenceLines(divergence.difference);
}

function divergedLines({
  number,
  expected,
  got,
}: Extract<Divergence, { readonly kind: 'event' }>): readonly string[] {
  const [then, now] = [describeSeen(expected), describeSeen(got)];
  const isCausedOtherwise = then === now;
  return [
    `diverged at event ${number}`,
    `  expected  ${then}`,
    `  got       ${now}${isCausedOtherwise ? ', by another cause' : ''}`,
  ];
}

function describeSeen(event: Seen | undefined): string {
  if (event === undefined) return 'the end of the run';
  const { timeUs, machine, label, detail } = event;
  return `${formatMicroseconds(timeUs)}  ${machine === '' ? '-' : machine}  ${label}${detail === 0 ? '' : ` ${detail}`}`;
}

function differenceLines({ number, left, right }: DifferingEvent): readonly string[] {
  return [
    `the first differing event is ${number}`,
    `  one run    ${describeSide(left)}`,
    `  the other  ${describeSide(right)}`,
  ];
}

function describeSide(event: TraceEvent | undefined): string {
  return event === undefined ? 'has ended' : traceLine(event);
}

/** Number, time, machine, what, who, by whom. */
export function traceLine({ number, timeUs, machine, label, detail, identity, cause }: TraceEvent): string {
  const seen = describeSeen({ number, timeUs, machine, label, detail });
  return `#${number}  ${seen}  ${identity} < ${cause}`;
}
