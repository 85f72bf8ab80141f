// A plan is the trouble of one run as plain data, free of any design: it is what is saved, shrunk, compared and replayed. Slots keep the
// numbers they were drawn with, so that a slot's identity survives the removal of others.

import type { FaultSlot } from '../simulator/fault/fault.ts';
import type { Conditions } from './conditions.ts';
import type { Topology } from './topology.ts';

export const PLAN_FORMAT = 1;

export type Profile = 'swarm' | 'calm' | 'fierce' | 'long' | 'overload';

export interface OperationSlot<Operation = unknown> {
  readonly slot: number;
  readonly operation: Operation;
}

export interface Plan<Operation = unknown> {
  readonly format: typeof PLAN_FORMAT;
  readonly scenario: string;
  readonly seed: string;
  readonly profile: Profile;
  readonly topology: Topology;
  readonly conditions: Conditions;
  readonly operations: readonly OperationSlot<Operation>[];
  readonly faults: readonly FaultSlot[];
}
