// The forms that a transactional message takes at a broker: half message, committed message, half message that is put back, and the
// one that nobody ever resolved (TransactionalMessageBridge.java, EndTransactionProcessor.java). Pure.

import { logPosition } from '../../../base/numbers.ts';
import type { MessageDraft, StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { withTransactionState } from '../../message/system-flag.ts';
import { SYSTEM_TOPIC } from '../system-topics.ts';

export const HALF_QUEUE = 0;
/** In whose name rounds of checks remember how far they have come. */
export const CHECK_GROUP = 'CID_RMQ_SYS_TRANS';

/**
 * Whether a producer means a message as the first phase of a transaction. A message that failed and is sent back by a client before 4.6.1
 * still carries the mark, and is none (SendMessageProcessor.java).
 */
export function isHalf({ properties, reconsumeTimes }: MessageDraft): boolean {
  const isMarked = properties.get(PROPERTY.transactionPrepared)?.toLowerCase() === 'true';
  const isFailed = reconsumeTimes > 0 && Number(properties.get(PROPERTY.delayLevel) ?? 0) > 0;
  return isMarked && !isFailed;
}

/** What a broker stores in the first phase: hidden in a topic of its own, it remembers where it belongs. */
export function halfOf(draft: MessageDraft): MessageDraft {
  const properties = new Map(draft.properties);
  const uniqueKey = properties.get(PROPERTY.uniqueKey);
  if (uniqueKey !== undefined && uniqueKey !== '') properties.set(PROPERTY.transactionId, uniqueKey);
  properties.set(PROPERTY.realTopic, draft.topic);
  properties.set(PROPERTY.realQueueId, String(draft.queueId));
  return Object.assign({}, draft, {
    topic: SYSTEM_TOPIC.transactionHalf,
    queueId: HALF_QUEUE,
    properties,
    systemFlag: withTransactionState(draft.systemFlag, 'none'),
  });
}

/** The message that consumers get; undefined when the half message does not say where it belongs. The broker does not wait for its flush. */
export function committedOf(half: StoredMessage): MessageDraft | undefined {
  const topic = half.properties.get(PROPERTY.realTopic);
  const queueId = Number(half.properties.get(PROPERTY.realQueueId));
  if (topic === undefined || !Number.isSafeInteger(queueId)) return undefined;
  return {
    topic,
    queueId,
    body: half.body,
    /** The original clears marks after it has written the properties down: they stay. */
    properties: half.properties,
    flag: half.flag,
    systemFlag: withTransactionState(half.systemFlag, 'commit'),
    bornTimestampMs: half.bornTimestampMs,
    bornHost: half.bornHost,
    storeHost: half.storeHost,
    reconsumeTimes: half.reconsumeTimes,
    preparedTransactionPosition: half.position,
    waitsForStore: false,
  };
}

/** A half message that goes to the end of its queue again. The user's bits are lost on the way, as in the original. */
export function putBackOf(half: StoredMessage, properties: ReadonlyMap<string, string>): MessageDraft {
  return {
    topic: half.topic,
    queueId: half.queueId,
    body: half.body,
    properties,
    flag: 0,
    systemFlag: half.systemFlag,
    bornTimestampMs: half.bornTimestampMs,
    bornHost: half.bornHost,
    storeHost: half.storeHost,
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
    waitsForStore: false,
  };
}

/** What becomes of a half message that was checked too often or is too old. */
export function givenUpOf(
  half: StoredMessage,
  properties: ReadonlyMap<string, string> = half.properties,
): MessageDraft {
  return {
    topic: SYSTEM_TOPIC.transactionGivenUp,
    queueId: 0,
    body: half.body,
    properties,
    flag: half.flag,
    systemFlag: half.systemFlag,
    bornTimestampMs: half.bornTimestampMs,
    bornHost: half.bornHost,
    storeHost: half.storeHost,
    reconsumeTimes: half.reconsumeTimes,
    preparedTransactionPosition: logPosition(0),
    waitsForStore: false,
  };
}

/** For how long after its birth a half message is not checked, as its producer wished; undefined: it wished nothing. */
export function wishedImmunityMs(
  properties: ReadonlyMap<string, string>,
  timeoutMs: number,
): number | undefined {
  const wish = properties.get(PROPERTY.checkImmunityTimeInSeconds);
  if (wish === undefined) return undefined;
  const seconds = wish.trim() === '' ? Number.NaN : Number(wish);
  return Number.isSafeInteger(seconds) && seconds !== -1 ? seconds * 1000 : timeoutMs;
}
