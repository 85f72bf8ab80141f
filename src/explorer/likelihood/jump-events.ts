// What happened in a stretch of a run, the most telling first: faults and deaths, then what concerns the messages that the failure names,
// then who owns what.

import type { AccountLine } from '../../scenario/account-line.ts';

const EVENTS_MAX = 6;
const WORLD_KINDS: readonly string[] = [
  'fault-began',
  'fault-ended',
  'machine-ended',
  'phase-began',
  'violated',
];
const STATE_KINDS: readonly string[] = [
  'log-recovered',
  'log-broken',
  'segment-removed',
  'broker-removed',
  'queue-gained',
  'queue-dropped',
  'lease-granted',
];

/** Lines after the one moment and up to the other, at most six, in their order. */
export function eventsBetween(
  account: readonly AccountLine[],
  stretch: { readonly fromUs: number; readonly toUs: number },
  failure: string,
): readonly AccountLine[] {
  const within = account.filter(({ atUs }) => atUs > stretch.fromUs && atUs <= stretch.toUs);
  const chosen = new Set(
    within
      .map((line, index) => ({ line, index, rank: rankOf(line, failure) }))
      .sort((left, right) => left.rank - right.rank || left.index - right.index)
      .slice(0, EVENTS_MAX)
      .map(({ line }) => line),
  );
  return within.filter((line) => chosen.has(line));
}

function rankOf({ kind, subject }: AccountLine, failure: string): number {
  if (WORLD_KINDS.includes(kind)) return 0;
  if (subject !== '' && failure.includes(subject)) return 1;
  return STATE_KINDS.includes(kind) ? 2 : 3;
}
