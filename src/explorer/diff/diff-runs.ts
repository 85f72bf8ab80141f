// Compares two runs of one scenario: performs both once more, keeping every event and the account, and says where they part and what came of
// it. A run with a trace and an account is the same run.

import type { AccountLine } from '../../scenario/account-line.ts';
import type { TraceEvent } from '../../simulator/trace.ts';
import type { ExplorerHost } from '../explorer-host.ts';
import type { RunOutcome, RunTask } from '../run-task.ts';
import { compareAccounts } from './account-comparison.ts';
import { compareEvents, type EventComparison, type EventPair } from './event-comparison.ts';
import { compareInputs, type InputDifference, type RunInput } from './input-comparison.ts';
import { type RankedDifference, rank } from './significance.ts';

export interface DiffSide {
  readonly task: Omit<RunTask, 'source'>;
  readonly input: RunInput;
  /** Digest of the saved run; undefined where the design is not the saved one, or nothing was saved. */
  readonly savedDigest: string | undefined;
}

export interface ComparedRun {
  readonly outcome: RunOutcome;
  /** Whether it took another way today than when it was saved. */
  readonly hasChanged: boolean;
  /** What was seen in an event, in words, by its identity. */
  readonly words: ReadonlyMap<string, string>;
}

export interface RunDifference {
  readonly left: ComparedRun;
  readonly right: ComparedRun;
  readonly inputs: readonly InputDifference[];
  /** Undefined when one of the runs left no events. */
  readonly events: EventComparison | undefined;
  /** What led, over any number of events, to where the runs part; undefined where no event that has words did. */
  readonly occasion: AccountLine | undefined;
  /** Lines of the accounts that both have. */
  readonly sameLines: number;
  /** Differences of the accounts that are worth telling, and how many there are. */
  readonly lines: readonly RankedDifference[];
  readonly differingLines: number;
}

/** Later events of a longer run are not compared. */
export const COMPARED_EVENTS_MAX = 300_000;

/** @throws Error when interrupted */
export async function diffRuns(left: DiffSide, right: DiffSide, host: ExplorerHost): Promise<RunDifference> {
  const [one, other] = await Promise.all([perform(left, host), perform(right, host)]);
  const inputs = compareInputs(left.input, right.input);
  const [leftEvents, rightEvents] = [one.outcome.trace, other.outcome.trace];
  const isComparable = one.outcome.digest !== '' && other.outcome.digest !== '';
  const endUs = Math.min(endOf(leftEvents), endOf(rightEvents));
  const accounts = compareAccounts(one.outcome.account, other.outcome.account, endUs);
  const events = isComparable ? compareEvents(leftEvents, rightEvents) : undefined;
  return {
    left: one,
    right: other,
    inputs,
    events,
    occasion: events?.first === undefined ? undefined : occasionOf(events.first, one.outcome, other.outcome),
    sameLines: accounts.same,
    lines: rank(accounts.differences, [one.outcome.verdict, other.outcome.verdict]),
    differingLines: accounts.differences.length,
  };
}

async function perform({ task, input, savedDigest }: DiffSide, host: ExplorerHost): Promise<ComparedRun> {
  const [outcome] = await host.perform({
    ...task,
    source: { kind: 'plan', plan: input.plan },
    traceWindow: { first: 1, last: COMPARED_EVENTS_MAX },
    account: true,
  });
  if (outcome === undefined) throw new Error('the comparison was interrupted');
  const hasChanged = savedDigest !== undefined && savedDigest !== outcome.digest;
  return { outcome, hasChanged, words: wordsOf(outcome) };
}

function occasionOf(
  { left, right, leftInRight }: EventPair,
  one: RunOutcome,
  other: RunOutcome,
): AccountLine | undefined {
  const [run, event] = leftInRight === undefined && left !== undefined ? [one, left] : [other, right];
  const lines = new Map(run.account.toReversed().map((line) => [line.identity, line]));
  const events = new Map(run.trace.map((each) => [each.identity, each]));
  let cause = event === undefined ? undefined : events.get(event.cause);
  // A cause happens before what it causes: the walk ends.
  while (cause !== undefined && !lines.has(cause.identity)) cause = events.get(cause.cause);
  return cause === undefined ? undefined : lines.get(cause.identity);
}

function endOf(events: readonly TraceEvent[]): number {
  return events.at(-1)?.timeUs ?? 0;
}

/** The first line of an event says what it was about. */
function wordsOf({ account }: RunOutcome): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { identity, text } of account) if (!words.has(identity)) words.set(identity, text);
  return words;
}
