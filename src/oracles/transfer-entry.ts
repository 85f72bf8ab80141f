// What banks say of transfers, and their services and brokers of the transactions that carry them. A transfer is named by the key of its
// message, a transaction by the unique key. The machine of an entry is the bank's database, the service or the broker.

export type TransferBooking = 'debited' | 'refused' | 'credited';

/** A service is about to send the message of a transfer. */
export interface TransferBegun {
  readonly kind: 'transfer-begun';
  readonly transfer: string;
  readonly transaction: string;
}

/** A bank has decided about a transfer, durably and for good. */
export interface TransferBooked {
  readonly kind: 'transfer-booked';
  readonly transfer: string;
  readonly how: TransferBooking;
  readonly cents: number;
}

/** A new process of a bank has read its books. */
export interface BooksRecovered {
  readonly kind: 'books-recovered';
  /** By transfer. */
  readonly booked: ReadonlyMap<string, { readonly how: TransferBooking; readonly cents: number }>;
}

/** The half message is stored, and its sender knows. */
export interface HalfStored {
  readonly kind: 'half-stored';
  readonly transaction: string;
}

/** The sender hands the end of its transaction to the network, one-way. */
export interface TransactionSaid {
  readonly kind: 'transaction-said';
  readonly transaction: string;
  readonly state: 'commit' | 'rollback' | 'unknown';
}

/** A broker begins to look for half messages that nobody has resolved. */
export interface CheckRoundBegan {
  readonly kind: 'check-round-began';
}

/** A broker found a half message unresolved and put it back to the end of its queue. */
export interface HalfPutBack {
  readonly kind: 'half-put-back';
  readonly transaction: string;
  readonly halfOffset: number;
  /** Of the copy. */
  readonly copyOffset: number;
}

/** How far the rounds of a broker have come, as its disk says after a power loss: what lies before is not looked at again. */
export interface HalfProgressLeft {
  readonly kind: 'half-progress-left';
  /** In the queue of half messages. */
  readonly offset: number;
}

/** A broker asks a producer of the group. */
export interface TransactionAsked {
  readonly kind: 'transaction-asked';
  readonly transaction: string;
  readonly group: string;
  /** False: it found none to ask. */
  readonly isHeard: boolean;
}

/** A producer is connected to the broker and has named its group, or is so no longer. */
export interface ProducerComeOrGone {
  readonly kind: 'producer-come' | 'producer-gone';
  readonly group: string;
  readonly channel: string;
}

/** A service answers a broker's question. */
export interface TransactionAnswered {
  readonly kind: 'transaction-answered';
  readonly transaction: string;
  readonly state: 'commit' | 'rollback' | 'unknown';
}

/** A broker has carried out what a producer said, or knew that it had. */
export interface TransactionEnded {
  readonly kind: 'transaction-ended';
  readonly transaction: string;
  /** How it stands. */
  readonly how: 'commit' | 'rollback';
  readonly halfOffset: number;
  readonly answersCheck: boolean;
}

/** A committed message was found in the log of a broker. */
export interface CommitStored {
  readonly kind: 'commit-stored';
  readonly transaction: string;
  readonly topic: string;
  readonly position: number;
}

/** A broker has put a half message aside for good. */
export interface TransactionGivenUp {
  readonly kind: 'transaction-given-up';
  readonly transaction: string;
}

/** An operator has sent a dead letter of the group to its topic again. */
export interface DeadLetterResent {
  readonly kind: 'dead-letter-resent';
  readonly transfer: string;
}

export type TransferEntry =
  | TransferBegun
  | TransferBooked
  | BooksRecovered
  | HalfStored
  | TransactionSaid
  | CheckRoundBegan
  | HalfPutBack
  | HalfProgressLeft
  | TransactionAsked
  | ProducerComeOrGone
  | TransactionAnswered
  | TransactionEnded
  | CommitStored
  | TransactionGivenUp
  | DeadLetterResent;
