// The bits of a pull request's system flag (facts 1.8).

export const PULL_FLAG = {
  commitOffset: 1,
  suspend: 2,
  subscription: 4,
  classFilter: 8,
  litePull: 16,
} as const;

export interface PullFlags {
  /** The header's commit offset is to be stored. */
  readonly commitOffset: boolean;
  /** The broker may hold the request until a message arrives. */
  readonly suspend: boolean;
  /** The header carries the subscription expression. */
  readonly subscription: boolean;
}

export function pullSystemFlag(flags: PullFlags): number {
  return (
    (flags.commitOffset ? PULL_FLAG.commitOffset : 0) |
    (flags.suspend ? PULL_FLAG.suspend : 0) |
    (flags.subscription ? PULL_FLAG.subscription : 0)
  );
}

export function pullFlags(systemFlag: number): PullFlags {
  return {
    commitOffset: (systemFlag & PULL_FLAG.commitOffset) !== 0,
    suspend: (systemFlag & PULL_FLAG.suspend) !== 0,
    subscription: (systemFlag & PULL_FLAG.subscription) !== 0,
  };
}
