// What a history says of delayed messages: deliveries as their brokers tell them, what slaves hear of those, and what the wall clocks of
// brokers show. The machine of an entry is the broker.

/** A copy of a delayed message was stored where the message was to go. */
export interface DelayedDelivered {
  readonly kind: 'delayed-delivered';
  readonly level: number;
  /** Of the message in the queue of its level. */
  readonly queueOffset: number;
  /** Where the copy is. */
  readonly topic: string;
  readonly queueId: number;
  readonly deliveredOffset: number | undefined;
  /** What the broker's clock shows. */
  readonly wallMs: number;
}

/** The broker's clock is wrong by as much from now on; a change of less than some milliseconds is not told. */
export interface ClockNoted {
  readonly kind: 'clock-noted';
  /** Wall time minus virtual time. */
  readonly aheadMs: number;
}

/** A slave has taken over, and written down, how far its master had delivered. */
export interface DelaysHeard {
  readonly kind: 'delays-heard';
  /** Level to the offset in its queue of the next one to deliver. */
  readonly next: ReadonlyMap<number, number>;
}

export type DelayEntry = DelayedDelivered | ClockNoted | DelaysHeard;
