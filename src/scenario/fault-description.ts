// Faults in words, for histories, reports and `list faults`.

import type { FaultKind } from './fault.ts';

export interface FaultClass {
  readonly name: FaultKind;
  readonly doc: string;
  /** What it takes from the fault budget. */
  readonly budget: string;
  /** How it is undone at heal. */
  readonly heal: string;
}

export const FAULT_CLASSES: readonly FaultClass[] = [
  {
    name: 'kill-process',
    doc: 'A process dies between two instructions; its page cache survives, its connections are reset.',
    budget: 'one process of its role, for as long as it is down',
    heal: 'the process is started again',
  },
  {
    name: 'stop-process',
    doc: 'A process is asked to stop, says its goodbyes, and is started again later: a member leaves and joins.',
    budget: 'one process of its role, for as long as it is down',
    heal: 'the process is started again',
  },
  {
    name: 'partition',
    doc: 'No packet passes between a group of machines and the rest, in both directions or in one.',
    budget: 'the group, for as long as it is cut off',
    heal: 'the rule is removed; streams send again what was held up',
  },
  {
    name: 'lose-reply',
    doc: 'The next replies of a broker to one client are lost together with their connection, after the request took effect.',
    budget: 'nothing: a caller must cope with an unknown outcome',
    heal: 'the rule is removed',
  },
  {
    name: 'slow-path',
    doc: 'Every packet between two machines takes longer, both ways.',
    budget: 'nothing',
    heal: 'the rule is removed',
  },
];
