// The fault vocabulary: every class there is. A fault is plain data; times are milliseconds from the start of the disturb phase.

import { present } from '../../base/assert.ts';
import { clockDrift, clockStep, restlessClock } from './clock-faults.ts';
import { clogLink, swizzle } from './clog-faults.ts';
import { troubledDatagrams } from './datagram-faults.ts';
import {
  bitRot,
  crashInWrite,
  diskErrors,
  diskFull,
  diskStall,
  misdirectedWrite,
  wipeDisk,
} from './disk-faults.ts';
import type { FaultClass, FaultOf } from './fault-class.ts';
import type { FaultFields } from './fault-field.ts';
import {
  bridgeNetwork,
  groupPartition,
  isolateMachine,
  partitionNetwork,
  ringNetwork,
} from './partition-faults.ts';
import { jitteryLink, lossyLink, narrowLink, slowLink } from './path-faults.ts';
import { killProcess, pauseProcess, powerLoss, slowProcessor, stopProcess } from './process-faults.ts';
import {
  acceptSlowly,
  breakConnections,
  fragmentStreams,
  halfOpenStreams,
  loseReply,
} from './stream-faults.ts';

const CLASSES = [
  killProcess,
  stopProcess,
  powerLoss,
  pauseProcess,
  slowProcessor,
  clockStep,
  clockDrift,
  restlessClock,
  partitionNetwork,
  groupPartition,
  isolateMachine,
  ringNetwork,
  bridgeNetwork,
  slowLink,
  jitteryLink,
  lossyLink,
  narrowLink,
  clogLink,
  swizzle,
  loseReply,
  breakConnections,
  fragmentStreams,
  acceptSlowly,
  halfOpenStreams,
  troubledDatagrams,
  diskStall,
  diskErrors,
  diskFull,
  crashInWrite,
  bitRot,
  misdirectedWrite,
  wipeDisk,
] as const;

type ValueOfClass<Class> = Class extends FaultClass<infer Kind, infer Fields> ? FaultOf<Kind, Fields> : never;

export type Fault = ValueOfClass<(typeof CLASSES)[number]>;
export type FaultKind = Fault['kind'];

/** A fault with the number that it keeps when others are removed. */
export interface FaultSlot {
  readonly slot: number;
  readonly fault: Fault;
}

export const FAULT_CLASSES: readonly FaultClass[] = CLASSES as readonly unknown[] as readonly FaultClass[];

export function classOf(kind: FaultKind): FaultClass {
  return present(
    FAULT_CLASSES.find(({ name }) => name === kind),
    'a class for every kind',
  );
}

/** Fields of a kind, in the order in which they are drawn. */
export function fieldsOf(kind: FaultKind): FaultFields {
  return classOf(kind).fields;
}

export function durationMsOf(fault: Fault): number {
  return 'downMs' in fault ? fault.downMs : fault.durationMs;
}
