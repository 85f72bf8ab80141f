// When which fault was at work in a run, read from its account.

import type { AccountLine } from '../../scenario/account-line.ts';

export interface FaultBand {
  readonly slot: number;
  readonly text: string;
  readonly fromUs: number;
  readonly toUs: number;
}

/** In the order of their begins. One that did not end lasted to the end of the run. */
export function faultBands(account: readonly AccountLine[], endUs: number): readonly FaultBand[] {
  const ends = new Map<number, number>();
  for (const { kind, text, atUs } of account) if (kind === 'fault-ended') ends.set(slotOf(text), atUs);
  return account
    .filter(({ kind }) => kind === 'fault-began')
    .map(({ text, atUs }) => {
      const slot = slotOf(text);
      return { slot, text: text.replace(/^fault \d+: /, ''), fromUs: atUs, toUs: ends.get(slot) ?? endUs };
    });
}

/** When the phase of this number began, the first having number 0: prepare, disturb, heal, settle. */
export function phaseStartUs(account: readonly AccountLine[], number: number): number | undefined {
  return account.filter(({ kind }) => kind === 'phase-began')[number]?.atUs;
}

function slotOf(text: string): number {
  return Number(/^fault (\d+)/.exec(text)?.[1]);
}
