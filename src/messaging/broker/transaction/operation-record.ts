// The records by which a broker remembers which half messages are resolved: a list of queue offsets as text (facts 5.4). Pure.

import { decodeText, encodeText } from '../../../base/bytes.ts';
import { logPosition } from '../../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { SYSTEM_TOPIC } from '../system-topics.ts';
import { HALF_QUEUE } from './half-message.ts';

const RESOLVED_TAG = 'd';
const SEPARATOR = ',';

/** Text of one resolved half message, as it is appended to others. */
export function operationText(halfOffset: number): string {
  return `${halfOffset}${SEPARATOR}`;
}

export interface OperationOrigin {
  /** `ip:port` of the broker. */
  readonly address: string;
  readonly nowMs: number;
  readonly uniqueKey: string;
}

export function operationRecord(text: string, { address, nowMs, uniqueKey }: OperationOrigin): MessageDraft {
  return {
    topic: SYSTEM_TOPIC.transactionOperations,
    queueId: HALF_QUEUE,
    body: encodeText(text),
    properties: new Map([
      [PROPERTY.tags, RESOLVED_TAG],
      [PROPERTY.uniqueKey, uniqueKey],
    ]),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: nowMs,
    bornHost: address,
    storeHost: address,
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
    waitsForStore: false,
  };
}

/** Queue offsets of the half messages that the record resolves. */
export function resolvedOffsets({ body, properties }: StoredMessage): readonly number[] {
  if (properties.get(PROPERTY.tags) !== RESOLVED_TAG) return [];
  const offsets: number[] = [];
  for (const text of decodeText(body).split(SEPARATOR)) {
    const offset = text === '' ? Number.NaN : Number(text);
    if (Number.isSafeInteger(offset) && offset >= 0) offsets.push(offset);
  }
  return offsets;
}
