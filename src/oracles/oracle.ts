// What a judge of one promise is. It hears the history as it grows and fails at the first bad entry; when the run has settled it says
// whether everything owed has arrived. A judge never acts on what it judges.

import type { DiskImage } from '../environment/disk.ts';
import type { Recorded } from '../history/history.ts';
import type { IndexGeometry } from '../messaging/store/index-format.ts';
import type { MessageEntry } from './message-entry.ts';

export interface Violation {
  readonly oracle: string;
  /** One sentence with names, queues and times. */
  readonly message: string;
  /** What kind of failure it is, without names and times: equal for failures of one cause. */
  readonly fingerprint: string;
}

/** What is there when a run has settled. */
export interface SettledWorld {
  /** False when the bound on virtual time ran out before everything owed had arrived. */
  readonly isQuiet: boolean;
  readonly settleSeconds: number;
  /** Consumer groups that subscribe to the workload's topics. */
  readonly groups: readonly string[];
  /** Names of the machines that consume. */
  readonly members: readonly string[];
  /** Disk of each broker by its name. */
  readonly brokerDisks: ReadonlyMap<string, DiskImage>;
  /** Disk of each machine that copies the log of one of them. */
  readonly slaveDisks?: ReadonlyMap<string, DiskImage>;
  /** Of the key index files on them. */
  readonly indexGeometry: IndexGeometry;
  /** Delay of level 1, 2, … at all brokers. */
  readonly delayLevelsMs: readonly number[];
}

/** What the system under test has promised in this run; what a judge may ask for depends on it. */
export interface Promises {
  /** Synchronous: an acknowledged message is on the disk. Asynchronous: it is in the page cache, and a power loss may take it. */
  readonly flush: 'synchronous' | 'asynchronous';
  /**
   * Atomic: any end leaves the saved content or the one that was being saved. Overwritten: so does the end of a process, unless it is the
   * second within a save without one that was done; a power loss may leave anything.
   */
  readonly configFiles: 'atomic' | 'overwritten';
  /** Once: the message of a transaction is published once, however often brokers are told to. */
  readonly transactionEnds: 'once' | 'repeated';
  /** So many copies of an acknowledged message there are at that moment, on disks or in page caches; 1: nobody waits for a slave. */
  readonly copies: number;
  /** Of those on slaves: appended, a power loss may take them; flushed, it may not. */
  readonly copiesAre: 'appended' | 'flushed';
  /** Copied: readers are given nothing before as many copies have it as a send waits for; stored: they may be. */
  readonly readersSee: 'copied' | 'stored';
  /** Kept: what a group committed to a slave is not taken back by what its master remembers. */
  readonly slaveProgress: 'kept' | 'overwritten';
  /** Name servers: a master that was replaced takes no messages once it could know. */
  readonly masterFence: 'none' | 'name-servers';
  /** An operator may put a slave in the place of a master, or a broker and its slaves begin anew with empty disks. */
  readonly mastersMayBeReplaced: boolean;
  /** No fault of the run takes from a disk what was synced. */
  readonly disksKeepWhatIsSynced: boolean;
  /** Delay of level 1, 2, … at all brokers. */
  readonly delayLevelsMs: readonly number[];
  /** How long a thread may stand still between two steps. */
  readonly longestPauseUs: number;
}

export interface Judge {
  /** It knows what follows from its own objections, and goes on when a limit excuses one; others are not asked again. */
  readonly goesOn?: true;
  /** Safety: called for every entry, in order. */
  hear?(recorded: Recorded<MessageEntry>): Violation | undefined;
  /** Safety: called once, when a run has come to its end, with the processes still up. */
  rest?(world: SettledWorld): Violation | undefined;
  /** What is owed: called once, after a run within its fault budget has settled. */
  settle?(world: SettledWorld): Violation | undefined;
}

/**
 * What is written down only for the oracles that need it.
 * - `members`: where members of a broadcasting group begin, and how far they say they are.
 * - `held-pulls`: what brokers hold and wake.
 * - `sends`: which queues producers know and choose, and what they learn of brokers.
 * - `attempts`: each attempt to send, its refusal, its copy.
 * - `delays`: deliveries of delayed messages, and what the clocks of brokers show.
 * - `repetitions`: who takes queues, and which sends and returns nobody answered.
 * - `ownership`: who has which queue of a group, and how far brokers remember it to be.
 * - `routes`: what brokers tell name servers, what those make of it, and what clients learn.
 * - `transactions`: what producers and brokers do about those.
 * - `replicas`: how far the copies of each log go, and where they differ.
 * - `masters`: whom name servers show as masters, and who notices a second one.
 */
export type Evidence =
  | 'members'
  | 'held-pulls'
  | 'sends'
  | 'attempts'
  | 'delays'
  | 'repetitions'
  | 'ownership'
  | 'routes'
  | 'transactions'
  | 'replicas'
  | 'masters';

export interface Oracle {
  /** The promise, in kebab-case: file name and name in results. */
  readonly name: string;
  /** One sentence. */
  readonly doc: string;
  /** Needed beside what every history holds: sends, deliveries, dead letters, faults, phases, and what stores do. */
  readonly evidence?: readonly Evidence[];
  /** A fresh judge for one run. */
  judge(promises: Promises): Judge;
}
