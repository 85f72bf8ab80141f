// Which differences between two accounts a reader wants first. What a violation is about comes before faults and deaths, these before
// messages that came to another end, and these before messages that only went another way to the same end. Of one kind, the first to happen
// come first; about one message, what is missing on one side and what moved most.

import type { AccountLine } from '../../scenario/account-line.ts';
import type { Finding } from '../run-task.ts';
import type { AccountDifference } from './account-comparison.ts';

export const SIGNIFICANCES = ['verdict', 'subject', 'trouble', 'end', 'way'] as const;
export type Significance = (typeof SIGNIFICANCES)[number];

export interface RankedDifference extends AccountDifference {
  readonly significance: Significance;
  /** Further differences about the same messages that are not told one by one. */
  readonly others: number;
}

const TROUBLES: ReadonlySet<string> = new Set([
  'fault-began',
  'fault-ended',
  'machine-ended',
  'log-recovered',
  'log-broken',
  'segment-removed',
  'broker-removed',
]);
/** Lines about messages without which a message has not come to its end. */
const ENDS: ReadonlySet<string> = new Set([
  'send-completed',
  'delivery-started',
  'delivery-completed',
  'dead-letter-found',
  'looked-up',
  'effect-applied',
  'transfer-booked',
  'transaction-ended',
  'transaction-given-up',
]);
const PLACE = / (?:at|from) \S+ queue \d+.*$/;
/** Of the messages that a violation is about, more is told than of others. */
const TOLD_OF_SUBJECT = 4;

/** The most significant first; equally significant ones in order of time. */
export function rank(
  differences: readonly AccountDifference[],
  verdicts: readonly Finding[],
): readonly RankedDifference[] {
  const messages = verdicts.flatMap((verdict) =>
    verdict.kind === 'violated' ? [verdict.violation.message] : [],
  );
  const told: RankedDifference[] = [];
  for (const [subject, group] of bySubject(differences)) {
    const isBlamed = subject !== '' && messages.some((message) => hasWord(message, subject));
    const ranked = group.map((difference) => ({
      ...difference,
      significance: significanceOf(difference, isBlamed),
    }));
    told.push(...(subject === '' ? ranked.map((one) => ({ ...one, others: 0 })) : choose(ranked, isBlamed)));
  }
  return told.sort(compareRank);
}

type Weighed = Omit<RankedDifference, 'others'>;

/** A few stand for all that is about the same messages; the last of them says how many there are. */
function choose(group: readonly Weighed[], isBlamed: boolean): readonly RankedDifference[] {
  const chosen = [...group]
    .sort((one, other) => significanceOrder(one, other) || shiftUs(other) - shiftUs(one))
    .slice(0, isBlamed ? TOLD_OF_SUBJECT : 1)
    .sort(compareRank);
  const others = group.length - chosen.length;
  return chosen.map((one, index) => ({ ...one, others: index === chosen.length - 1 ? others : 0 }));
}

function shiftUs({ left, right }: AccountDifference): number {
  return left === undefined || right === undefined
    ? Number.MAX_SAFE_INTEGER
    : Math.abs(left.atUs - right.atUs);
}

function significanceOf({ left, right }: AccountDifference, isBlamed: boolean): Significance {
  const kind = (left ?? right)?.kind ?? '';
  if (kind === 'violated') return 'verdict';
  if (isBlamed) return 'subject';
  if (TROUBLES.has(kind)) return 'trouble';
  if (!ENDS.has(kind)) return 'way';
  return left !== undefined && right !== undefined && withoutPlace(left) === withoutPlace(right)
    ? 'way'
    : 'end';
}

function withoutPlace({ text }: AccountLine): string {
  return text.replace(PLACE, '');
}

function compareRank(one: Weighed, other: Weighed): number {
  return significanceOrder(one, other) || one.atUs - other.atUs;
}

function significanceOrder(one: Weighed, other: Weighed): number {
  return SIGNIFICANCES.indexOf(one.significance) - SIGNIFICANCES.indexOf(other.significance);
}

function bySubject(differences: readonly AccountDifference[]): ReadonlyMap<string, AccountDifference[]> {
  const groups = new Map<string, AccountDifference[]>();
  for (const difference of differences) {
    const { subject = '' } = difference.left ?? difference.right ?? {};
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [difference]);
    else group.push(difference);
  }
  return groups;
}

function hasWord(message: string, word: string): boolean {
  return message.split(/[\s,()]+/).includes(word);
}
