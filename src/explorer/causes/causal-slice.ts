// Why a run failed, in a few dozen steps: the ancestors of the violating event, and what the account says about the messages, queues and
// machines that the failure names, with the ways that led there. Each event has one cause only, but state carries causes too: who had the
// queue, what a recovery lost. Lines of the account stand for those.

import type { AccountLine } from '../../scenario/account-line.ts';
import type { TraceEvent } from '../../simulator/trace.ts';
import { describeFinding } from '../failure.ts';
import type { RunOutcome } from '../run-task.ts';
import { Causality } from './causality.ts';
import { RANK } from './line-rank.ts';
import { type Material, materialOf } from './slice-material.ts';
import type { CausalSlice, ChainSummary, GapStep, SliceStep } from './slice-step.ts';
import { Theme } from './theme.ts';

/** A reader of an issue gives up behind. */
const STEP_LIMIT = 40;

/** Of a run that was performed with its whole trace and an account; undefined when it held. */
export function causalSliceOf(
  run: Pick<RunOutcome, 'trace' | 'account' | 'verdict'>,
): CausalSlice | undefined {
  const failure = describeFinding(run.verdict);
  if (failure === undefined) return undefined;
  const causality = new Causality(run.trace);
  const violating = violatingEvent(run, causality);
  const theme = new Theme(failure.message, run.account, violating?.identity);
  const material = materialOf({ causality, account: run.account, theme, violating }).toSorted(inOrder);
  return {
    message: failure.message,
    subjects: [...theme.subjects],
    chain: violating === undefined ? null : summaryOf(violating, causality),
    steps: stepsOf(material),
  };
}

/** The one in which an oracle objected, or with which the run stopped. What is found when a run is at its end has none. */
function violatingEvent(
  { trace, account, verdict }: Pick<RunOutcome, 'trace' | 'account' | 'verdict'>,
  causality: Causality,
): TraceEvent | undefined {
  if (verdict.kind !== 'violated') return trace.at(-1);
  const told: AccountLine | undefined = account.findLast(({ kind }) => kind === 'violated');
  return told === undefined ? undefined : causality.find(told.identity);
}

function summaryOf(violating: TraceEvent, causality: Causality): ChainSummary {
  const chain = causality.chainOf(violating);
  const { machine, label, timeUs } = chain.at(-1) ?? violating;
  return {
    event: violating.number,
    events: chain.length,
    packets: chain.filter((event) => causality.transferOf(event) !== undefined).length,
    root: { machine, label, atUs: timeUs },
  };
}

/** As many of what matters most as fit with what tells of the rest. */
function stepsOf(material: readonly Material[]): readonly SliceStep[] {
  const byRank = material
    .filter(({ rank }) => rank < RANK.passed)
    .toSorted((left, right) => left.rank - right.rank || inOrder(right, left));
  for (let count = Math.min(STEP_LIMIT, byRank.length); ; count -= 1) {
    const steps = withGaps(material, new Set(byRank.slice(0, count)));
    if (steps.length <= STEP_LIMIT || count === 0) return steps;
  }
}

function withGaps(material: readonly Material[], kept: ReadonlySet<Material>): readonly SliceStep[] {
  const steps: SliceStep[] = [];
  let passed: Material[] = [];
  for (const each of material) {
    if (!kept.has(each)) {
      passed.push(each);
      continue;
    }
    steps.push(...standFor(passed), each.step);
    passed = [];
  }
  return [...steps, ...standFor(passed)];
}

/** One step is shorter shown than told of. */
function standFor(passed: readonly Material[]): readonly SliceStep[] {
  const [first] = passed;
  if (first === undefined) return [];
  if (passed.length === 1) return [first.step];
  const packets = passed.flatMap(({ step }) => (step.kind === 'packet' ? [step] : []));
  const gap: GapStep = {
    kind: 'gap',
    event: first.step.event,
    atUs: first.step.atUs,
    packets: packets.length,
    lines: passed.filter(({ step }) => step.kind === 'note').length,
    machines: [...new Set(packets.flatMap(({ from, to }) => [from, to]))],
  };
  return gap.packets + gap.lines === 0 ? [] : [gap];
}

/** What arrives comes before what is noted of it, a fault before what it does, and the violation last. */
function inOrder(left: Material, right: Material): number {
  return left.step.event - right.step.event || placeOf(left) - placeOf(right);
}

function placeOf({ step, rank }: Material): number {
  if (rank === RANK.violation) return 2;
  return step.kind === 'note' && step.what !== 'fault-began' ? 1 : 0;
}
