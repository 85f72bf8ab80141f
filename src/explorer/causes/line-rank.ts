// How much each line of an account matters to the theme of a failure, by what it says alone.

import type { AccountLine } from '../../scenario/account-line.ts';
import type { TraceEvent } from '../../simulator/trace.ts';
import type { Theme } from './theme.ts';

/** The less, the more it matters. */
export const RANK = {
  violation: 0,
  sendOfNamed: 1,
  named: 2,
  trouble: 3,
  ownership: 4,
  chain: 5,
  other: 6,
  way: 7,
  passed: 8,
  never: 9,
} as const;

export interface RankedLine {
  readonly line: AccountLine;
  readonly rank: number;
}

/** The lines that belong, in their order. */
export function rankLines(account: readonly AccountLine[], theme: Theme): readonly RankedLine[] {
  const machines = [...new Set(account.map(({ machine }) => machine))];
  const ranked = account.map((line) => ({ line, rank: rankOf(line, theme, machines) }));
  return withoutRepetitions(ranked.filter(({ rank }) => rank !== RANK.never));
}

function rankOf(line: AccountLine, theme: Theme, machines: readonly string[]): number {
  if (line.kind === 'violated') return RANK.violation;
  if (theme.isNamed(line)) {
    const isSend = line.kind.startsWith('send-') || line.kind === 'transfer-begun';
    return isSend ? RANK.sendOfNamed : RANK.named;
  }
  if (theme.isAbout(line)) return RANK.other;
  const isDetail = line.isDetail === true;
  if (isDetail && theme.isOfThing(line) && theme.mayBeSaidBy(line, machines)) return RANK.ownership;
  if (theme.subjects.size > 0) return RANK.never;
  if (theme.queues.size > 0) {
    if (!theme.isOfQueue(line)) return RANK.never;
    return line.subject === '' && !isDetail ? RANK.named : RANK.other;
  }
  if (isOfWorld(line) || !theme.isOfMachine(line, machines)) return RANK.never;
  return isDetail ? RANK.other : RANK.named;
}

/** What is fine and was said before tells nothing, unless it was said in the violating event; nor do records that nobody names. */
export function isTellingIn(theme: Theme, violating: string | undefined): (line: AccountLine) => boolean {
  const said = new Set<string>();
  return (line) => {
    if (line.isDetail !== true || line.identity === violating) return true;
    const isNew = !said.has(sayingOf(line));
    said.add(sayingOf(line));
    return isNew && (line.kind !== 'record-stored' || theme.isOfNamedRecord(line));
  };
}

/** Of what is said again and again, the first and the last time matter. */
function withoutRepetitions(lines: readonly RankedLine[]): readonly RankedLine[] {
  const last = new Map(lines.map(({ line }) => [sayingOf(line), line]));
  const said = new Set<string>();
  return lines.map((ranked) => {
    const saying = sayingOf(ranked.line);
    const isTelling = !said.has(saying) || last.get(saying) === ranked.line;
    said.add(saying);
    return isTelling ? ranked : { line: ranked.line, rank: RANK.passed };
  });
}

function sayingOf({ machine, text }: AccountLine): string {
  return `${machine} ${text}`;
}

export function isOfWorld({ kind }: AccountLine): boolean {
  return kind === 'phase-began' || kind === 'fault-began' || kind === 'fault-ended' || kind === 'violated';
}

/** With the first line that belongs and is not too fine; what knows of nothing before the violating event begins with its chain. */
export function beginOf(lines: readonly RankedLine[], violating: TraceEvent | undefined): number {
  const others = lines.filter(({ rank }) => rank !== RANK.violation);
  const first = (others.find(({ line }) => line.isDetail !== true) ?? others[0])?.line.event;
  return first === undefined || first === violating?.number ? 1 : first;
}
