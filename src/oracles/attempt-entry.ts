// Single attempts to send, and the copies that brokers made of them. A message has one unique key, whatever becomes of its attempts.

interface OfCopy {
  readonly uniqueKey: string;
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

export interface CopyTried extends OfCopy {
  readonly kind: 'copy-tried';
}

/** The broker answered with a code that says no. */
export interface CopyRefused extends OfCopy {
  readonly kind: 'copy-refused';
  readonly code: number;
}

/** It is in the log of the broker. */
export interface CopyStored extends OfCopy {
  readonly kind: 'copy-stored';
}

export type AttemptEntry = CopyTried | CopyRefused | CopyStored;
