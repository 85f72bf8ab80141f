// Where a group that asks for its committed offset is told to continue. Pure.

export interface OffsetQuery {
  /** The committed offset, if there is one. */
  readonly committed: number | undefined;
  /** What the caller asked for; older clients do not say. */
  readonly setZeroIfNotFound: boolean | undefined;
  readonly minOffset: number;
  /** The message with offset 0 exists and is still in memory. */
  readonly isStartInMemory: boolean;
}

export type OffsetAnswer =
  | { readonly kind: 'found'; readonly offset: number }
  | { readonly kind: 'not-found'; readonly remark: string };

export type AnswerOffsetQuery = (query: OffsetQuery) => OffsetAnswer;

/**
 * A new group on a young queue starts at its first message, although its policy may say "from the last": otherwise messages
 * that were sent before the first look of the group would be skipped (ConsumerManageProcessor.java, facts 4.8).
 */
export const answerOffsetQuery: AnswerOffsetQuery = (query) => {
  if (query.committed !== undefined) return { kind: 'found', offset: query.committed };
  if (query.setZeroIfNotFound === false) {
    return { kind: 'not-found', remark: 'Not found, do not set to zero, maybe this group boot first' };
  }
  if (query.minOffset <= 0 && query.isStartInMemory) return { kind: 'found', offset: 0 };
  return { kind: 'not-found', remark: 'Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first' };
};
