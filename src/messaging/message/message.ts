// What users send, and what a broker has stored of it. The byte layout of the latter is in record.ts.

import type { LogPosition, QueueOffset } from '../../base/numbers.ts';

export interface Message {
  readonly topic: string;
  readonly body: Uint8Array;
  /** Reserved names are in properties.ts. */
  readonly properties: ReadonlyMap<string, string>;
  /** The user's own bits, carried untouched. */
  readonly flag: number;
}

export interface StoredMessage extends Message {
  readonly queueId: number;
  readonly queueOffset: QueueOffset;
  /** Where its record starts in the commit log. */
  readonly position: LogPosition;
  /** Bytes of its record. */
  readonly recordSize: number;
  /** CRC-32 of the body without its sign bit, as stored. */
  readonly bodyCrc: number;
  readonly systemFlag: number;
  readonly bornTimestampMs: number;
  /** `ip:port` of the producer. */
  readonly bornHost: string;
  readonly storeTimestampMs: number;
  /** `ip:port` of the broker. */
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionPosition: LogPosition;
}

/** What a broker asks its store to keep; the store adds queue offset, position and store timestamp. */
export interface MessageDraft extends Message {
  readonly queueId: number;
  readonly systemFlag: number;
  readonly bornTimestampMs: number;
  readonly bornHost: string;
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionPosition: LogPosition;
  /** Said by a broker that does not wait for what it stores; otherwise the property counts. */
  readonly waitsForStore?: boolean;
}
