// What masters and slaves of the classic protocol say to each other, as bytes (DefaultHAConnection.java, DefaultHAClient.java): a slave reports
// how far it is in 8 bytes, a master sends a head of 12 bytes and as many bytes of its log as the head says; none is a heartbeat.

import { concatBytes, readInt32, readInt64, writeInt32, writeInt64 } from '../../base/bytes.ts';
import { type LogPosition, logPosition } from '../../base/numbers.ts';

export const REPORT_BYTES = 8;
export const TRANSFER_HEAD_BYTES = 12;
/** A slave of RocketMQ reads into a buffer of this size: a frame that does not fit in is never complete. */
export const FRAME_LIMIT_BYTES = 4 * 1024 * 1024;

export interface Transfer {
  /** Of the first byte of the body in the log of the master; of a heartbeat, where the next one will begin. */
  readonly position: LogPosition;
  /** Empty: a heartbeat. */
  readonly body: Uint8Array;
}

export function encodeReport(position: LogPosition): Uint8Array {
  const bytes = new Uint8Array(REPORT_BYTES);
  writeInt64(bytes, 0, position);
  return bytes;
}

export function encodeTransfer({ position, body }: Transfer): Uint8Array {
  const head = new Uint8Array(TRANSFER_HEAD_BYTES);
  writeInt64(head, 0, position);
  writeInt32(head, 8, body.length);
  return concatBytes([head, body]);
}

/** Undefined: nothing that could be a position. */
export function readPosition(bytes: Uint8Array, at: number): LogPosition | undefined {
  const value = readInt64(bytes, at);
  return Number.isSafeInteger(value) && value >= 0 ? logPosition(value) : undefined;
}

export type TransferHead =
  | { readonly kind: 'head'; readonly position: LogPosition; readonly bodyBytes: number }
  | { readonly kind: 'invalid' };

export function readTransferHead(bytes: Uint8Array, at: number): TransferHead {
  const position = readPosition(bytes, at);
  const bodyBytes = readInt32(bytes, at + 8);
  const fits = bodyBytes >= 0 && bodyBytes <= FRAME_LIMIT_BYTES - TRANSFER_HEAD_BYTES;
  return position !== undefined && fits ? { kind: 'head', position, bodyBytes } : { kind: 'invalid' };
}
