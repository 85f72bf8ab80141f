// What became of a send, so that a caller can tell apart what it may rely on from what it must ask or repeat.

import type { QueueOffset } from '../../base/numbers.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { definite, RESPONSE_CODE } from '../protocol/codes.ts';
import type { RemotingErrorKind } from '../remoting/remoting-error.ts';

export interface SendReceipt {
  /** The producer's id of the message, the same for all attempts; of a batch all of them, with commas. */
  readonly uniqueKey: string;
  /** The broker's id: the address of the record; of a batch all of them, with commas. */
  readonly offsetMessageId: string;
  readonly queue: MessageQueue;
  /** Of a batch, the first message's; the others follow. */
  readonly queueOffset: QueueOffset;
  readonly attempts: number;
}

/** Stored, but the flush or the copy that was asked for did not happen in time (facts D5). */
export type NotSafeStatus = 'flush-disk-timeout' | 'flush-slave-timeout' | 'slave-not-available';

export type SendFailure =
  | { readonly reason: 'no-route'; readonly topic: string }
  | { readonly reason: 'no-address'; readonly brokerName: string }
  | { readonly reason: 'refused'; readonly code: number; readonly remark: string | undefined }
  | { readonly reason: 'remoting'; readonly error: RemotingErrorKind; readonly message: string }
  /** The time was over before an attempt could be made. */
  | { readonly reason: 'time-out' }
  /** An earlier message of the same key gave up, or too many wait (keyed-sender.ts). */
  | { readonly reason: 'not-tried' };

export type SendResult =
  | { readonly kind: 'acknowledged'; readonly receipt: SendReceipt }
  /** Stored and may be consumed; it may be lost where an acknowledged one may not. */
  | { readonly kind: 'stored'; readonly status: NotSafeStatus; readonly receipt: SendReceipt }
  /** Certainly not stored, by no attempt. */
  | { readonly kind: 'rejected'; readonly failure: SendFailure }
  /** May be stored, once or several times. */
  | { readonly kind: 'unknown'; readonly failure: SendFailure };

/** A one-way send knows nothing of its fate once it was handed to the network. */
export type OnewayResult =
  | { readonly kind: 'unknown'; readonly queue: MessageQueue }
  | { readonly kind: 'rejected'; readonly failure: SendFailure };

/** True when a single attempt that failed so certainly stored nothing (facts D6). */
export function isDefinite(failure: SendFailure): boolean {
  switch (failure.reason) {
    case 'refused':
      return definite(failure.code);
    case 'remoting':
      return failure.error === 'connect' || failure.error === 'too-much-request';
    case 'no-route':
    case 'no-address':
    case 'time-out':
    case 'not-tried':
      return true;
  }
}

/** The status behind a code that says "stored, but"; undefined for any other code. */
export function notSafeStatus(code: number): NotSafeStatus | undefined {
  switch (code) {
    case RESPONSE_CODE.flushDiskTimeout:
      return 'flush-disk-timeout';
    case RESPONSE_CODE.flushSlaveTimeout:
      return 'flush-slave-timeout';
    case RESPONSE_CODE.slaveNotAvailable:
      return 'slave-not-available';
    default:
      return undefined;
  }
}
