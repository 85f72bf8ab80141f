// Which offset a broker remembers of the one that a pull carries. Pure.

/**
 * Undefined: it remembers what it did.
 * @param carried negative: the pull carries none
 * @param isAnswered false: the store was closing and did not answer
 */
export type CommittedOffset = (carried: number, isAnswered: boolean) => number | undefined;

/** Without an answer the pull has failed, and what it carried comes again with the next one (PullMessageProcessor.java). */
export const committedOffset: CommittedOffset = (carried, isAnswered) =>
  isAnswered && carried >= 0 ? carried : undefined;
