// The screen that compares two runs. It is bounded: what does not fit is counted.

import type { ComparedRun, RunDifference } from '../explorer/diff/diff-runs.ts';
import type { Branch, EventComparison, EventPair, Parting } from '../explorer/diff/event-comparison.ts';
import type { RankedDifference } from '../explorer/diff/significance.ts';
import { describeFinding } from '../explorer/failure.ts';
import type { RunOutcome } from '../explorer/run-task.ts';
import { paintOf } from './explore-text.ts';
import { countOf, formatCount, formatMicroseconds, formatSeconds } from './figures.ts';
import { inputLines } from './input-lines.ts';
import type { Style } from './style.ts';

type TraceEvent = RunOutcome['trace'][number];
type AccountLine = RunOutcome['account'][number];

const DIFFERENCES_TOLD = 7;
const PARTINGS_TOLD = 3;

export function diffText(difference: RunDifference, style: Style): string {
  const { left, right, events } = difference;
  const lines = [
    ...runLines('A', left, style),
    ...runLines('B', right, style),
    '',
    ...putIn(difference),
    ...(events === undefined ? ['a run without events cannot be compared'] : eventLines(events, difference)),
    ...accountLines(difference),
    ...(events?.first === undefined ? [] : ['', ...totalLines(events, difference)]),
  ];
  return lines.join('\n');
}

function runLines(name: string, { outcome, hasChanged }: ComparedRun, style: Style): readonly string[] {
  const { scenario, seed, design, verdict, events, virtualMs } = outcome;
  const described = describeFinding(verdict);
  const painted = paintOf(verdict.kind, style)(verdict.kind);
  const by = described?.oracle == null ? '' : ` by ${described.oracle}`;
  const size = style.dim(`, ${countOf(events, 'event')}, ${formatSeconds(virtualMs / 1000)}`);
  return [
    `${style.bold(name)}  ${scenario} ${seed} with ${design}: ${painted}${by}${size}`,
    ...(described === undefined ? [] : [`   ${described.message}`]),
    ...(hasChanged ? [style.doubtful('   today it takes another way than when it was saved')] : []),
  ];
}

function putIn({ inputs, events }: RunDifference): readonly string[] {
  if (inputs.length > 0)
    return ['what was put in differs', ...inputLines(inputs).map((line) => `  ${line}`), ''];
  if (events?.first === undefined) return [];
  return ['the same was put in: the run is not deterministic', ''];
}

function eventLines(events: EventComparison, difference: RunDifference): readonly string[] {
  const { first, same } = events;
  if (first === undefined) return [`the runs are the same, event by event: ${countOf(same, 'event')}`];
  const { left, right, occasion } = difference;
  const likeness = isAlike(first) ? ', but one like it' : '';
  return [
    `they part at event ${formatCount(first.number)}${occasion === undefined ? '' : `, after ${lineText(occasion)}`}`,
    `  A  ${sideText(first.left, left, (event) => whereText(event, first.leftInRight, 'B') + likeness)}`,
    `  B  ${sideText(first.right, right, (event) => whereText(event, first.rightInLeft, 'A') + likeness)}`,
  ];
}

function sideText(
  event: TraceEvent | undefined,
  run: ComparedRun,
  where: (event: TraceEvent) => string,
): string {
  return event === undefined ? 'the run is over' : `${eventText(event, run)}  (${where(event)})`;
}

function whereText(event: TraceEvent, twin: TraceEvent | undefined, other: string): string {
  if (twin === undefined) return `not in ${other}`;
  if (twin.timeUs !== event.timeUs) return `in ${other} at ${formatMicroseconds(twin.timeUs)}`;
  return twin.number === event.number
    ? `in ${other} with another content`
    : `event ${formatCount(twin.number)} of ${other}`;
}

/** The same act of the same machine, but another child of its cause. */
function isAlike({ left, right, leftInRight }: EventPair): boolean {
  return (
    leftInRight === undefined &&
    left?.timeUs === right?.timeUs &&
    left?.machine === right?.machine &&
    left?.label === right?.label
  );
}

