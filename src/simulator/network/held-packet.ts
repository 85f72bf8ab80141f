// What a rule holds: the packet keeps its place among the children of its cause, and goes on when the rule is gone.

import type { Kernel, Owner } from '../kernel.ts';
import type { Fabric } from './fabric.ts';
import type { PacketRule } from './rule.ts';

export interface Holding {
  readonly rule: PacketRule;
  readonly owner: Owner;
  /** Sends the packet again, to be judged by the rules of that moment. */
  readonly again: () => void;
}

/** Holds the packet whose identity was just derived. The event that lets it go has that identity, whoever else is let go with it. */
export function holdPacket(kernel: Kernel, fabric: Fabric, { rule, owner, again }: Holding): void {
  const { childHigh: high, childLow: low } = kernel;
  kernel.dropChild();
  fabric.awaitRelease(rule, () =>
    kernel.scheduleRoot(
      { dueUs: kernel.nowUs, high, low },
      kernel.kinds.callback('network release'),
      owner,
      again,
    ),
  );
}
