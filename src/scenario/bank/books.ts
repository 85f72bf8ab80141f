// The books of one bank: what it has decided about each transfer, and what that does to its money. Pure; the first decision about a transfer
// stands.

import { decodeText, encodeText } from '../../base/bytes.ts';
import type { EffectState } from '../../messaging/client/effect-journal.ts';

/** Debited or refused by the bank that pays, credited by the bank that receives. */
export type Booking = 'debited' | 'refused' | 'credited';

export interface BookedTransfer {
  readonly how: Booking;
  readonly cents: number;
}

/** By the name of the transfer. */
export type Books = ReadonlyMap<string, BookedTransfer>;

interface Entry extends BookedTransfer {
  readonly transfer: string;
}

export function bookingBytes(transfer: string, { how, cents }: BookedTransfer): Uint8Array {
  return encodeText(JSON.stringify({ transfer, how, cents }));
}

function withEntry(books: Books, { transfer, how, cents }: Entry): Books {
  return books.has(transfer) ? books : new Map(books).set(transfer, { how, cents });
}

export const BOOKS: EffectState<Books> = {
  empty: new Map(),
  apply: (books, effect) => withEntry(books, JSON.parse(decodeText(effect)) as Entry),
  encode: (books) => encodeText(JSON.stringify([...books])),
  decode: (bytes) => new Map(JSON.parse(decodeText(bytes)) as [string, BookedTransfer][]),
};
