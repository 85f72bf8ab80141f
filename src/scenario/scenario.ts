// A scenario is one value of one shape: what is tried, against what trouble, and which promises are watched. Adding one is adding a file.

import type { Arbitrary } from 'fast-check';
import type { Oracle } from '../oracles/oracle.ts';
import type { Fault } from '../simulator/fault/fault.ts';
import type { ChannelDefinition } from './channel.ts';
import type { Conditions } from './conditions.ts';
import type { ExecutionContext } from './execution-context.ts';
import type { ExpectedMark } from './expected-mark.ts';
import type { Slaves } from './slaves.ts';
import type { Topology } from './topology.ts';

/** How often a class of slots occurs in a run: present with this chance, then 1 to `maximum` slots. */
export interface FaultSource {
  readonly slot: Arbitrary<Fault>;
  readonly chancePerCent: number;
  readonly maximum: number;
}

export interface OperationSource<Operation> {
  readonly slot: Arbitrary<Operation>;
  readonly minimum: number;
  readonly maximum: number;
}

export interface Scenario<Operation = unknown> {
  /** Kebab-case; the name of its file. */
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  readonly channel: ChannelDefinition;
  /** Copies of each message that its cluster keeps, 1 by default: what faults may destroy and leave everything owed. */
  readonly copies?: number;
  /** Messages may ask for so long a delay, all retries of one together: the run settles longer by as much. */
  readonly longestDelayMs?: number;
  readonly topology: Arbitrary<Topology>;
  /** Slaves that some runs have, drawn apart: the others are as if there were no slaves. What is promised of copies is judged beside `oracles`. */
  readonly slaves?: Arbitrary<Slaves>;
  /** What is drawn otherwise than for every scenario. */
  readonly conditions?: Arbitrary<Partial<Conditions>>;
  /** Slots must be plain JSON without references that a removal could break. */
  readonly operations: OperationSource<Operation>;
  /** When the operation starts, in milliseconds from the start of the disturb phase. */
  startMs(operation: Operation): number;
  /** Turns an operation into client calls; runs in a producer's process. Resolves when the operation is over, however it ended. */
  execute(operation: Operation, context: ExecutionContext): Promise<void>;
  /** A run goes on for so long after heal even when nothing is owed: what it judges converges. */
  readonly minimumSettleMs?: number;
  readonly faults: readonly FaultSource[];
  readonly oracles: readonly Oracle[];
  /** Marks that a batch must reach. */
  readonly reach: readonly ExpectedMark[];
  /** Fail a batch that missed a mark even without `--strict`. */
  readonly strict?: boolean;
}
