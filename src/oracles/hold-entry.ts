// What brokers do with pulls that found nothing. The machine of an entry is the broker.

interface OfPull {
  readonly group: string;
  readonly topic: string;
  readonly queueId: number;
  /** The first queue offset that the consumer does not have. */
  readonly offset: number;
}

export interface PullHeld extends OfPull {
  readonly kind: 'pull-held';
  /** At most. */
  readonly forMs: number;
}

/** It is executed again and then answered, whatever comes of it. */
export interface PullWoken extends OfPull {
  readonly kind: 'pull-woken';
}

export type HoldEntry = PullHeld | PullWoken;
