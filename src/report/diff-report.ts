// Two runs side by side, for scripts.

import type { ComparedRun, RunDifference } from '../explorer/diff/diff-runs.ts';
import type { EventPair, Parting } from '../explorer/diff/event-comparison.ts';
import type { InputDifference } from '../explorer/diff/input-comparison.ts';
import type { RankedDifference, Significance } from '../explorer/diff/significance.ts';
import { describeFinding } from '../explorer/failure.ts';
import type { FindingKind, RunOutcome } from '../explorer/run-task.ts';

type TraceEvent = RunOutcome['trace'][number];
type AccountLine = RunOutcome['account'][number];

/** Names that scripts rely on: `firstDivergence` and `differences`. */
export interface DiffDocument {
  readonly scenario: string;
  /** Whether the runs are the same, event by event; null when one of them left no events. */
  readonly same: boolean | null;
  readonly left: DocumentRun;
  readonly right: DocumentRun;
  readonly inputs: readonly InputDifference[];
  readonly firstDivergence: DocumentPair | null;
  readonly differences: readonly DocumentDifference[];
  /** Differences that are not in the list, which is bounded. */
  readonly omitted: number;
  readonly events: EventCounts | null;
}

export interface DocumentRun {
  readonly seed: string;
  readonly design: string;
  readonly verdict: FindingKind;
  readonly oracle: string | null;
  readonly message: string | null;
  readonly fingerprint: string | null;
  readonly digest: string;
  readonly events: number;
  readonly virtualSeconds: number;
  /** It took another way today than when it was saved. */
  readonly hasChanged: boolean;
}

export interface DocumentPair {
  readonly number: number;
  /** Null on the side whose run was over. */
  readonly left: DocumentEvent | null;
  readonly right: DocumentEvent | null;
  readonly cause: DocumentEvent | null;
  /** What led there over any number of events. */
  readonly occasion: AccountLine | null;
}

export interface DocumentEvent extends TraceEvent {
  /** What was seen in it, as the account has it. */
  readonly words: string | null;
  /** Where the other run has the same event, of the two that differ first. */
  readonly inOther?: { readonly number: number; readonly timeUs: number } | null;
  /** Events that happened because of it, and only in this run. */
  readonly followers?: number;
}

export type DocumentDifference =
  | {
      readonly kind: 'account';
      readonly significance: Significance;
      readonly left: AccountLine | null;
      readonly right: AccountLine | null;
      readonly others: number;
    }
  | {
      readonly kind: 'events';
      readonly atUs: number;
      readonly cause: DocumentEvent | null;
      readonly left: readonly DocumentEvent[];
      readonly right: readonly DocumentEvent[];
    };

export interface EventCounts {
  readonly same: number;
  readonly moved: number;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** Of the longer run, after the other one was over. */
  readonly afterLeft: number;
  readonly afterRight: number;
  readonly partings: number;
}

const ACCOUNT_MAX = 100;
const PARTINGS_MAX = 100;

export function diffDocument(difference: RunDifference): DiffDocument {
  const { left, right, inputs, events, lines } = difference;
  const partings = events?.partings ?? [];
  const account = lines.slice(0, ACCOUNT_MAX).map(accountDifference);
  const parted = partings.slice(0, PARTINGS_MAX).map((parting) => partedEvents(parting, difference));
  return {
    scenario: left.outcome.scenario,
    same: events === undefined ? null : events.first === undefined,
    left: documentRun(left),
    right: documentRun(right),
    inputs,
    firstDivergence: events?.first === undefined ? null : documentPair(events.first, difference),
    differences: [...account, ...parted],
    omitted: lines.length + partings.length - account.length - parted.length,
    events: events === undefined ? null : countsOf(events),
  };
}

function documentRun({ outcome, hasChanged }: ComparedRun): DocumentRun {
  const { seed, design, digest, events } = outcome;
  const described = describeFinding(outcome.verdict);
  return {
    seed,
    design,
    verdict: outcome.verdict.kind,
    oracle: described?.oracle ?? null,
    message: described?.message ?? null,
    fingerprint: described?.fingerprint ?? null,
    digest,
    events,
    virtualSeconds: outcome.virtualMs / 1000,
    hasChanged,
  };
}

function documentPair(pair: EventPair, { left, right, occasion }: RunDifference): DocumentPair {
  return {
    number: pair.number,
    left: sideOf(pair.left, pair.leftInRight, left),
    right: sideOf(pair.right, pair.rightInLeft, right),
    cause: pair.cause === undefined ? null : documentEvent(pair.cause, left),
    occasion: occasion ?? null,
  };
}

function sideOf(
  event: TraceEvent | undefined,
  other: TraceEvent | undefined,
  run: ComparedRun,
): DocumentEvent | null {
  if (event === undefined) return null;
  const inOther = other === undefined ? null : { number: other.number, timeUs: other.timeUs };
  return { ...documentEvent(event, run), inOther };
}

function documentEvent(event: TraceEvent, { words }: ComparedRun): DocumentEvent {
  return { ...event, words: words.get(event.identity) ?? null };
}

function accountDifference({ significance, left, right, others }: RankedDifference): DocumentDifference {
  return { kind: 'account', significance, left: left ?? null, right: right ?? null, others };
}

function partedEvents(parting: Parting, { left, right }: RunDifference): DocumentDifference {
  const branches = (own: Parting['left'], run: ComparedRun) =>
    own.map(({ event, followers }) => ({ ...documentEvent(event, run), followers }));
  return {
    kind: 'events',
    atUs: parting.atUs,
    cause: parting.cause === undefined ? null : documentEvent(parting.cause, left),
    left: branches(parting.left, left),
    right: branches(parting.right, right),
  };
}

function countsOf(events: NonNullable<RunDifference['events']>): EventCounts {
  const { same, moved, onlyLeft, onlyRight, after, partings } = events;
  return {
    same,
    moved,
    onlyLeft,
    onlyRight,
    afterLeft: after.left,
    afterRight: after.right,
    partings: partings.length,
  };
}
