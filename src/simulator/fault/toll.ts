// What a fault takes from a correct system's budget. Whether a system survives a toll follows from how many copies it keeps and when it
// syncs; the simulator only says what is gone.

export type Toll =
  /** Time and answers; nothing that anybody had is lost. */
  | 'delay'
  /** The memory of a process. What it had written to its disk is there. */
  | 'memory'
  /** Memory, and whatever was not synced to the disk. */
  | 'unsynced'
  /** Trust in the wall clock of a machine. The monotonic clock goes on. */
  | 'clock'
  /** Calls of the disk that fail; what was synced is there. */
  | 'calls'
  /** Synced data of one machine: a whole copy, or some of it. Only another copy can make up for it. */
  | 'copy';
