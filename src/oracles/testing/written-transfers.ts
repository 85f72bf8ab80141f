// Hand-written histories of transfers for tests of oracles: transfer `t1` is carried by transaction `T1`.

import type { MessageEntry } from '../message-entry.ts';
import type { TransferBooking } from '../transfer-entry.ts';

export const CENTS = 100;
const GROUP = 'banks';

export const begun = (transfer: string): MessageEntry => ({
  kind: 'transfer-begun',
  transfer,
  transaction: transfer.toUpperCase(),
});

export const booked = (transfer: string, how: TransferBooking): MessageEntry => ({
  kind: 'transfer-booked',
  transfer,
  how,
  cents: CENTS,
});

export const booksFound = (transfer: string, how: TransferBooking): MessageEntry => ({
  kind: 'books-recovered',
  booked: new Map([[transfer, { how, cents: CENTS }]]),
});

export const halfStored = (transfer: string): MessageEntry => ({
  kind: 'half-stored',
  transaction: transfer.toUpperCase(),
});

export const round: MessageEntry = { kind: 'check-round-began' };

export const putBack = (transfer: string, halfOffset: number, copyOffset = halfOffset + 1): MessageEntry => ({
  kind: 'half-put-back',
  transaction: transfer.toUpperCase(),
  halfOffset,
  copyOffset,
});

export const halfProgressLeft = (offset: number): MessageEntry => ({ kind: 'half-progress-left', offset });

export const asked = (transfer: string, isHeard = true): MessageEntry => ({
  kind: 'transaction-asked',
  transaction: transfer.toUpperCase(),
  group: GROUP,
  isHeard,
});

export const producerCame = (channel = '10.0.0.9:1'): MessageEntry => ({
  kind: 'producer-come',
  group: GROUP,
  channel,
});

export const producerWent = (channel = '10.0.0.9:1'): MessageEntry => ({
  kind: 'producer-gone',
  group: GROUP,
  channel,
});

export const transactionEnded = (
  transfer: string,
  how: 'commit' | 'rollback',
  halfOffset = 0,
): MessageEntry => ({
  kind: 'transaction-ended',
  transaction: transfer.toUpperCase(),
  how,
  halfOffset,
  answersCheck: false,
});

export const commitStored = (transfer: string, position: number, topic = 'transfers'): MessageEntry => ({
  kind: 'commit-stored',
  transaction: transfer.toUpperCase(),
  topic,
  position,
});

export const givenUp = (transfer: string): MessageEntry => ({
  kind: 'transaction-given-up',
  transaction: transfer.toUpperCase(),
});
