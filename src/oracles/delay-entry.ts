// What a history says of delayed messages: deliveries as their brokers tell them, and what the wall clocks of brokers show. The machine of an
// entry is the broker.

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

export type DelayEntry = DelayedDelivered | ClockNoted;
