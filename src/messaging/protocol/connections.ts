// The bodies of GET_CONSUMER_CONNECTION_LIST and GET_PRODUCER_CONNECTION_LIST: who is connected.

import type { ConsumeFromWhere, ConsumeType, MessageModel } from './heartbeat-data.ts';
import { sortedObject, writeJson } from './json.ts';
import { type SubscriptionData, subscriptionJson } from './subscription-data.ts';

export interface Connected {
  readonly clientId: string;
  /** `ip:port`. */
  readonly address: string;
  readonly language: string;
  readonly version: number;
}

export interface ConsumerConnections {
  readonly clients: readonly Connected[];
  /** By topic. */
  readonly subscriptions: ReadonlyMap<string, SubscriptionData>;
  readonly consumeType: ConsumeType;
  readonly messageModel: MessageModel;
  readonly consumeFromWhere: ConsumeFromWhere;
}

export function encodeConsumerConnections(connections: ConsumerConnections): Uint8Array {
  const { consumeFromWhere, consumeType, messageModel } = connections;
  const subscriptions = new Map<string, object>();
  for (const [topic, data] of connections.subscriptions) subscriptions.set(topic, subscriptionJson(data));
  return writeJson({
    connectionSet: connections.clients.map(connectionJson),
    consumeFromWhere,
    consumeType,
    messageModel,
    subscriptionTable: sortedObject(subscriptions),
  });
}

export function encodeProducerConnections(clients: readonly Connected[]): Uint8Array {
  return writeJson({ connectionSet: clients.map(connectionJson) });
}

function connectionJson({ clientId, address, language, version }: Connected): object {
  return { clientAddr: address, clientId, language, version };
}