/** In words where the account has some. */
function eventText(event: TraceEvent, { words }: ComparedRun): string {
  const { timeUs, machine, label, detail, identity } = event;
  const what = words.get(identity) ?? (detail === 0 ? label : `${label} ${detail}`);
  return `${formatMicroseconds(timeUs)}  ${machine === '' ? '' : `${machine} `}${what}`;
}

function accountLines({ lines }: RunDifference): readonly string[] {
  const told = toldOf(lines);
  if (told.length === 0) return [];
  return ['', 'what came of it, the weightiest first', ...told.flatMap(differenceLines)];
}

/** Violations stand at the top already. */
function toldOf(lines: readonly RankedDifference[]): readonly RankedDifference[] {
  return lines.filter(({ significance }) => significance !== 'verdict').slice(0, DIFFERENCES_TOLD);
}

function differenceLines({ left, right, others }: RankedDifference): readonly string[] {
  const subject = (left ?? right)?.subject ?? '';
  const rest = others > 0 ? `  (${others} more about ${subject})` : '';
  if (left === undefined) return [`  B  ${lineText(right)}  (not in A)${rest}`];
  if (right === undefined) return [`  A  ${lineText(left)}  (not in B)${rest}`];
  return [`  A  ${lineText(left)}`, `  B  ${lineText(right)}${rest}`];
}

function lineText(line: AccountLine | undefined): string {
  if (line === undefined) return '';
  const { atUs, machine, text } = line;
  return `${formatMicroseconds(atUs)}  ${machine === '' ? '' : `${machine} `}${text}`;
}

function totalLines(events: EventComparison, difference: RunDifference): readonly string[] {
  const { same, moved, onlyLeft, onlyRight, after, partings } = events;
  const { lines, differingLines, sameLines, left, right } = difference;
  const verdicts = lines.filter(({ significance }) => significance === 'verdict').length;
  const told = toldOf(lines).reduce((sum, { others }) => sum + 1 + others, verdicts);
  const untold = differingLines - told;
  return [
    `account: ${formatCount(sameLines)} lines say the same, ${formatCount(differingLines)} differ${untold > 0 ? `, ${formatCount(untold)} of them about other things than these` : ''}`,
    `events: ${formatCount(same)} the same, ${formatCount(moved)} moved in time, ${formatCount(onlyLeft)} only in A, ${formatCount(onlyRight)} only in B`,
    ...(after.left === 0 ? [] : [`  A went on with ${countOf(after.left, 'event')} after the end of B`]),
    ...(after.right === 0 ? [] : [`  B went on with ${countOf(after.right, 'event')} after the end of A`]),
    ...(partings.length === 0
      ? []
      : [`they follow from ${countOf(partings.length, 'parting')}, the largest`]),
    ...largest(partings).map((parting) => `  ${partingText(parting, left, right)}`),
  ];
}

function largest(partings: readonly Parting[]): readonly Parting[] {
  const weight = ({ left, right }: Parting) => weightOf(left) + weightOf(right);
  return [...partings].sort((one, other) => weight(other) - weight(one)).slice(0, PARTINGS_TOLD);
}

function weightOf(branches: readonly Branch[]): number {
  return branches.reduce((sum, { followers }) => sum + 1 + followers, 0);
}

function partingText({ cause, left, right, atUs }: Parting, a: ComparedRun, b: ComparedRun): string {
  const after = cause === undefined ? formatMicroseconds(atUs) : eventText(cause, a);
  const sides = [
    ...(left.length === 0 ? [] : [`A ${branchesText(left, a)}`]),
    ...(right.length === 0 ? [] : [`B ${branchesText(right, b)}`]),
  ];
  return `${after}: ${sides.join(' | ')}`;
}

/** The heaviest branch stands for all. */
function branchesText(branches: readonly Branch[], { words }: ComparedRun): string {
  const [first] = [...branches].sort((one, other) => other.followers - one.followers);
  if (first === undefined) return '';
  const { machine, label, identity } = first.event;
  const others = weightOf(branches) - 1;
  const what = `${machine === '' ? '' : `${machine} `}${words.get(identity) ?? label}`;
  return others === 0 ? what : `${what} and ${countOf(others, 'more event')}`;
}
