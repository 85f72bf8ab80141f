// Who an event is: a 64-bit hash of its cause's identity and its ordinal among that cause's children. Removing one event changes
// the identities of its descendants only; that is what keeps draws stable when a plan is shrunk or a design is exchanged.

import { fold32, hashText, hex32, mix32 } from '../base/hash.ts';

export interface Identity {
  readonly high: number;
  readonly low: number;
}

const HIGH_SALT = 0x3c6ef372;
const LOW_SALT = 0x1f83d9ab;

/** Identity of something that no event caused: a plan operation, a fault slot, the start of a process. */
export function rootIdentity(purpose: string, ordinal: number): Identity {
  const purposeHash = hashText(purpose);
  return {
    high: mix32(fold32(fold32(HIGH_SALT, purposeHash), ordinal)),
    low: mix32(fold32(fold32(LOW_SALT, purposeHash), ordinal)),
  };
}

/** High half of the child with this ordinal. The two halves are separate functions so that hot code allocates nothing. */
export function childHigh(high: number, low: number, ordinal: number): number {
  return mix32(fold32(fold32(high, low), ordinal));
}

export function childLow(high: number, low: number, ordinal: number): number {
  return mix32(fold32(fold32(low ^ LOW_SALT, ordinal), high));
}

export function formatIdentity(high: number, low: number): string {
  return hex32(high) + hex32(low);
}
