// What the message of a transfer says, and how it is known after an operator has sent it again.

import { decodeText, encodeText } from '../../base/bytes.ts';

export interface TransferOrder {
  readonly cents: number;
  /** The account that receives is closed: no credit succeeds until a person has opened it. */
  readonly isClosed: boolean;
}

export function orderBytes({ cents, isClosed }: TransferOrder): Uint8Array {
  return encodeText(`${cents} cents to ${isClosed ? 'a closed account' : 'an account'}`);
}

export function orderOf(body: Uint8Array): TransferOrder {
  const text = decodeText(body);
  return { cents: Number.parseInt(text, 10), isClosed: text.endsWith('closed account') };
}

/** Set by the operator who has opened the account. */
export const OPENED_PROPERTY = 'account-opened';
