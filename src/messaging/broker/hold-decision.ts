// What becomes of a held pull when something may have changed. Pure; held-pulls.ts keeps them and acts.

export interface HeldPullTerms {
  /** The first queue offset that the consumer does not have. */
  readonly offset: number;
  readonly deadlineMs: number;
  readonly matches: (tagsCode: number) => boolean;
}

export interface QueueNews {
  /** The offset that the next message of the queue will get. */
  readonly maxOffset: number;
  /** Of the message that arrived; undefined when nobody knows, for example at a periodic check. */
  readonly tagsCode: number | undefined;
}

/** `arrived`: read again, there is something. `expired`: read again and answer whatever comes of it. */
export type HoldDecision = 'arrived' | 'expired' | 'keep';

export type DecideHold = (terms: HeldPullTerms, news: QueueNews, nowMs: number) => HoldDecision;

/**
 * PullRequestHoldService.java. A message that the filter rejects keeps the pull where it is; the periodic check, which does
 * not know tags, moves it past such messages.
 */
export const decideHold: DecideHold = (terms, news, nowMs) => {
  const isNew = news.maxOffset > terms.offset;
  if (isNew && (news.tagsCode === undefined || terms.matches(news.tagsCode))) return 'arrived';
  return nowMs >= terms.deadlineMs ? 'expired' : 'keep';
};
