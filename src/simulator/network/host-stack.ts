// The part of a machine's system that outlives its processes: packets arrive at it, and it answers for the dead, as long as the
// machine has power.

import type { Owner } from '../kernel.ts';

export class HostStack implements Owner {
  readonly name: string;
  readonly isAlive = true;
  /** Without power, packets to the machine get no answer at all. */
  isPowered = true;

  constructor(name: string) {
    this.name = name;
  }
}
