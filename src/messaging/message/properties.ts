// Names of message properties that RocketMQ gives a meaning, and the text form in which properties travel and are stored
// (facts 2.3, 2.5). The text form cannot escape its two separators.

import { textByteLength, writeText } from '../../base/bytes.ts';

export const PROPERTY = {
  keys: 'KEYS',
  tags: 'TAGS',
  waitStore: 'WAIT',
  delayLevel: 'DELAY',
  retryTopic: 'RETRY_TOPIC',
  realTopic: 'REAL_TOPIC',
  realQueueId: 'REAL_QID',
  transactionPrepared: 'TRAN_MSG',
  producerGroup: 'PGROUP',
  minOffset: 'MIN_OFFSET',
  maxOffset: 'MAX_OFFSET',
  buyerId: 'BUYER_ID',
  originMessageId: 'ORIGIN_MESSAGE_ID',
  transferFlag: 'TRANSFER_FLAG',
  correctionFlag: 'CORRECTION_FLAG',
  mq2Flag: 'MQ2_FLAG',
  reconsumeTime: 'RECONSUME_TIME',
  messageRegion: 'MSG_REGION',
  traceSwitch: 'TRACE_ON',
  uniqueKey: 'UNIQ_KEY',
  extendedUniqueInfo: 'EXTEND_UNIQ_INFO',
  maxReconsumeTimes: 'MAX_RECONSUME_TIMES',
  consumeStartTime: 'CONSUME_START_TIME',
  innerNumber: 'INNER_NUM',
  innerBase: 'INNER_BASE',
  duplicationInfo: 'DUP_INFO',
  checkImmunityTimeInSeconds: 'CHECK_IMMUNITY_TIME_IN_SECONDS',
  transactionPreparedQueueOffset: 'TRAN_PREPARED_QUEUE_OFFSET',
  transactionId: '__transactionId__',
  transactionCheckTimes: 'TRANSACTION_CHECK_TIMES',
  instanceId: 'INSTANCE_ID',
  correlationId: 'CORRELATION_ID',
  replyToClient: 'REPLY_TO_CLIENT',
  timeToLive: 'TTL',
  arriveTime: 'ARRIVE_TIME',
  pushReplyTime: 'PUSH_REPLY_TIME',
  cluster: 'CLUSTER',
  messageType: 'MSG_TYPE',
  popCheckpoint: 'POP_CK',
  popCheckpointOffset: 'POP_CK_OFFSET',
  firstPopTime: '1ST_POP_TIME',
  shardingKey: '__SHARDINGKEY',
  innerMultiDispatch: 'INNER_MULTI_DISPATCH',
  innerMultiQueueOffset: 'INNER_MULTI_QUEUE_OFFSET',
  timerDelaySeconds: 'TIMER_DELAY_SEC',
  timerDeliverMs: 'TIMER_DELIVER_MS',
  timerDelayMs: 'TIMER_DELAY_MS',
  timerOutMs: 'TIMER_OUT_MS',
  timerEnqueueMs: 'TIMER_ENQUEUE_MS',
  timerDequeueMs: 'TIMER_DEQUEUE_MS',
  timerRollTimes: 'TIMER_ROLL_TIMES',
  timerDeleteUniqueKey: 'TIMER_DEL_UNIQKEY',
  timerDelayLevel: 'TIMER_DELAY_LEVEL',
  bornHost: '__BORNHOST',
  bornTimestamp: 'BORN_TIMESTAMP',
  recordCrc: '__CRC32#',
  deadLetterOriginTopic: 'DLQ_ORIGIN_TOPIC',
  deadLetterOriginMessageId: 'DLQ_ORIGIN_MESSAGE_ID',
} as const;

const NAME_END = '\u0001';
const VALUE_END = '\u0002';

export const MAX_PROPERTIES_BYTES = 32767;

/** Whether a name or value can be carried at all. */
export function isPropertyText(text: string): boolean {
  return !text.includes(NAME_END) && !text.includes(VALUE_END);
}

/** Text form, each pair ended by a separator as writers since 5.2 do. */
export function formatProperties(properties: ReadonlyMap<string, string>): string {
  let text = '';
  properties.forEach((value, name) => {
    text += name + NAME_END + value + VALUE_END;
  });
  return text;
}

/** Tolerant as MessageDecoder.java: a pair without a name, a value or a separator is dropped, the last may lack its end. */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf(VALUE_END, start);
    const end = found < 0 ? text.length : found;
    const nameEnd = text.indexOf(NAME_END, start);
    if (nameEnd > start && nameEnd < end - 1) {
      properties.set(text.slice(start, nameEnd), text.slice(nameEnd + 1, end));
    }
    start = end + 1;
  }
  return properties;
}

/** What a table of properties answers, whether it is one or only their text. */
export type PropertyLookUp = Pick<ReadonlyMap<string, string>, 'get' | 'has'>;

/** Properties that are looked up in their text form, for readers that ask for few of them; it answers as the parsed ones do. */
export class PropertyText implements PropertyLookUp {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get(name: string): string | undefined {
    const text = this.#text;
    const sought = name + NAME_END;
    // Of a name that is there twice the last counts.
    for (let at = text.lastIndexOf(sought); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(sought, at - 1)) {
      if (at > 0 && text[at - 1] !== VALUE_END) continue;
      const start = at + sought.length;
      const found = text.indexOf(VALUE_END, start);
      const end = found < 0 ? text.length : found;
      if (end > start) return text.slice(start, end);
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}

/** Bytes that `writeProperties` takes. */
export function propertiesByteLength(properties: ReadonlyMap<string, string>): number {
  let length = 0;
  properties.forEach((value, name) => {
    length += textByteLength(name) + textByteLength(value) + 2;
  });
  return length;
}

/** Writes the text form and returns the position after it. */
export function writeProperties(
  bytes: Uint8Array,
  position: number,
  properties: ReadonlyMap<string, string>,
): number {
  let at = position;
  properties.forEach((value, name) => {
    at = writeText(bytes, at, name);
    bytes[at] = 1;
    at = writeText(bytes, at + 1, value);
    bytes[at] = 2;
    at += 1;
  });
  return at;
}

const NO_KEYS: readonly string[] = [];

/** The keys that a message can be found by. */
export function messageKeys(properties: PropertyLookUp): readonly string[] {
  const keys = properties.get(PROPERTY.keys);
  if (keys === undefined) return NO_KEYS;
  return keys.includes(' ') ? keys.split(' ').filter((key) => key !== '') : [keys];
}

/** Absent counts as true (facts 2.3). */
export function waitsForStore(properties: ReadonlyMap<string, string>): boolean {
  const wait = properties.get(PROPERTY.waitStore);
  return wait === undefined || wait.toLowerCase() === 'true';
}
