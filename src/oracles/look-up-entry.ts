// What a history says of somebody who looked a message up by its key.

/** A message that was handed over. */
export interface HandedOver {
  readonly topic: string;
  /** All its keys, separated by spaces. */
  readonly keys: string;
}

export interface LookedUp {
  readonly kind: 'looked-up';
  /** Of the message that was looked for. */
  readonly topic: string;
  readonly key: string;
  readonly ordinal: number;
  /** `absent`: it lay where its id said, and for a long time every broker answered without it. `unknown`: not everybody answered. */
  readonly outcome: 'found' | 'absent' | 'unknown';
  /** Everything that was handed over for the key. */
  readonly found: readonly HandedOver[];
}
