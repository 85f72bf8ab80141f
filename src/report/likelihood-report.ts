// When a failure became inevitable, as a document for scripts and as text for people. Times are seconds of virtual time, as `replay
// --until` takes them.

import { type CurvePoint, sameOf } from '../explorer/likelihood/curve.ts';
import type { JumpWithEvents, Likelihood } from '../explorer/likelihood/likelihood.ts';
import { boundsOf, CONFIDENT, shareOf } from '../explorer/likelihood/proportion.ts';
import { quote } from './commands.ts';
import { countOf, formatMicroseconds, formatPerCent, formatSeconds } from './figures.ts';
import { likelihoodPlot } from './likelihood-plot.ts';
import type { Style } from './style.ts';

const SECOND_US = 1_000_000;
const JUMPS_SHOWN = 3;

export function likelihoodDocument(likelihood: Likelihood) {
  const { run, failure, points, jumps, faults, inevitableFromUs } = likelihood;
  const { scenario, design, seed } = run;
  return {
    points: points.map(pointDocument),
    jumps: jumps.map(jumpDocument),
    inevitableAt: inevitableFromUs === undefined ? null : inevitableFromUs / SECOND_US,
    failedAt: likelihood.endUs / SECOND_US,
    scenario,
    design,
    seed,
    ...failure,
    faults: faults.map(({ slot, text, fromUs, toUs }) => ({
      slot,
      text,
      from: fromUs / SECOND_US,
      to: toUs / SECOND_US,
    })),
    runs: likelihood.runs,
    wallSeconds: likelihood.wallSeconds,
    isInterrupted: likelihood.isInterrupted,
  };
}

function pointDocument(point: CurvePoint) {
  const { low, high } = boundsOf(sameOf(point), CONFIDENT);
  return {
    at: point.atUs / SECOND_US,
    probability: shareOf(sameOf(point)),
    runs: point.runs,
    low,
    high,
    anyFailure: shareOf({ hits: point.any, runs: point.runs }),
  };
}

function jumpDocument({ fromUs, toUs, before, after, events }: JumpWithEvents) {
  return {
    at: toUs / SECOND_US,
    from: fromUs / SECOND_US,
    before,
    after,
    events: events.map(({ event, atUs, machine, kind, text }) => ({
      event,
      at: atUs / SECOND_US,
      machine,
      kind,
      text,
    })),
  };
}

export function likelihoodText(
  likelihood: Likelihood,
  { capsule, width }: { readonly capsule: string; readonly width: number },
  style: Style,
): string {
  const { run, failure, points, jumps, faults } = likelihood;
  const by = failure.oracle ?? failure.verdict;
  return [
    `${style.bold(by)} in ${run.scenario} ${run.seed} with ${run.design}`,
    'how likely the same failure is when all up to a moment stays and all after it is drawn anew:',
    '',
    likelihoodPlot({ points, jumps, faults, width }, style),
    '',
    ...startLines(points[0]),
    inevitableWords(likelihood, style),
    ...(jumps.length === 0 ? ['it does not jump anywhere'] : []),
    ...jumps.slice(0, JUMPS_SHOWN).flatMap((jump, index) => jumpLines(jump, index, style)),
    ...otherJumps(jumps.length - JUMPS_SHOWN),
    style.dim(
      `${countOf(likelihood.runs, 'run')} at ${countOf(points.length, 'moment')} in ${formatSeconds(likelihood.wallSeconds)}`,
    ),
    ...(likelihood.isInterrupted ? [style.doubtful('interrupted: this is a partial curve')] : []),
    ...commandLines(jumps[0], capsule),
  ].join('\n');
}

function inevitableWords({ inevitableFromUs, endUs }: Likelihood, style: Style): string {
  const end = formatMicroseconds(endUs);
  if (inevitableFromUs === undefined) return `not certain before it was found, at ${end}`;
  const from = inevitableFromUs === 0 ? 'the start' : formatMicroseconds(inevitableFromUs);
  return `inevitable from ${style.bold(from)} on; found at ${end}`;
}

function startLines(point: CurvePoint | undefined): readonly string[] {
  if (point === undefined) return [];
  const any = formatPerCent(shareOf({ hits: point.any, runs: point.runs }));
  return [
    `at the start ${formatPerCent(shareOf(sameOf(point)))} of the runs fail the same way, ${any} in any way`,
  ];
}

function jumpLines(
  { fromUs, toUs, before, after, events }: JumpWithEvents,
  index: number,
  style: Style,
): readonly string[] {
  return [
    `${style.bold(`▲${index + 1}`)} from ${formatPerCent(before)} to ${style.bad(formatPerCent(after))} between ${formatMicroseconds(fromUs)} and ${formatMicroseconds(toUs)}`,
    ...events.map(
      ({ atUs, machine, text }) =>
        `   ${formatMicroseconds(atUs)}  ${machine === '' ? '' : `${machine} `}${text}`,
    ),
    ...(events.length === 0
      ? [style.dim('   nothing that the account of the run names; the trace does')]
      : []),
  ];
}

function otherJumps(count: number): readonly string[] {
  return count > 0 ? [`and ${countOf(count, 'smaller jump')}`] : [];
}

/** The command that shows what led to the greatest jump. */
function commandLines(jump: JumpWithEvents | undefined, capsule: string): readonly string[] {
  if (jump === undefined) return [];
  return [`npx windtunnel replay ${quote(capsule)} --until ${jump.toUs / SECOND_US}s --trace | tail -50`];
}
