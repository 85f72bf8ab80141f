// Where the two arms differ, and why they may. The suites assert each row on both arms, so a row that no longer holds fails.

import type { ArmName } from './arm.ts';

export interface Divergence {
  readonly what: string;
  readonly simulated: string;
  readonly real: string;
  readonly reason: string;
}

export const DIVERGENCES = {
  peerOfKilledProcess: {
    what: 'what the peer of a process that ended without a goodbye is told',
    simulated: 'reset',
    real: 'ended',
    reason:
      'A kernel ends the connections of a dead process in order unless unread bytes are left, then it resets them. The simulator ' +
      'always takes the harsher way: bytes in flight may be lost, and nobody may rely on more.',
  },
} as const satisfies Record<string, Divergence>;

export function expectedOf(divergence: Divergence, arm: ArmName): string {
  return divergence[arm];
}
