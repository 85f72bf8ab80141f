// The body of HEART_BEAT: who a client is and which groups and subscriptions it has.

import { booleanMember, isObject, type Json, listMember, readObject, textMember, writeJson } from './json.ts';
import { decodeSubscription, type SubscriptionData, subscriptionJson } from './subscription-data.ts';

/** `CONSUME_PASSIVELY` is the push consumer, `CONSUME_ACTIVELY` the pull consumer. */
const CONSUME_TYPES = ['CONSUME_ACTIVELY', 'CONSUME_PASSIVELY', 'CONSUME_POP'] as const;
const MESSAGE_MODELS = ['BROADCASTING', 'CLUSTERING'] as const;
const CONSUME_FROM_WHERE = [
  'CONSUME_FROM_LAST_OFFSET',
  'CONSUME_FROM_FIRST_OFFSET',
  'CONSUME_FROM_TIMESTAMP',
  'CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST',
  'CONSUME_FROM_MIN_OFFSET',
  'CONSUME_FROM_MAX_OFFSET',
] as const;

export type ConsumeType = (typeof CONSUME_TYPES)[number];
export type MessageModel = (typeof MESSAGE_MODELS)[number];
export type ConsumeFromWhere = (typeof CONSUME_FROM_WHERE)[number];

export interface ConsumerData {
  readonly groupName: string;
  readonly consumeType: ConsumeType;
  readonly messageModel: MessageModel;
  readonly consumeFromWhere: ConsumeFromWhere;
  readonly subscriptions: readonly SubscriptionData[];
  readonly unitMode: boolean;
}

export interface HeartbeatData {
  readonly clientId: string;
  /** Group names. */
  readonly producers: readonly string[];
  readonly consumers: readonly ConsumerData[];
}

export function encodeHeartbeatData(data: HeartbeatData): Uint8Array {
  return writeJson({
    clientID: data.clientId,
    consumerDataSet: data.consumers.map((consumer) => ({
      consumeFromWhere: consumer.consumeFromWhere,
      consumeType: consumer.consumeType,
      groupName: consumer.groupName,
      messageModel: consumer.messageModel,
      subscriptionDataSet: consumer.subscriptions.map(subscriptionJson),
      unitMode: consumer.unitMode,
    })),
    heartbeatFingerprint: 0,
    producerDataSet: data.producers.map((groupName) => ({ groupName })),
    withoutSub: false,
  });
}

export function decodeHeartbeatData(bytes: Uint8Array): HeartbeatData | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const clientId = textMember(object, 'clientID');
  const producers = listMember(object, 'producerDataSet', decodeProducer);
  const consumers = listMember(object, 'consumerDataSet', decodeConsumer);
  if (clientId === undefined || producers === undefined || consumers === undefined) return undefined;
  return { clientId, producers, consumers };
}

function decodeProducer(value: Json): string | undefined {
  return isObject(value) ? textMember(value, 'groupName') : undefined;
}

function decodeConsumer(value: Json): ConsumerData | undefined {
  if (!isObject(value)) return undefined;
  const groupName = textMember(value, 'groupName');
  const consumeType = oneOf(CONSUME_TYPES, textMember(value, 'consumeType'));
  const messageModel = oneOf(MESSAGE_MODELS, textMember(value, 'messageModel'));
  const consumeFromWhere = oneOf(CONSUME_FROM_WHERE, textMember(value, 'consumeFromWhere'));
  const subscriptions = listMember(value, 'subscriptionDataSet', decodeSubscription);
  if (
    groupName === undefined ||
    consumeType === undefined ||
    messageModel === undefined ||
    consumeFromWhere === undefined ||
    subscriptions === undefined
  ) {
    return undefined;
  }
  const unitMode = booleanMember(value, 'unitMode');
  return { groupName, consumeType, messageModel, consumeFromWhere, subscriptions, unitMode };
}

function oneOf<T extends string>(allowed: readonly T[], name: string | undefined): T | undefined {
  return allowed.find((candidate) => candidate === name);
}
