// Lays the accounts of two runs side by side: what was sent, delivered, acknowledged, and what befell machines, in words. Lines that say the
// same are the same, whenever they were said; lines about the same message that say something else belong together.

import type { AccountLine } from '../../scenario/account-line.ts';

export interface AccountComparison {
  /** Lines that both runs have. */
  readonly same: number;
  readonly differences: readonly AccountDifference[];
}

/** One of the sides may be missing. In order of time. */
export interface AccountDifference {
  readonly left: AccountLine | undefined;
  readonly right: AccountLine | undefined;
  readonly atUs: number;
}

/** What was said after `endUs` by one run only is no difference: the other was over. */
export function compareAccounts(
  left: readonly AccountLine[],
  right: readonly AccountLine[],
  endUs: number,
): AccountComparison {
  const { pairs, onlyLeft, onlyRight } = pairUp(left, right, wholeLine);
  const about = pairUp(onlyLeft, onlyRight, aboutMessage);
  const differences = [
    ...about.pairs.map(([one, other]) => difference(one, other)),
    ...about.onlyLeft.map((line) => difference(line, undefined)),
    ...about.onlyRight.map((line) => difference(undefined, line)),
  ];
  return {
    same: pairs.length,
    differences: differences
      .filter(
        ({ left: one, right: other, atUs }) => atUs <= endUs || (one !== undefined && other !== undefined),
      )
      .sort((one, other) => one.atUs - other.atUs),
  };
}

interface Pairing {
  readonly pairs: readonly (readonly [AccountLine, AccountLine])[];
  readonly onlyLeft: readonly AccountLine[];
  readonly onlyRight: readonly AccountLine[];
}

/** The n-th line with a key of one side belongs to the n-th of the other; lines without a key stay alone. */
function pairUp(
  left: readonly AccountLine[],
  right: readonly AccountLine[],
  keyOf: (line: AccountLine) => string | undefined,
): Pairing {
  const waiting = new Map<string, AccountLine[]>();
  for (const line of right) {
    const key = keyOf(line);
    if (key === undefined) continue;
    const lines = waiting.get(key);
    if (lines === undefined) waiting.set(key, [line]);
    else lines.push(line);
  }
  const pairs: [AccountLine, AccountLine][] = [];
  const onlyLeft: AccountLine[] = [];
  for (const line of left) {
    const key = keyOf(line);
    const other = key === undefined ? undefined : waiting.get(key)?.shift();
    if (other === undefined) onlyLeft.push(line);
    else pairs.push([line, other]);
  }
  const paired = new Set(pairs.map(([, other]) => other));
  return { pairs, onlyLeft, onlyRight: right.filter((line) => !paired.has(line)) };
}

function wholeLine({ machine, kind, subject, text }: AccountLine): string {
  return JSON.stringify([machine, kind, subject, text]);
}

/** Undefined for lines that are about no message. */
function aboutMessage({ kind, subject, text }: AccountLine): string | undefined {
  if (subject === '') return undefined;
  return JSON.stringify([kind, subject, /\bmessage \d+\b/.exec(text)?.[0] ?? '']);
}

function difference(left: AccountLine | undefined, right: AccountLine | undefined): AccountDifference {
  const times = [left, right].flatMap((line) => (line === undefined ? [] : [line.atUs]));
  return { left, right, atUs: Math.min(...times) };
}
