// What a causal slice is made of: a few dozen steps that a person reads from top to bottom.

export type SliceStep = NoteStep | PacketStep | WaitStep | GapStep;

interface Placed {
  /** Number in the run, from 1. */
  readonly event: number;
  readonly atUs: number;
}

/** A line of the account, or the start of a process. */
export interface NoteStep extends Placed {
  readonly kind: 'note';
  /** Of the account's line, or `process-started`. */
  readonly what: string;
  /** Empty for the world itself. */
  readonly machine: string;
  readonly text: string;
}

/** A packet at its arrival. */
export interface PacketStep extends Placed {
  readonly kind: 'packet';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly bytes: number;
  readonly sentAtUs: number;
  /** A fault held it back until then, or it was lost before. */
  readonly delay?: 'held' | 'sent-again';
}

/** Somebody went on only after a while. */
export interface WaitStep extends Placed {
  readonly kind: 'wait';
  readonly machine: string;
  /** Label of the event that was waited for. */
  readonly text: string;
  /** All times together. */
  readonly waitedUs: number;
  readonly times: number;
}

/** What was left out before the next step. */
export interface GapStep extends Placed {
  readonly kind: 'gap';
  readonly packets: number;
  /** Of the account. */
  readonly lines: number;
  /** Who sent and got the packets, in the order in which they did. */
  readonly machines: readonly string[];
}

export interface CausalSlice {
  /** One sentence of the oracle, or the first line of a crash. */
  readonly message: string;
  /** Keys of messages and names of transfers that it is about. */
  readonly subjects: readonly string[];
  /** The violating event with its ancestors; null when nothing that happened violates the promise, but something that did not. */
  readonly chain: ChainSummary | null;
  /** In the order of events. */
  readonly steps: readonly SliceStep[];
}

export interface ChainSummary {
  /** Number of the violating event. */
  readonly event: number;
  readonly events: number;
  readonly packets: number;
  /** The first of them. */
  readonly root: { readonly machine: string; readonly label: string; readonly atUs: number };
}
