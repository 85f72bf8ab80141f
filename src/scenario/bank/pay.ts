// How a bank's service pays: by a transaction around the debit. A design may pay in another order.

import type { Message } from '../../messaging/message/message.ts';
import type { Booking } from './books.ts';
import type { LocalWork } from './local-work.ts';

export interface Payment {
  /** Name of the transfer. */
  readonly transfer: string;
  readonly message: Message;
  readonly work: LocalWork;
}

export interface PaymentTools {
  /** Debits or refuses, and says what stands. @throws RemotingError when that is not known */
  debit(payment: Payment): Promise<Booking>;
  /** Sends the message in a transaction around the debit. */
  sendInTransaction(payment: Payment): Promise<void>;
  /** Sends the message as any other; false: it may not be stored. */
  send(payment: Payment): Promise<boolean>;
}

export type Pay = (payment: Payment, tools: PaymentTools) => Promise<void>;

export const payInTransaction: Pay = (payment, tools) => tools.sendInTransaction(payment);
